package io.miniss.simulator.strategy;

import io.miniss.runtime.spi.Access;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Every run of a {@link SmallProgram} with a bounded number of preemptions, found by brute force: each
 * choice of a run is done otherwise in every way, in the order that {@link DepthFirst} promises where it
 * leaves out nothing.
 */
final class EveryRun {
  private final SmallProgram program;
  private final int bound;
  private final List<List<Integer>> runs = new ArrayList<>();
  private final Set<Long> states = new TreeSet<>();
  private final Set<Long> orders = new TreeSet<>();
  private boolean boundMatters;

  /** By location: the threads seen to access and to write it. */
  private final Map<Integer, Long> users = new TreeMap<>();

  private final Map<Integer, Long> writers = new TreeMap<>();

  private EveryRun(SmallProgram program, int bound) {
    this.program = program;
    this.bound = bound;
  }

  static EveryRun of(SmallProgram program, int bound) {
    EveryRun every = new EveryRun(program, bound);
    every.explore(List.of());
    return every;
  }

  /** The threads chosen in each run, in the order of the search. */
  List<List<Integer>> runs() {
    return runs;
  }

  /** All states that are reached. */
  Set<Long> states() {
    return states;
  }

  /** The orders of dependent steps that there are. */
  Set<Long> orders() {
    return orders;
  }

  /** Whether there are runs with more preemptions. */
  boolean boundMatters() {
    return boundMatters;
  }

  /** All runs that begin so. */
  private void explore(List<Integer> beginning) {
    OneRun chooser = new OneRun(beginning);
    SmallRun run = SmallRun.of(program, chooser);
    List<Integer> choices = run.choices();
    runs.add(choices);
    states.addAll(run.states());
    orders.add(run.order());
    for (int i = choices.size() - 1; i >= beginning.size(); i--) {
      for (int other : chooser.others.get(i)) {
        List<Integer> next = new ArrayList<>(choices.subList(0, i));
        next.add(other);
        explore(next);
      }
    }
  }

  /** Begins as it is told, and then does what comes first. */
  private final class OneRun implements Chooser {
    private final List<Integer> beginning;
    private final FairHistory fair = new FairHistory();
    private long allowed;
    private int spent;
    private boolean hasMet;

    /** By choice: what else there is to do, in order. */
    final List<List<Integer>> others = new ArrayList<>();

    OneRun(List<Integer> beginning) {
      this.beginning = beginning;
    }

    @Override
    public int choose(Candidates candidates) {
      fair.look(candidates);
      allowed = fair.allowed();
      List<Integer> order = inOrder(candidates);
      int depth = others.size();
      int chosen = depth < beginning.size() ? beginning.get(depth) : order.getFirst();
      spent += isPreemption(candidates, chosen) ? 1 : 0;
      order.removeIf(each -> each == chosen);
      others.add(order);
      int position = 0;
      while (candidates.thread(position) != chosen) {
        position++;
      }
      note(chosen, candidates.access(position), candidates.location(position));
      hasMet =
          (hasMet && position == candidates.current()) || meetsAt(candidates.location(position));
      return position;
    }

    private boolean isPreemption(Candidates candidates, int chosen) {
      int current = candidates.current();
      if (current < 0 || candidates.thread(current) == chosen) {
        return false;
      }
      boolean spins =
          candidates.access(current) == Access.READ && candidates.location(current) == 0;
      return !spins && isAllowed(candidates.thread(current));
    }

    private boolean isAllowed(int thread) {
      return (allowed & FairTurns.bit(thread)) != 0;
    }

    /** The threads that may be chosen, within the bound, in the order in which they are tried. */
    private List<Integer> inOrder(Candidates candidates) {
      int current = candidates.current();
      int running = current < 0 ? -1 : candidates.thread(current);
      List<Integer> order = new ArrayList<>();
      for (int thread = 0; thread < program.threads().size(); thread++) {
        if (isAllowed(thread)) {
          boolean isWithin = spent < bound || !isPreemption(candidates, thread);
          boundMatters |= !isWithin;
          if (isWithin) {
            order.add(thread);
          }
        }
      }
      // A preemption is possible where another thread is one.
      boolean goesOn =
          order.contains(running) && isPreemption(candidates, running == 0 ? 1 : 0);
      if (goesOn) {
        boolean preemptsFirst = hasMet && meetsAt(candidates.location(current));
        order.removeIf(each -> each == running);
        order.add(preemptsFirst ? order.size() : 0, running);
      } else {
        int next =
            order.stream()
                .filter(each -> each > candidates.lastThread())
                .findFirst()
                .orElse(order.getFirst());
        order.removeIf(each -> each == next);
        order.addFirst(next);
      }
      return order;
    }

    @Override
    public void spinning(int thread) {
      fair.spinning(thread);
    }
  }

  private void note(int thread, @Nullable Access access, int location) {
    if (access != null) {
      users.merge(location, FairTurns.bit(thread), (a, b) -> a | b);
    }
    if (access == Access.WRITE || access == Access.UPDATE) {
      writers.merge(location, FairTurns.bit(thread), (a, b) -> a | b);
    }
  }

  private boolean meetsAt(int location) {
    return writers.containsKey(location) && Long.bitCount(users.getOrDefault(location, 0L)) > 1;
  }
}
