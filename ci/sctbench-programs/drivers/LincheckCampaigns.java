import java.util.List;
import java.util.Locale;
import org.jetbrains.lincheck.Lincheck;
import org.jetbrains.lincheck.LincheckAssertionError;
import org.jetbrains.lincheck.sctbench.Invocations;

/**
 * Campaigns of Lincheck's model checker over a program with a {@code main} method. Started by {@code ci/sctbench}: {@code
 * CAMPAIGNS SECONDS CLASS [ARGUMENT...]}. Prints a line for each campaign: {@code exception}, {@code deadlock} or {@code none}, its runs
 * and its seconds. Ends when more than half have found nothing.
 */
final class LincheckCampaigns {
  /** More than fit into the time. */
  private static final int INVOCATIONS = 10_000_000;

  private LincheckCampaigns() {}

  public static void main(String[] arguments) {
    long seconds = Long.parseLong(arguments[1]);
    String program = arguments[2];
    String[] rest = List.of(arguments).subList(3, arguments.length).toArray(String[]::new);
    int campaigns = Integer.parseInt(arguments[0]);
    int missed = 0;
    for (int i = 0; i < campaigns && missed <= campaigns / 2; i++) {
      Invocations.begin(seconds);
      boolean isFound = false;
      boolean isHung = false;
      try {
        Lincheck.runConcurrentTest(INVOCATIONS, () -> invoke(program, rest));
      } catch (LincheckAssertionError e) {
        isFound = !Invocations.isTimeUp();
        isHung = String.valueOf(e.getMessage()).contains("has hung");
        System.err.println(e.getMessage().lines().limit(8).toList());
      } catch (RuntimeException | Error e) { // while it explains what it has found
        isFound = Invocations.isThrown();
        System.err.println(e);
      }
      missed += isFound ? 0 : 1;
      System.out.printf(
          Locale.ROOT, "%s %d %.4f%n", !isFound ? "none" : isHung ? "deadlock" : "exception",
          Invocations.count(), Invocations.seconds());
    }
    System.exit(0);
  }

  /** Calls the program by its name: Lincheck does not interleave what is called through reflection. */
  private static void invoke(String program, String[] arguments) {
    Invocations.next();
    try {
      switch (program) {
        case "Account" -> Account.main(arguments);
        case "ArithmeticProgression" -> ArithmeticProgression.main(arguments);
        case "BluetoothDriver" -> BluetoothDriver.main(arguments);
        case "Carter" -> Carter.main(arguments);
        case "CircularBuffer" -> CircularBuffer.main(arguments);
        case "Counter" -> Counter.main(arguments);
        case "Deadlock" -> Deadlock.main(arguments);
        case "FsBench" -> FsBench.main(arguments);
        case "Lazy" -> Lazy.main(arguments);
        case "Phase" -> Phase.main(arguments);
        case "Queue" -> Queue.main(arguments);
        case "Reorder" -> Reorder.main(arguments);
        case "SafeStack" -> SafeStack.main(arguments);
        case "Stack" -> Stack.main(arguments);
        case "StringBufferAppend" -> StringBufferAppend.main(arguments);
        case "Sync" -> Sync.main(arguments);
        case "TokenRing" -> TokenRing.main(arguments);
        case "TwoStage" -> TwoStage.main(arguments);
        case "WorkStealQueue" -> WorkStealQueue.main(arguments);
        case "WrongLock" -> WrongLock.main(arguments);
        default -> throw new IllegalArgumentException("no program: " + program);
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    } catch (AssertionError e) {
      Invocations.fail();
      throw e;
    }
    if (Invocations.end()) {
      throw new AssertionError("a thread has thrown");
    }
  }
}
