package io.miniss.simulator.strategy;

import io.miniss.runtime.spi.SharedLocation;
import io.miniss.simulator.random.SplitMix64;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Selectively uniform random walk [1]. Some accesses are interesting. Of the threads that can run one
 * is meant to have the next interesting access, drawn in proportion to how many of them each has left;
 * until it has had it, the others go on and stop before interesting accesses of their own: in one half of the runs
 * at random, in the other by random priorities. Where the estimates are right and nobody waits, each order of the
 * interesting accesses is as likely as any other, whatever else the threads do. A random walk, in contrast, hardly ever
 * lets a long thread finish before a short one begins.
 *
 * <p>With all accesses interesting it is the uniform random walk, {@code urw}. What a thread does
 * before it reaches a point is interesting to neither.
 *
 * <p>Every interleaving can come up: a thread whose estimate is used up still counts for one, and a
 * thread that spins, or is meant for {@value #PATIENCE} turns (by priorities {@value #PATIENCE_BY_PRIORITY}) without an
 * interesting access, is no longer the one that is meant.
 *
 * <p>[1] H. Zhao, D. Wolff, U. Mathur, A. Roychoudhury: Selectively uniform concurrency testing,
 * ASPLOS 2025.
 *
 * @param events how many interesting accesses each thread makes among others, by its number; the last
 *     is that of all further threads. With more than one number, that of a thread includes the threads
 *     it starts, whose numbers are taken off when they appear
 * @param of the interesting locations: those whose name or kind begins with one of these words, in
 *     which an underscore stands for a blank, or for whose name a word is the {@linkplain #word code}
 * @param among if not 0: one of the first so many locations is interesting, another for each seed
 */
public record Surw(List<Integer> events, List<String> of, int among) implements Strategy {
  private static final int PATIENCE = 200;

  /** The same by priorities: the others go far before it is the turn of the one that is meant. */
  private static final int PATIENCE_BY_PRIORITY = 5_000;

  /** Checks the parameters. */
  public Surw {
    events = List.copyOf(events);
    of = List.copyOf(of);
    if (events.isEmpty() || events.stream().anyMatch(number -> number < 1)) {
      throw new IllegalArgumentException(
          "urw and surw need numbers of events of at least 1: " + join(events));
    }
    if (among < 0) {
      throw new IllegalArgumentException("surw is among at least 1 location: " + among);
    }
    if (among > 0 && !of.isEmpty()) {
      throw new IllegalArgumentException(
          "surw has interesting locations either by name (of) or by chance (among), not both: of "
              + join(of) + ", among " + among);
    }
    of.forEach(Selection::requireWord);
  }

  /** The walk in which every access is interesting. */
  public static Surw uniform(List<Integer> events) {
    return new Surw(events, List.of(), 0);
  }

  /** The words for which there is none among {@code locations}. */
  public List<String> unmet(Collection<SharedLocation> locations) {
    return of.stream()
        .filter(word -> locations.stream().noneMatch(new Selection(List.of(word))::contains))
        .toList();
  }

  /** Whether accesses to {@code location} may be interesting; of one among some locations that is another each time. */
  public boolean isInterestedIn(SharedLocation location) {
    return of.isEmpty()
        ? among == 0 || location.locationId() <= among
        : new Selection(of).contains(location);
  }

  @Override
  public Chooser start(SplitMix64 random) {
    int drawn = among == 0 ? 0 : 1 + random.nextInt(among);
    return new Walk(random, events, new Selection(of), of.isEmpty() && among == 0, drawn);
  }

  /** A word for {@code of} that stands for {@code location} alone. */
  public static String word(SharedLocation location) {
    return Selection.code(location);
  }

  private static final class Walk implements Chooser {
    private static final int NOBODY = -1;

    private final SplitMix64 random;
    private final List<Integer> events;
    private final Selection selection;
    private final boolean all;
    private final int only;
    private final boolean byPriority;

    /** By thread: the accesses it has left; 0 for a thread not seen yet. */
    private int[] left = new int[16];

    /** By thread: who of those that are not before an interesting access goes on; 0 for a thread not seen yet. */
    private long[] priorities = new long[16];

    /** Below it there is no priority. */
    private long lowest;

    private int meant = NOBODY;
    private int waited;
    private int spinner = NOBODY;

    Walk(SplitMix64 random, List<Integer> events, Selection selection, boolean all, int only) {
      this.random = random;
      this.events = events;
      this.selection = selection;
      this.all = all;
      this.only = only;
      this.byPriority = !all && random.nextInt(2) == 0;
    }

    @Override
    public int choose(Candidates candidates) {
      see(candidates);
      int current = candidates.current();
      int avoided =
          current >= 0 && candidates.thread(current) == spinner ? current : NOBODY;
      spinner = NOBODY;
      int intended = position(candidates, meant);
      if (intended == NOBODY || intended == avoided || isOverdue()) {
        intended = draw(candidates, avoided);
        meant = candidates.thread(intended);
        waited = 0;
      }
      int chosen = go(candidates, intended, avoided);
      waited++;
      goesOn(candidates, chosen);
      return chosen;
    }

    @Override
    public void soleCandidate(Candidates candidates) {
      see(candidates);
      goesOn(candidates, 0);
    }

    private void goesOn(Candidates candidates, int position) {
      if (isInteresting(candidates, position)) {
        takeOff(candidates.thread(position), 1);
        meant = NOBODY;
      }
    }

    private void takeOff(int thread, int accesses) {
      left[thread] = Math.max(1, left[thread] - accesses);
    }

    private boolean isOverdue() {
      return waited >= (byPriority ? PATIENCE_BY_PRIORITY : PATIENCE);
    }

    private void see(Candidates candidates) {
      for (int i = 0; i < candidates.count(); i++) {
        int thread = candidates.thread(i);
        if (thread >= left.length) {
          left = Arrays.copyOf(left, 2 * thread);
        }
        if (left[thread] == 0) {
          left[thread] = events.get(Math.min(thread, events.size() - 1));
          if (events.size() > 1 && candidates.lastThread() >= 0) {
            takeOff(candidates.lastThread(), left[thread]);
          }
        }
      }
    }

    private static int position(Candidates candidates, int thread) {
      for (int i = 0; i < candidates.count(); i++) {
        if (candidates.thread(i) == thread) {
          return i;
        }
      }
      return NOBODY;
    }

    private int draw(Candidates candidates, int avoided) {
      long sum = 0;
      for (int i = 0; i < candidates.count(); i++) {
        sum += i == avoided ? 0 : left[candidates.thread(i)];
      }
      long ticket = Math.unsignedMultiplyHigh(random.nextLong(), sum);
      for (int i = 0; i < candidates.count(); i++) {
        ticket -= i == avoided ? 0 : left[candidates.thread(i)];
        if (ticket < 0) {
          return i;
        }
      }
      throw new AssertionError("a ticket below the sum belongs to somebody");
    }

    /** One of those who may go now: the intended, and who is not before an interesting access. */
    private int go(Candidates candidates, int intended, int avoided) {
      return byPriority
          ? first(candidates, intended, avoided)
          : atRandom(candidates, intended, avoided);
    }

    private int atRandom(Candidates candidates, int intended, int avoided) {
      int chosen = intended;
      int eligible = 1;
      for (int i = 0; i < candidates.count(); i++) {
        if (isOther(candidates, i, intended, avoided) && random.nextInt(++eligible) == 0) {
          chosen = i;
        }
      }
      return chosen;
    }

    private int first(Candidates candidates, int intended, int avoided) {
      int chosen = intended;
      for (int i = 0; i < candidates.count(); i++) {
        if (isOther(candidates, i, intended, avoided)
            && priority(candidates.thread(i)) > priority(candidates.thread(chosen))) {
          chosen = i;
        }
      }
      return chosen;
    }

    /** Whether one that is not intended may go. */
    private boolean isOther(Candidates candidates, int position, int intended, int avoided) {
      return position != intended && position != avoided
          && !isInteresting(candidates, position);
    }

    private long priority(int thread) {
      if (thread >= priorities.length) {
        priorities = Arrays.copyOf(priorities, 2 * thread);
      }
      while (priorities[thread] == 0) {
        priorities[thread] = random.nextLong() >>> 1;
      }
      return priorities[thread];
    }

    private boolean isInteresting(Candidates candidates, int position) {
      SharedLocation place = candidates.place(position);
      if (place == null) {
        return false;
      }
      return all || (only == 0 ? selection.contains(place) : place.locationId() == only);
    }

    @Override
    public void spinning(int thread) {
      spinner = thread;
      if (thread < priorities.length) {
        priorities[thread] = --lowest; // it waits for another one
      }
    }
  }

  static String join(List<?> list) {
    return list.stream().map(String::valueOf).collect(Collectors.joining("."));
  }

  @Override
  public String toString() {
    String numbers = "(events=" + join(events);
    if (among > 0) {
      return "surw" + numbers + ",among=" + among + ")";
    }
    return of.isEmpty() ? "urw" + numbers + ")" : "surw" + numbers + ",of=" + join(of) + ")";
  }
}
