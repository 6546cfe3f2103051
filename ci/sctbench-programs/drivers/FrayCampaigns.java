import com.github.ajalt.clikt.core.CoreCliktCommandKt;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.pastalab.fray.core.TestRunner;
import org.pastalab.fray.core.command.Configuration;
import org.pastalab.fray.core.command.MainCommand;
import org.pastalab.fray.runtime.DeadlockException;

/**
 * Campaigns of Fray over a program with a {@code main} method, as its command line runs them. Started by {@code
 * ci/sctbench} in Fray's JDK and with its agents: {@code CLASSES CAMPAIGNS SECONDS STRATEGY REPORTS CLASS
 * [ARGUMENT...]}. Prints a line for each campaign: {@code exception}, {@code deadlock} or {@code none}, its runs and its seconds. Ends
 * when more than half have found nothing.
 */
final class FrayCampaigns {
  private FrayCampaigns() {}

  public static void main(String[] arguments) {
    PrintStream out = System.out;
    int campaigns = Integer.parseInt(arguments[1]);
    int missed = 0;
    for (int i = 0; i < campaigns && missed <= campaigns / 2; i++) {
      Configuration configuration = configuration(arguments, i);
      System.setOut(new PrintStream(PrintStream.nullOutputStream())); // its progress
      Throwable failure = new TestRunner(configuration).run();
      double seconds = configuration.elapsedTime() / 1e3;
      System.setOut(out);
      out.printf(
          Locale.ROOT, "%s %d %.4f%n",
          failure == null ? "none" : failure instanceof DeadlockException ? "deadlock" : "exception",
          configuration.getCurrentIteration() + (failure == null ? 0 : 1), seconds);
      if (failure == null) {
        missed++;
      } else {
        System.err.println(failure);
      }
    }
    System.exit(0);
  }

  private static Configuration configuration(String[] arguments, int campaign) {
    List<String> options = new ArrayList<>();
    options.addAll(List.of("--run-config", "cli", "--clazz", arguments[5], "--method", "main"));
    options.addAll(List.of("--classpath", arguments[0]));
    if (arguments.length > 6) {
      options.add("--args");
      options.add(String.join(":", List.of(arguments).subList(6, arguments.length)));
    }
    // It looks at whole seconds, and runs on as long as they are no more than these.
    int seconds = Integer.parseInt(arguments[2]) - 1;
    options.addAll(List.of("--scheduler", arguments[3], "--iter", "-1"));
    options.addAll(List.of("--timeout", Integer.toString(seconds), "--no-exit-on-bug"));
    options.addAll(List.of("--timeline-coverage", "none"));
    options.addAll(List.of("--output", Path.of(arguments[4], "campaign-" + campaign).toString()));
    MainCommand command = new MainCommand();
    CoreCliktCommandKt.main(command, options.toArray(String[]::new));
    return command.toConfiguration();
  }
}
