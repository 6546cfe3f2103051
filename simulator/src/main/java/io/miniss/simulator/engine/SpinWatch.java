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
 *   <li>each thread that can run comes again and again to the same access to the same location, and what it has on
 *       its own is the same at two of these times ({@link LocalState}): early in the trial, and once more at its end.
 * </ol>
 *
 * By 1 to 4 each thread is told the same in each round, so a thread that is twice in the same state goes through the
 * same states for ever, whoever runs in between: it changes nothing, and by 1 no other thread can tell whether it has
 * run. As all threads that can run are such, and no other is ever woken, no schedule leads out of it. So it is none
 * of the strategy's doing either: a thread that was never chosen has not come to its access, and there is no verdict.
 *
 * <h2>What is not seen</h2>
 *
 * A state has all objects that are reached from local variables, so a loop that counts in one of them is never taken
 * for a deadlock, however long it is: in a field, an array, an iterator, a queue, a static field of a class that is
 * met. Some progress cannot be seen: in a static field of a class that is neither on the stack, nor nested with one
 * that is, nor the class of an object that is reached; in native memory; in an object that compiled code keeps in
 * registers. That is why a trial goes on when the states have come back, to {@value #TRIAL_STEPS} steps and
 * {@value #TRIAL_LOOKS} looks of each thread. A loop that is shorter ends before. One that is longer, and whose whole
 * progress is such, is taken for a deadlock. A loop without an end whose state never comes back, or is too large to be
 * looked at, ends at the bound on steps.
 *
 * <p>A run that comes to its bound on steps while all states have come back does not end either, and is called by
 * this name, too: the bound is then nearer than the end of the trial.
 *
 * <p>A thread may count its rounds, as one that yields after some of them. Its states differ in numbers alone. Nobody can
 * tell whether it waits for a certain number, so that is no deadlock, but what the run was busy with at its bound on steps
 * ({@link #countedAtLastStep}).
 *
 * <p>Trials begin after {@value #FIRST} steps, so that a run of usual length has none. In a program that gets on one
 * ends with the first change, after a few steps, and the next begins {@value #PAUSE} steps later. A trial in which
 * states were taken that did not come back doubles that, as to take them costs time.
 */
final class SpinWatch {
  /** A thread has come so often to its access before its state is compared. */
  static final int LOOKS = 3_000;

  /** So many steps and looks of each thread are in a trial at least. */
  static final int TRIAL_STEPS = RunFailure.SPIN_STEPS;

  static final int TRIAL_LOOKS = 25_000;

  private static final long FIRST = 4_000;
  private static final long PAUSE = 500;

  /** At so many looks of a thread its state is remembered, and as many later ones are compared with these. */
  private static final int STATES = 8;

  /** A trial in which not all states have come back by then, for each thread, has met no loop of those that spin. */
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

    /** At how many looks its state was compared, since it began to be. */
    int compared;

    boolean isBack;
    boolean isBackAtEnd;

    /** Whether it is back in a state that differs from an earlier one in numbers. */
    boolean counts;

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
  private int backAtEnd;
  private long begin;
  private long pause = PAUSE;

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
    if (areAllBack()) {
      nextStep = Long.MAX_VALUE; // the trial ends with its looks
      return;
    }
    boolean begins = !isOn && !faults.areActive() && threads.deadlines().isEmpty();
    giveUp();
    isOn = begins;
    nextStep = begins ? step + MAX_STEPS * threads.runnable().count() : step + pause;
    if (begins) {
      begin = step;
      moves = threads.moves();
      readings = clock.readings();
    }
  }

  /** The trial, if there is one, has met something that changes. */
  void giveUp() {
    if (isOn) {
      isOn = false;
      nextStep = clock.steps() + pause;
      locations.clear();
      values.clear();
      lookers.clear();
      back = 0;
      backAtEnd = 0;
    }
  }

  /** The run is at its last step. Fails it and returns true if, as far as it can be seen, this is a deadlock. */
  boolean failAtLastStep() {
    if (!areAllBack()
        || lookers.values().stream().anyMatch(each -> each.counts)
        || isDisturbed()
        || !areAllUnchanged()) {
      return false;
    }
    fail();
    return true;
  }

  /**
   * The run is at its last step. If in a trial all threads that can run are back, some of them but for numbers, the text
   * says so, and what they look at; else it is empty.
   */
  String countedAtLastStep() {
    return !areAllBack() || isDisturbed() || !areAllUnchanged()
        ? ""
        : "\nfrom step %,d on, the threads that can run look at the same values, and only their counters change:"
            .formatted(begin)
            + looks();
  }

  private boolean areAllBack() {
    return isOn && back > 0 && back >= threads.runnable().count();
  }

  private boolean isDisturbed() {
    return threads.moves() != moves || clock.readings() != readings;
  }

  /**
   * What {@code me}, the calling thread, has announced is about to take effect. Fails the run and returns true if this
   * is a deadlock.
   */
  boolean takesEffect(SimulatedThread me) {
    if (isDisturbed() || !isUnchanged(me)) {
      giveUp();
      return false;
    }
    Looker mine = lookers.get(me.id);
    if (mine == null) {
      mine = new Looker(me);
      lookers.put(me.id, mine);
    }
    if (mine.location == me.location() && mine.access == me.access()) {
      look(mine);
    }
    SharedLocation location = me.location();
    if (isOn
        && location != null
        && mine.looks > LOOKS - STATES
        && mine.sees.size() < SHOWN) {
      mine.sees.add(words(me, location));
    }
    if (!isOn || backAtEnd < threads.runnable().count() || !areAllUnchanged()) {
      return false;
    }
    fail();
    return true;
  }

  private void look(Looker mine) {
    mine.looks++;
    if (!mine.isBack) {
      if (mine.looks > LOOKS / 2 && mine.states.size() < STATES) {
        LocalState now = state();
        if (now == null) {
          giveUpForLonger();
        } else {
          mine.states.add(now);
        }
      } else if (mine.looks >= LOOKS && comesBack(mine)) {
        mine.isBack = true;
        mine.compared = 0;
        back++;
      }
    } else if (mine.counts) {
      lookAgain(mine);
    } else if (!mine.isBackAtEnd
        && mine.looks >= TRIAL_LOOKS
        && clock.steps() - begin >= TRIAL_STEPS
        && areAllBack()
        && comesBack(mine)) {
      mine.isBackAtEnd = true;
      backAtEnd++;
    }
  }

  /** Of a thread that has counted: whether it has come to an end with that, in each {@value #LOOKS} looks once. */
  private void lookAgain(Looker mine) {
    int looks = mine.looks % LOOKS;
    if (looks == LOOKS / 2) {
      mine.states.clear();
    }
    boolean isTaken = looks >= LOOKS / 2 && looks < LOOKS / 2 + STATES;
    LocalState now = isTaken || looks <= STATES ? state() : null;
    if (now != null && isTaken) {
      mine.states.add(now);
    } else if (now != null) {
      mine.counts = mine.states.stream().noneMatch(now::mayBe);
    }
  }

  /** Compares the state of {@code mine}, the calling thread, and gives up if that was in vain too often. */
  private boolean comesBack(Looker mine) {
    LocalState now = state();
    if (now == null) {
      giveUpForLonger();
      return false;
    }
    if (mine.states.stream().anyMatch(now::mayBe)) {
      return true;
    }
    if (mine.compared++ <= STATES) {
      return false;
    }
    mine.counts = !mine.isBack && mine.states.stream().anyMatch(now::mayBeButForNumbers);
    if (!mine.counts) {
      giveUpForLonger();
    }
    return mine.counts;
  }

  private void giveUpForLonger() {
    pause *= 2;
    giveUp();
  }

  /** Nothing of the program runs, but the JVM may load a class. */
  private @Nullable LocalState state() {
    LocalState[] state = new LocalState[1];
    checks.quietly(() -> state[0] = LocalState.ofCallingThread());
    return state[0];
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

  /** What each thread looks at, a line each. */
  private String looks() {
    StringBuilder text = new StringBuilder();
    for (Looker each : lookers.values()) {
      text.append("\n  ").append(each.thread.name).append(' ')
          .append(each.sees.isEmpty() ? "spins" : String.join("; ", each.sees));
    }
    return text.toString();
  }

  private void fail() {
    String text =
        "the threads that can run look at the same values for ever:" + looks()
            + "\nand these have not ended:";
    String[] report = new String[1];
    checks.quietly(() -> report[0] = WaitReport.of(threads.live(), List.of()));
    outcome.failWithSites(
        FailureKind.DEADLOCK,
        RunFailure.SPIN,
        text + report[0],
        WaitSites.ofLivelock(threads.live()));
  }
}
