package io.miniss.simulator.engine;

import io.miniss.runtime.spi.Access;
import io.miniss.runtime.spi.SharedLocation;
import io.miniss.simulator.text.SafeText;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Recognises a spin deadlock: all threads that can run look at the same values again and again, and nobody is left
 * who could change one.
 *
 * <h2>Why that is one</h2>
 *
 * What a thread does next follows from what it has on its own (its stack and objects that only it uses) and from what
 * it is told: values of shared locations, the time, random numbers, and that it is woken. A trial is a stretch of the
 * run in which
 *
 * <ol>
 *   <li>no shared value changes: each access is a read, or leaves the value what it was;
 *   <li>no thread is started, ends, begins to wait or is woken, and none waits for a moment of virtual time;
 *   <li>no thread of the run looks at a clock or at the number of steps, or draws a random number;
 *   <li>no fault can happen any more;
 *   <li>each thread that can run comes {@value #LOOKS} times to the same access to the same location, and its stack is
 *       the same at two of these times ({@link LocalState}).
 * </ol>
 *
 * By 1 to 4 each thread is told the same in each round, so a thread that is twice in the same state goes through the
 * same states for ever, whoever runs in between: it changes nothing, and by 1 no other thread can tell whether it has
 * run. As all threads that can run are such, and no other is ever woken, no schedule leads out of it. So it is none
 * of the strategy's doing either: a thread that was never chosen has not come to its access, and there is no verdict.
 *
 * <p>What a thread counts in the fields of an object of its own is not seen; that is why the same state alone is not
 * enough, and {@value #LOOKS} looks are required. A loop that counts in a local variable is never taken for a
 * deadlock, however long it is.
 *
 * <p>Trials begin after {@value #FIRST} steps, so that a run of usual length has none. In a program that gets on one
 * ends with the first change, after a few steps, and the next begins {@value #PAUSE} steps later.
 */
final class SpinWatch {
  static final int LOOKS = 3_000;

  private static final long FIRST = 4_000;
  private static final long PAUSE = 500;

  /** At so many looks of a thread its state is remembered, and as many later ones are compared with these. */
  private static final int STATES = 8;

  /** A trial that has not ended by then, for each thread, has met no loop as small as those that spin. */
  private static final long MAX_STEPS = 20L * LOOKS;

  private static final int MAX_LOCATIONS = 64;
  private static final int SHOWN = 6;

  /** What a thread has done in a trial. */
  private static final class Looker {
    final SimulatedThread thread;
    final @Nullable Access access;
    final @Nullable SharedLocation location;
    final Set<String> sees = new LinkedHashSet<>();
    final List<LocalState> states = new ArrayList<>();
    int looks;
    boolean isBack;

    Looker(SimulatedThread thread) {
      this.thread = thread;
      this.access = thread.access();
      this.location = thread.location();
    }
  }

  private final RunOutcome outcome;
  private final RunClock clock;
  private final RunFaults faults;
  private final ThreadTable threads;
  private final Checks checks;

  /** The next trial begins at this step, or the present one is given up. */
  private long nextStep = FIRST;

  private boolean isOn;
  private long moves;
  private long readings;
  private final List<SharedLocation> locations = new ArrayList<>();
  private final List<@Nullable Object> values = new ArrayList<>();

  /** By number of the thread. */
  private final TreeMap<Integer, Looker> lookers = new TreeMap<>();

  private int back;

  SpinWatch(RunParts parts, ThreadTable threads, Checks checks) {
    this.outcome = parts.outcome();
    this.clock = parts.clock();
    this.faults = parts.faults();
    this.threads = threads;
    this.checks = checks;
  }

  /** When to call {@link #atStep}. */
  long nextStep() {
    return nextStep;
  }

  /** Whether to tell of accesses. */
  boolean isOn() {
    return isOn;
  }

  /** The run is at the step that was asked for. */
  void atStep(long step) {
    boolean begins = !isOn && !faults.areActive() && threads.deadlines().isEmpty();
    giveUp();
    isOn = begins;
    nextStep = begins ? step + MAX_STEPS * threads.runnable().count() : step + PAUSE;
    if (begins) {
      moves = threads.moves();
      readings = clock.readings();
    }
  }

  /** The trial, if there is one, has met something that changes. */
  void giveUp() {
    if (isOn) {
      isOn = false;
      nextStep = clock.steps() + PAUSE;
      locations.clear();
      values.clear();
      lookers.clear();
      back = 0;
    }
  }

  /**
   * What {@code me}, the calling thread, has announced is about to take effect. Fails the run and returns true if this
   * is a deadlock.
   */
  boolean takesEffect(SimulatedThread me) {
    if (threads.moves() != moves || clock.readings() != readings || !isUnchanged(me)) {
      giveUp();
      return false;
    }
    Looker mine = lookers.get(me.id);
    if (mine == null) {
      mine = new Looker(me);
      lookers.put(me.id, mine);
    }
    if (mine.location == me.location() && mine.access == me.access() && !mine.isBack) {
      look(mine);
    }
    SharedLocation location = me.location();
    if (isOn
        && location != null
        && mine.looks > LOOKS - STATES
        && mine.sees.size() < SHOWN) {
      mine.sees.add(words(me, location));
    }
    if (!isOn || back < threads.runnable().count() || !areAllUnchanged()) {
      return false;
    }
    fail();
    return true;
  }

  private void look(Looker mine) {
    mine.looks++;
    boolean isFirst = mine.looks > LOOKS / 2 && mine.states.size() < STATES;
    if (!isFirst && mine.looks < LOOKS) {
      return;
    }
    LocalState now = LocalState.ofCallingThread();
    if (now == null || mine.looks > LOOKS + STATES) {
      giveUp();
    } else if (isFirst) {
      mine.states.add(now);
    } else if (mine.states.stream().anyMatch(now::mayBe)) {
      mine.isBack = true;
      back++;
    }
  }

  // ---- values ----

  private boolean isUnchanged(SimulatedThread me) {
    SharedLocation location = me.location();
    if (location == null) {
      return true; // it spins
    }
    Object now = value(location);
    if (now == SharedLocation.NO_VALUE && me.access() != Access.READ) {
      return false;
    }
    for (int i = 0; i < locations.size(); i++) {
      if (locations.get(i) == location) {
        return isSame(values.get(i), now);
      }
    }
    locations.add(location);
    values.add(now);
    return locations.size() <= MAX_LOCATIONS;
  }

  private boolean areAllUnchanged() {
    for (int i = 0; i < locations.size(); i++) {
      if (!isSame(values.get(i), value(locations.get(i)))) {
        giveUp();
        return false;
      }
    }
    return true;
  }

  private @Nullable Object value(SharedLocation location) {
    Object[] value = new Object[1];
    checks.quietly(
        () -> {
          try {
            value[0] = location.currentValue();
          } catch (RuntimeException unspeakable) {
            value[0] = new Object(); // equal to nothing
          }
        });
    return value[0];
  }

  private static boolean isSame(@Nullable Object before, @Nullable Object now) {
    if (before == now) {
      return true;
    }
    if (before instanceof Object[] one && now instanceof Object[] other) {
      return one.length == other.length
          && Arrays.equals(one, other, (a, b) -> isSame(a, b) ? 0 : 1);
    }
    return switch (before) {
      case Number number -> number.equals(now);
      case Boolean flag -> flag.equals(now);
      case String text -> text.equals(now);
      case null, default -> false;
    };
  }

  // ---- the failure ----

  private String words(SimulatedThread me, SharedLocation location) {
    Object value = value(location);
    return (me.access() == Access.READ ? "reads " : "tries to change ")
        + SafeText.of(location::describe)
        + (value == SharedLocation.NO_VALUE ? "" : ": " + SafeText.of(() -> text(value)));
  }

  private static String text(@Nullable Object value) {
    return switch (value) {
      case null -> "null";
      case Number number -> number.toString();
      case Boolean flag -> flag.toString();
      case String text -> text;
      case Enum<?> constant -> constant.name();
      default -> value.getClass().getSimpleName();
    };
  }

  private void fail() {
    StringBuilder text =
        new StringBuilder("the threads that can run look at the same values for ever:");
    for (Looker each : lookers.values()) {
      text.append("\n  ").append(each.thread.name).append(' ')
          .append(each.sees.isEmpty() ? "spins" : String.join("; ", each.sees));
    }
    text.append("\nand these have not ended:");
    String[] report = new String[1];
    checks.quietly(() -> report[0] = WaitReport.of(threads.live(), List.of()));
    outcome.failWithSites(
        FailureKind.DEADLOCK,
        RunFailure.SPIN,
        text + report[0],
        WaitSites.ofLivelock(threads.live()));
  }
}
