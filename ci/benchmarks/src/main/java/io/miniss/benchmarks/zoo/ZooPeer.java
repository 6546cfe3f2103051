package io.miniss.benchmarks.zoo;

import io.miniss.scenarios.cli.GeneratedSection;
import io.miniss.scenarios.zoo.Exhibit;
import io.miniss.scenarios.zoo.Exhibit.Variant;
import io.miniss.scenarios.zoo.Zoo;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * {@code ci/zoo-peer}: how long we and Lincheck take to find the bugs of the zoo. Both run the same
 * code of the same exhibit with the same sizes, in this process, on one thread.
 */
public final class ZooPeer {
  private static final String USAGE =
      """
      usage: ci/zoo-peer [--only 1,5,9] [--markdown FILE]
        --only      these exhibits; in the table the rows of the others stay as they are
        --markdown  write the table into its section of FILE
      """;

  private static final int MAX_RUNS = 10_000;
  private static final int FIXED_RUNS = 200;
  private static final int PEER_ROUNDS = 3;
  private static final int OWN_ROUNDS = 20;
  private static final long STRIDE = 1_000_000;
  private static final long LIMIT_NANOS = TimeUnit.SECONDS.toNanos(20);
  private static final long WARM_UP_SECONDS = 5;

  private final List<Exhibit> exhibits;
  private final @Nullable Path markdown;

  private ZooPeer(List<Exhibit> exhibits, @Nullable Path markdown) {
    this.exhibits = exhibits;
    this.markdown = markdown;
  }

  /** Measures, prints and maybe writes. */
  public static void main(String[] arguments) {
    Optional<ZooPeer> peer = Optional.empty();
    try {
      peer = Optional.of(parse(new ArrayList<>(List.of(arguments))));
    } catch (IllegalArgumentException problem) {
      System.err.println(problem.getMessage());
      System.err.print(USAGE);
      System.exit(2);
    }
    peer.orElseThrow().run();
    System.exit(0); // threads that hang in the peer are left behind
  }

  private static ZooPeer parse(List<String> rest) {
    List<Exhibit> exhibits = Zoo.exhibits();
    Path markdown = null;
    while (!rest.isEmpty()) {
      String argument = rest.removeFirst();
      if (rest.isEmpty()) {
        throw new IllegalArgumentException(argument + " is unknown or needs a value");
      }
      String value = rest.removeFirst();
      switch (argument) {
        case "--only" ->
          exhibits =
              Arrays.stream(value.split(",", -1)).map(Integer::valueOf).map(Zoo::exhibit).toList();
        case "--markdown" -> markdown = Path.of(value);
        default -> throw new IllegalArgumentException("unknown argument " + argument);
      }
    }
    return new ZooPeer(exhibits, markdown);
  }

  private void run() {
    Optional<GeneratedSection> section =
        Optional.ofNullable(markdown).map(file -> new GeneratedSection(file, "ci/zoo-peer"));
    Map<Integer, String> rows = new TreeMap<>();
    section.ifPresent(file -> rows.putAll(rowsOf(file.text())));
    for (Exhibit exhibit : exhibits) {
      String row = row(exhibit);
      System.out.println(row);
      rows.put(exhibit.number(), row);
      section.ifPresent(file -> file.write(table(rows)));
    }
  }

  /** The rows of a table that was written before, by their first cell. */
  private static Map<Integer, String> rowsOf(String table) {
    Map<Integer, String> rows = new TreeMap<>();
    table
        .lines()
        .filter(line -> line.matches("\\| [0-9]+ \\|.*"))
        .forEach(line -> rows.put(Integer.valueOf(line.split("\\|", -1)[1].strip()), line));
    return rows;
  }

  private static String table(Map<Integer, String> rows) {
    return String.format(
        Locale.ROOT,
        """
        Medians of %d campaigns as `explore --faults none` does them, and of %d times Lincheck, whose search is the same each
        time: at most %,d runs (Lincheck: invocations) and %d seconds each, on one thread of a JVM that has run
        the exhibit before. *Report*: from the failure to the text that tells of it. *Fixed*: for how many runs it
        passed, of at most %,d seeds and what the search takes, or of so many invocations, and the time of one.
        Where the peer reports that a test has hung, its report and the one invocation or two that it repeats for
        it cannot be told from the search.

        | # | what goes wrong | miniss: runs | ms | report, ms | Lincheck: invocations | ms | report, ms | finds sooner | fixed, miniss: runs | µs each | fixed, Lincheck: invocations | µs each |
        |--:|---|--:|--:|--:|--:|--:|--:|---|--:|--:|--:|--:|
        %s
        """,
        OWN_ROUNDS, PEER_ROUNDS, MAX_RUNS, TimeUnit.NANOSECONDS.toSeconds(LIMIT_NANOS), FIXED_RUNS,
        String.join("\n", rows.values()));
  }

  private static String row(Exhibit exhibit) {
    String name = exhibit.number() + " | " + exhibit.label().title();
    Map<String, Integer> drawn;
    try {
      drawn = warmUp(exhibit, Map.of());
      if (!hunt(exhibit, Variant.BUGGY, drawn, 0, MAX_RUNS).isFound()) {
        drawn = warmUp(exhibit, Hunt.smallestSizes(exhibit, MAX_RUNS));
      }
    } catch (NotExpressible missing) {
      return "| " + name + " | | | | not expressible: " + missing.getMessage() + " | | | | | | | |";
    }
    Map<String, Integer> sizes = drawn;
    Hunt own =
        median(OWN_ROUNDS, round -> hunt(exhibit, Variant.BUGGY, sizes, round * STRIDE, MAX_RUNS));
    tell(exhibit, "miniss", own);
    Hunt first = Hunt.byLincheck(exhibit, Variant.BUGGY, sizes, MAX_RUNS, LIMIT_NANOS);
    Hunt peer =
        median(
            first.isFound() ? PEER_ROUNDS : 1, // it would not find it the next time either
            round -> round == 0
                ? first
                : Hunt.byLincheck(exhibit, Variant.BUGGY, sizes, MAX_RUNS, LIMIT_NANOS));
    tell(exhibit, "Lincheck", peer);
    Hunt ownFixed = hunt(exhibit, Variant.FIXED, sizes, 0, FIXED_RUNS);
    tell(exhibit, "miniss, fixed", ownFixed);
    Hunt peerFixed = Hunt.byLincheck(exhibit, Variant.FIXED, sizes, FIXED_RUNS, LIMIT_NANOS);
    tell(exhibit, "Lincheck, fixed", peerFixed);
    return "| " + name + " | " + found(own) + " | " + found(peer) + " | " + faster(own, peer)
        + " | " + passed(ownFixed) + " | " + passed(peerFixed) + " |";
  }

  private static void tell(Exhibit exhibit, String what, Hunt hunt) {
    System.err.printf(
        Locale.ROOT, "exhibit %d, %s: %,d runs, %.1f ms, %s%n", exhibit.number(), what, hunt.runs(),
        hunt.nanos() / 1e6, hunt.isFound() ? hunt.found() : "passed");
  }

  private static Hunt hunt(
      Exhibit exhibit, Variant variant, Map<String, Integer> sizes, long firstSeed, int most) {
    return Hunt.byMiniss(exhibit, variant, sizes, firstSeed, most, LIMIT_NANOS);
  }

  private interface Round {
    Hunt run(int round);
  }

  /** Runs and time each by itself; not found if half of the rounds have not. */
  private static Hunt median(int rounds, Round round) {
    List<Hunt> hunts = new ArrayList<>();
    for (int i = 0; i < rounds; i++) {
      hunts.add(round.run(i));
    }
    hunts.sort(Comparator.comparing((Hunt hunt) -> !hunt.isFound()).thenComparingLong(Hunt::runs));
    Hunt middle = hunts.get(rounds / 2);
    return new Hunt(
        middle.runs(), middle(hunts, Hunt::nanos), middle(hunts, Hunt::reportNanos),
        middle.found());
  }

  private static long middle(List<Hunt> hunts, ToLongFunction<Hunt> what) {
    return hunts.stream().mapToLong(what).sorted().toArray()[hunts.size() / 2];
  }

  private static String found(Hunt hunt) {
    return hunt.isFound()
        ? String.format(
            Locale.ROOT, "%,d | %,.1f | %s", hunt.runs(), hunt.nanos() / 1e6,
            hunt.reportNanos() == 0
                ? "included"
                : String.format(Locale.ROOT, "%,.1f", hunt.reportNanos() / 1e6))
        : String.format(Locale.ROOT, "not in %,d | %,.1f | ", hunt.runs(), hunt.nanos() / 1e6);
  }

  private static String faster(Hunt own, Hunt peer) {
    if (!own.isFound() || !peer.isFound()) {
      return own.isFound() ? "miniss" : peer.isFound() ? "**Lincheck**" : "nobody";
    }
    double ratio = (double) peer.nanos() / own.nanos();
    return ratio >= 1
        ? String.format(Locale.ROOT, "miniss, %,.0f times", ratio)
        : String.format(Locale.ROOT, "**Lincheck**, %,.1f times", 1 / ratio);
  }

  private static String passed(Hunt hunt) {
    return hunt.isFound()
        ? "**failed**: " + hunt.found() + " | "
        : String.format(
            Locale.ROOT, "%,d | %,.0f", hunt.runs(),
            hunt.nanos() / 1e3 / Math.max(1, hunt.runs()));
  }

  /**
   * Runs the exhibit on plain threads and then under the peer, so that all classes are there: a thread
   * that waits for another to initialize a class is not one that the peer can help. Answers the sizes.
   */
  private static Map<String, Integer> warmUp(Exhibit exhibit, Map<String, Integer> given) {
    Map<String, Integer> sizes = onItsOwn(() -> PeerWorld.run(exhibit, Variant.FIXED, given));
    try {
      onItsOwn(() -> PeerWorld.run(exhibit, Variant.BUGGY, given));
    } catch (IllegalStateException bug) {
      System.err.println("exhibit " + exhibit.number() + " on plain threads: " + bug.getMessage());
    }
    tell(exhibit, "Lincheck, to warm up",
        Hunt.byLincheck(exhibit, Variant.FIXED, sizes, 10, LIMIT_NANOS));
    Hunt.byMiniss(exhibit, Variant.FIXED, sizes, 0, 100, LIMIT_NANOS);
    return sizes;
  }

  /** The answer of {@code work}, on a thread that may be left behind. */
  private static <T> T onItsOwn(Supplier<T> work) {
    CompletableFuture<T> answer = new CompletableFuture<>();
    Thread.ofPlatform()
        .daemon(true)
        .start(
            () -> {
              try {
                answer.complete(work.get());
              } catch (Throwable thrown) {
                answer.completeExceptionally(thrown);
              }
            });
    try {
      return answer.get(WARM_UP_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException failed) {
      if (failed.getCause() instanceof NotExpressible missing) {
        throw missing;
      }
      throw new IllegalStateException(String.valueOf(failed.getCause()), failed);
    } catch (TimeoutException hangs) {
      throw new IllegalStateException("it hangs", hangs);
    } catch (InterruptedException interrupted) {
      throw new IllegalStateException(interrupted);
    }
  }
}
