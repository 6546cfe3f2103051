package io.miniss.benchmarks.placement;

import io.miniss.benchmarks.Rounds;
import io.miniss.benchmarks.TokenRing;
import io.miniss.runtime.MultiCoreRuntime;
import io.miniss.runtime.machine.PinningPolicy;

/** Messages and tasks on cores that are pinned or not; prints a line for each row of the table. */
final class PinningJvm {
  private static final int WARM_UP_MILLIS = 1_000;
  private static final int ROUNDS = 15;
  private static final int CAPACITY = 1 << 12;

  /** What goes round: so many on so many cores. */
  enum Row {
    ONE_MESSAGE("one message between two cores", 2, 1, 1 << 15),
    MESSAGES("256 messages between two cores", 2, 256, 1 << 11),
    TASKS("tasks of one core", 1, 256, 1 << 12);

    private final String title;
    private final int cores;
    private final int tokens;
    private final int hops;

    Row(String title, int cores, int tokens, int hops) {
      this.title = title;
      this.cores = cores;
      this.tokens = tokens;
      this.hops = hops;
    }

    String title() {
      return title;
    }
  }

  private PinningJvm() {}

  /** The arguments are a row and whether the cores are pinned. */
  public static void main(String[] arguments) {
    Row row = Row.valueOf(arguments[0]);
    PinningPolicy pinning =
        Boolean.parseBoolean(arguments[1]) ? PinningPolicy.allowedCpus() : PinningPolicy.none();
    try (MultiCoreRuntime runtime =
        MultiCoreRuntime.builder()
            .cores(row.cores)
            .mailboxCapacity(CAPACITY)
            .pinning(pinning)
            .start()) {
      TokenRing ring = new TokenRing(runtime, row.tokens, row.hops);
      Rounds rounds = Rounds.measure(WARM_UP_MILLIS, ROUNDS, ring::round);
      System.out.println(rounds.median() + " " + rounds.least());
    }
  }
}
