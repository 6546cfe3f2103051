package io.miniss.simulator.strategy;

import io.miniss.runtime.spi.Access;
import io.miniss.runtime.spi.SharedLocation;
import io.miniss.simulator.random.SplitMix64;
import io.miniss.simulator.strategy.SmallProgram.Operation;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One run of a {@link SmallProgram} under a chooser, which it asks as the engine does: at each point and
 * after each wait, if more than one thread can run.
 */
final class SmallRun implements Candidates {
  private static final int LOCATIONS = 8;

  /** More than any program here needs in a run that is fair. */
  private static final int MOST_POINTS = 1_000;

  private static final class Task {
    final int number;
    final List<Operation> operations;
    int next;
    @Nullable Access access;
    int location;
    long events;
    boolean parked;
    boolean permit;
    boolean pinned;

    /** Whether the location that it awaits was 0. */
    boolean inVain;

    /** A digest of what it has read. */
    long seen;

    Task(int number, List<Operation> operations) {
      this.number = number;
      this.operations = operations;
    }
  }

  private final Chooser chooser;
  private final List<Task> tasks = new ArrayList<>();
  private final List<Task> runnable = new ArrayList<>();
  private final long[] values = new long[LOCATIONS];
  private final List<Integer> choices = new ArrayList<>();
  private final List<Long> states = new ArrayList<>();
  private final List<SmallStep> steps = new ArrayList<>();
  private @Nullable Task running;
  private int last = -1;
  private long points;
  private boolean brokenOff;

  private SmallRun(SmallProgram program, Chooser chooser) {
    this.chooser = chooser;
    for (List<Operation> operations : program.threads()) {
      Task task = new Task(tasks.size(), operations);
      tasks.add(task);
      runnable.add(task);
    }
  }

  static SmallRun of(SmallProgram program, Chooser chooser) {
    SmallRun run = new SmallRun(program, chooser);
    run.run();
    return run;
  }

  /** The next run of {@code search}. */
  static SmallRun next(DepthFirst search, SmallProgram program) {
    return of(program, start(search));
  }

  /** The chooser of the next run of {@code search}. */
  static Chooser start(DepthFirst search) {
    return search.next().start(new SplitMix64(0));
  }

  /** The thread chosen at each choice. */
  List<Integer> choices() {
    return choices;
  }

  /** The state after each step that ends at a point or with parking, and that in the end. */
  List<Long> states() {
    return states;
  }

  /** Whether the chooser has given up. */
  boolean isBrokenOff() {
    return brokenOff;
  }

  /** See {@link SmallStep#order}. */
  long order() {
    return SmallStep.order(steps);
  }

  // ---- running ----

  private void run() {
    try {
      Task next = null;
      while (!runnable.isEmpty()) {
        if (next == null) {
          next = runnable.size() == 1 ? runnable.getFirst() : ask();
        }
        running = next;
        last = next.number;
        next = goOn(next);
        running = null;
      }
      noteState();
    } catch (Diverged broken) {
      brokenOff = true;
    }
  }

  private Task ask() {
    int position = chooser.choose(this);
    choices.add(thread(position));
    return runnable.get(position);
  }

  /** Runs {@code me} until it waits, or another thread is chosen, which is returned. */
  private @Nullable Task goOn(Task me) {
    while (true) {
      SmallStep step = new SmallStep(me.number, me.events, me.access, me.location);
      steps.add(step);
      takeEffect(me, step);
      if (!reachPoint(me, step)) {
        step.touches = SmallStep.ALL;
        runnable.set(runnable.indexOf(me), runnable.getLast());
        runnable.removeLast();
        return null;
      }
      if (runnable.size() > 1) {
        Task next = ask();
        boolean refused = me.pinned;
        me.pinned = false;
        if (next != me && !refused) {
          return next;
        }
        if (next != me) {
          chooser.pinned(me.number);
        }
      }
    }
  }

  private void takeEffect(Task me, SmallStep step) {
    Access access = me.access;
    if (access == null) {
      return;
    }
    boolean awaits = me.operations.get(me.next).kind() == SmallProgram.Kind.AWAIT;
    if (me.location == 0) {
      step.touches = SmallStep.ALL;
      me.inVain = false;
    } else {
      long value = values[me.location];
      me.inVain = awaits && value == 0;
      if (access != Access.WRITE) {
        me.seen = SplitMix64.mix(me.seen + value);
      }
      if (access == Access.WRITE) {
        values[me.location] = 1 + me.next + 100L * me.number;
      } else if (access == Access.UPDATE) {
        values[me.location] = SplitMix64.mix(value + me.number + 1);
      }
    }
    me.next += (awaits && (me.inVain || me.location == 0)) ? 0 : 1;
  }

  /** Goes on to the next point; false if {@code me} parks or ends before. */
  private boolean reachPoint(Task me, SmallStep step) {
    while (me.next < me.operations.size()) {
      Operation operation = me.operations.get(me.next);
      switch (operation.kind()) {
        case PIN -> me.pinned = true;
        case UNPARK -> unpark(me, step, tasks.get(operation.of()));
        case PARK -> {
          if (!me.permit) {
            noteState();
            forget(me);
            me.parked = true;
            return false;
          }
          me.permit = false;
        }
        default -> {
          announce(me, operation);
          step.touches = me.location == 0 ? SmallStep.ALL : step.touches;
          noteState();
          return true;
        }
      }
      me.next++;
    }
    forget(me);
    return false;
  }

  private void announce(Task me, Operation operation) {
    boolean spins = operation.kind() == SmallProgram.Kind.SPIN || me.inVain;
    me.access =
        switch (operation.kind()) {
          case WRITE -> Access.WRITE;
          case UPDATE -> Access.UPDATE;
          default -> Access.READ;
        };
    me.location = spins ? 0 : operation.of();
    me.events++;
    points++;
    if (points > MOST_POINTS) {
      throw new IllegalStateException("a run without end: " + choices);
    }
    if (spins) {
      chooser.spinning(me.number);
    }
  }

  private static void forget(Task me) {
    me.access = null;
    me.location = 0;
    me.events++;
  }

  private void unpark(Task me, SmallStep step, Task other) {
    other.permit = true;
    step.touches |= FairTurns.bit(other.number);
    chooser.unparked(me.number, other.number);
    if (other.parked) {
      other.parked = false;
      runnable.add(other);
    }
  }

  private void noteState() {
    long state = 0;
    for (Task each : tasks) {
      int flags = (each.parked ? 1 : 0) + (each.permit ? 2 : 0) + 4 * each.next;
      state = SplitMix64.mix(state ^ (each.seen + flags));
    }
    for (long value : values) {
      state = SplitMix64.mix(state ^ value);
    }
    states.add(state);
  }

  // ---- what the chooser sees ----

  @Override
  public int count() {
    return runnable.size();
  }

  @Override
  public int thread(int position) {
    return runnable.get(position).number;
  }

  @Override
  public int current() {
    return running == null ? -1 : runnable.indexOf(running);
  }

  @Override
  public @Nullable Access access(int position) {
    return runnable.get(position).access;
  }

  @Override
  public int location(int position) {
    return runnable.get(position).location;
  }

  @Override
  public int lastThread() {
    return last;
  }

  @Override
  public long ownSteps(int thread) {
    return 0;
  }

  @Override
  public @Nullable SharedLocation place(int position) {
    return null;
  }

  @Override
  public long event(int position) {
    return runnable.get(position).events;
  }

  @Override
  public long step() {
    return points;
  }
}
