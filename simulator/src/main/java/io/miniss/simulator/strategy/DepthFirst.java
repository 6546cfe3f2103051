package io.miniss.simulator.strategy;

import io.miniss.runtime.spi.Access;
import io.miniss.simulator.random.SplitMix64;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * All interleavings with a bounded number of preemptions [1], one run after the other: the choices of
 * the last run, and at each of them what has not been tried. It drives nothing by itself: {@link
 * #next} is the strategy of a run, and {@link #advance} says whether there is another. One thread. A run
 * may have at most {@value FairTurns#MAX_THREADS} threads.
 *
 * <p>A preemption is a switch away from a thread that could have gone on and does not spin. Runs are
 * fair in the sense of {@link FairTurns}.
 *
 * <p>What is tried first is what is most likely to matter. A preemption can only break what happens
 * between two places where the preempted thread meets others, so where it has been at one since it was
 * switched to, and stands before another, preemptions come before going on. Everywhere else going on
 * comes first. {@link Contention} knows such places from the runs before; that changes the order of the
 * runs and nothing else.
 *
 * <h2>Reduction</h2>
 *
 * With {@link Reduction#SLEEP} it has sleep sets [2]: a thread whose step was tried at a choice is not
 * run again further down until a step that depends on it has been taken. Sleep sets leave out
 * transitions, not states: for every run that is left out there is one that is not and that differs
 * only in the order of independent steps, and the same holds for each beginning of a run. So whatever
 * state can be reached is reached, and <b>an invariant over the state that is checked after every step
 * is broken by some run if it is broken by any</b>. Persistent sets and dynamic partial-order reduction
 * would leave out states, and with them broken invariants; so they are not used.
 *
 * <p>Going on comes first everywhere where there is a reduction: it is what puts a thread to sleep.
 *
 * <p>A bound on preemptions and sleep sets do not go together as they are [3]: the run that stands for
 * the one left out may need more preemptions and be beyond the bound itself. Let a run be {@code u t v}
 * from some choice on, where {@code t} is independent of all of {@code u}, and {@code t u v} the run
 * that stands for it. Inside {@code u} and inside {@code v} nothing changes, and at the seams the
 * second has at most {@code cost(t) - cost(u) + 1} preemptions more, where a cost is 1 if running that
 * thread at the choice is a preemption, and the 1 is for leaving t's thread. Therefore, with a bound, a
 * thread is put to sleep for its sibling only where that is not positive: the thread that was running,
 * for those who would preempt it.
 *
 * <p>What is taken to be independent: two steps of different threads, unless both access the same
 * location and one of them writes, or one begins or ends with a spin, or one unparks the thread of the
 * other or both unpark the same, or one ends with waiting or with its thread, as invariants are checked
 * at points only and a state that is left without a point would not be. A step is the access of a point
 * and everything up to the next point. This is right where
 * threads meet only in {@code io.miniss.runtime.shared} and in parkers, as in the runtime itself. It is
 * wrong where they share anything else: plain fields that tasks of two cores write, a list that
 * records a history, a lock of the JDK, the clock while steps cost time. It is also wrong for a step that ends
 * where its thread is pinned, because no step of another thread can follow. {@link #seesLocks} tells of locks
 * that were waited for, and {@link #seesPins} of threads that were pinned; about the rest nothing here can
 * know, so {@link Reduction#NONE} is what needs no trust.
 *
 * <p>[1] M. Musuvathi, S. Qadeer: Iterative context bounding for systematic testing of multithreaded
 * programs, PLDI 2007. [2] P. Godefroid: Partial-order methods for the verification of concurrent
 * systems, 1996. [3] K. E. Coons, M. Musuvathi, K. S. McKinley: Bounded partial-order reduction,
 * OOPSLA 2013.
 */
public final class DepthFirst {
  /** No bound on preemptions. */
  public static final int UNBOUNDED = Integer.MAX_VALUE;

  /** What may be left out. */
  public enum Reduction {
    /** Nothing. */
    NONE,
    /** Runs that differ from another only in the order of independent steps. */
    SLEEP
  }

  private static final long ALL = -1L;

  private final int bound;
  private final Reduction reduction;

  private final Contention contention;

  /** The choices of the last run. */
  private final List<Node> path = new ArrayList<>();

  private @Nullable Explorer explorer;
  private boolean cutByBound;
  private boolean seesLocks;
  private boolean seesPins;

  /** A search that has not begun. */
  public DepthFirst(int bound, Reduction reduction) {
    this(bound, reduction, new Contention());
  }

  private DepthFirst(int bound, Reduction reduction, Contention contention) {
    if (bound < 0) {
      throw new IllegalArgumentException("a bound is at least 0 preemptions: " + bound);
    }
    this.bound = bound;
    this.reduction = reduction;
    this.contention = contention;
  }

  /** The most preemptions. */
  public int bound() {
    return bound;
  }

  /** One that has not begun, with another bound, and with what this one has learned of the program. */
  public DepthFirst withBound(int other) {
    return new DepthFirst(other, reduction, contention);
  }

  /** One choice: what was tried, and what is left. */
  private static final class Node {
    /** Who could run and what each was about to do; equal at the same place of two runs. */
    final long fingerprint;

    /** Preemptions before this choice. */
    final int spent;

    /** The thread that any other choice preempts, or -1. */
    final int preempted;

    /** Whether the preemptions are tried before that thread goes on. */
    final boolean preemptsFirst;

    /** Threads that may be tried: allowed, not asleep, within the bound. */
    long untried;

    /** Threads that were tried and are done with. */
    long tried;

    /** Threads that slept when the choice was met. */
    long asleep;

    /** The thread that was chosen. */
    int chosen;

    /** Only the reduction needs to know. */
    final @Nullable Pending pending;

    Node(
        long fingerprint,
        int spent,
        int preempted,
        boolean preemptsFirst,
        @Nullable Pending pending) {
      this.fingerprint = fingerprint;
      this.spent = spent;
      this.preempted = preempted;
      this.preemptsFirst = preemptsFirst;
      this.pending = pending;
    }

    /** 1 if running {@code thread} is a preemption. */
    int cost(int thread) {
      return preempted >= 0 && thread != preempted ? 1 : 0;
    }

    /** Chooses {@code thread}, one of those untried. */
    void choose(int thread) {
      chosen = thread;
      untried &= ~FairTurns.bit(thread);
    }

    /** Chooses the next of those untried. */
    void chooseNext() {
      long first = preemptsFirst ? untried & ~FairTurns.bit(preempted) : untried;
      choose(Long.numberOfTrailingZeros(first == 0 ? untried : first));
    }
  }

  /** What each thread was about to do at one choice, and what is known of it. */
  private static final class Pending {
    final int[] threads;
    final @Nullable Access[] accesses;
    final int[] locations;

    /** By position: the number of the pending event. */
    final long[] events;

    /**
     * By position: whom the thread's step unparks, or all if it has no place to move to; known
     * once it was run.
     */
    final long[] wakes;

    Pending(Candidates candidates) {
      int count = candidates.count();
      this.threads = new int[count];
      this.accesses = new @Nullable Access[count];
      this.locations = new int[count];
      this.events = new long[count];
      this.wakes = new long[count];
      for (int i = 0; i < count; i++) {
        threads[i] = candidates.thread(i);
        accesses[i] = candidates.access(i);
        locations[i] = candidates.location(i);
        events[i] = candidates.event(i);
      }
    }

    int positionOf(int thread) {
      for (int i = 0; i < threads.length; i++) {
        if (threads[i] == thread) {
          return i;
        }
      }
      throw new AssertionError("thread " + thread + " is not one of " + Arrays.toString(threads));
    }

    boolean spins(int position) {
      return accesses[position] != null && locations[position] == 0;
    }

    /** Whether the steps of two threads here can change places. */
    boolean independent(int one, int other) {
      if (spins(one) || spins(other)) {
        return false;
      }
      if ((wakes[one] & (wakes[other] | FairTurns.bit(threads[other]))) != 0
          || (wakes[other] & FairTurns.bit(threads[one])) != 0) {
        return false;
      }
      Access mine = accesses[one];
      Access theirs = accesses[other];
      return mine == null
          || theirs == null
          || locations[one] != locations[other]
          || !(mine.writes() || theirs.writes());
    }
  }

  /** The strategy of the next run. */
  public Strategy next() {
    int known = path.size();
    explorer = new Explorer();
    return new InSearch(this, known);
  }

  private record InSearch(DepthFirst search, int known) implements Strategy {
    // Called again if the run is done again, because another simulation disturbed it.
    @Override
    public Chooser start(SplitMix64 random) {
      return search.explore(known);
    }

    @Override
    public String toString() {
      return "dfs in search";
    }
  }

  private Explorer explore(int known) {
    path.subList(known, path.size()).clear();
    Explorer next = new Explorer();
    explorer = next;
    return next;
  }

  /**
   * The choices of a run that does not come back.
   *
   * @param strategy that of the run, from {@link #next}
   * @throws IllegalArgumentException if the run is not one of a search
   */
  public static List<Integer> choices(Strategy strategy) {
    if (strategy instanceof InSearch run) {
      return run.search.lastChoices();
    }
    throw new IllegalArgumentException("not a run of a search: " + strategy);
  }

  /**
   * Goes on to the next run, after one was run.
   *
   * @return false if there is none: everything within the bound has been covered
   */
  public boolean advance() {
    if (explorer != null) {
      explorer.finish();
      explorer = null;
    }
    while (!path.isEmpty()) {
      Node node = path.getLast();
      node.tried |= FairTurns.bit(node.chosen);
      if (node.untried != 0) {
        node.chooseNext();
        return true;
      }
      path.removeLast();
    }
    return false;
  }

  /** The thread chosen at each choice of the last run, in order. */
  public List<Integer> lastChoices() {
    return path.stream().map(node -> node.chosen).toList();
  }

  /** Why the last run did not follow the choices that led another run here, or null if it did. */
  public @Nullable String lastDiverged() {
    return explorer == null ? null : explorer.divergence();
  }

  /** Why the last run is beyond what a search can do, or null if it is not. */
  public @Nullable String lastRefused() {
    return explorer == null ? null : explorer.refused;
  }

  /** Whether anything was left out because it needs more preemptions than the bound. */
  public boolean isCutByBound() {
    return cutByBound;
  }

  /** Whether a thread has waited in a lock of the JDK, which the reduction does not understand. */
  public boolean seesLocks() {
    return seesLocks;
  }

  /**
   * Whether a thread went on where another was chosen, because the JVM pins it: the reduction does not
   * understand that. If a thread is put to sleep wrongly, an earlier run has chosen the other thread where the
   * first one was pinned, so a search that loses runs always sees it.
   */
  public boolean seesPins() {
    return seesPins;
  }

  private final class Explorer implements Chooser {
    private final FairTurns fair = new FairTurns();
    private int depth;

    /** Whom the running thread has unparked since the last choice. */
    private long woken;

    /** Whether the running thread, since it was switched to, has been where threads meet. */
    private boolean hasMet;

    private @Nullable String diverged;
    private @Nullable String refused;

    @Override
    public int choose(Candidates candidates) {
      look(candidates);
      if (reduction == Reduction.SLEEP && depth > 0) {
        learn(hasStopped(candidates));
      }
      Node node = depth < path.size() ? known(candidates) : fresh(candidates);
      depth++;
      woken = 0;
      int position = FairTurns.position(candidates, node.chosen);
      int location = candidates.location(position);
      contention.note(node.chosen, candidates.access(position), location);
      hasMet = (hasMet && position == candidates.current()) || contention.isAt(location);
      return position;
    }

    private void look(Candidates candidates) {
      try {
        fair.look(candidates);
      } catch (Diverged tooManyThreads) {
        refused = tooManyThreads.getMessage();
        throw tooManyThreads;
      }
    }

    /** What the step chosen last has done: {@code stopped} if it did not end at a point. */
    private void learn(boolean stopped) {
      Node node = path.get(depth - 1);
      Pending pending = Objects.requireNonNull(node.pending);
      pending.wakes[pending.positionOf(node.chosen)] = stopped ? ALL : woken;
    }

    private boolean hasStopped(Candidates candidates) {
      int position = FairTurns.position(candidates, path.get(depth - 1).chosen);
      return position < 0 || candidates.access(position) == null;
    }

    private Node known(Candidates candidates) {
      Node node = path.get(depth);
      if (node.fingerprint != fingerprint(candidates)) {
        String other =
            "choice " + depth + ", at step "
                + candidates.step()
                + ", is among other threads or steps than in an earlier run that came the same way";
        diverged = other;
        throw new Diverged(other);
      }
      return node;
    }

    private static long fingerprint(Candidates candidates) {
      long print = candidates.count();
      for (int i = 0; i < candidates.count(); i++) {
        print = SplitMix64.mix(print ^ ((long) candidates.thread(i) << 58 | candidates.event(i)));
        print ^= code(candidates.access(i)) << Integer.SIZE | candidates.location(i);
      }
      return print;
    }

    private static long code(@Nullable Access access) {
      return switch (access) {
        case null -> 0;
        case READ -> 1;
        case WRITE -> 2;
        case UPDATE -> 3;
      };
    }

    private Node fresh(Candidates candidates) {
      Node parent = depth == 0 ? null : path.get(depth - 1);
      int spent = parent == null ? 0 : parent.spent + parent.cost(parent.chosen);
      Pending pending = reduction == Reduction.SLEEP ? new Pending(candidates) : null;
      int preempted = fair.preempted();
      boolean splits =
          preempted >= 0
              && reduction == Reduction.NONE
              && hasMet
              && contention.isAt(candidates.location(candidates.current()));
      Node node = new Node(fingerprint(candidates), spent, preempted, splits, pending);
      if (parent != null && pending != null) {
        node.asleep = stillAsleep(parent, pending, candidates);
      }
      // Not 0: the thread that made the last step is awake if it can go on; if not, or if it spins, all are.
      long open = fair.allowed() & ~node.asleep;
      if (spent == bound && preempted >= 0) {
        long within = open & FairTurns.bit(preempted);
        cutByBound |= open != within;
        open = within;
      }
      node.untried = open;
      if (splits) {
        node.chooseNext();
      } else {
        node.choose(fair.usual(open));
      }
      path.add(node);
      return node;
    }

    /** Of those who slept at {@code parent}, or were tried there, who sleeps after the chosen step. */
    private long stillAsleep(Node parent, Pending pending, Candidates candidates) {
      Pending before = Objects.requireNonNull(parent.pending);
      int step = before.positionOf(parent.chosen);
      int stepped = FairTurns.position(candidates, parent.chosen);
      if (stepped >= 0 && candidates.event(stepped) == before.events[step]) {
        return 0; // the switch was refused, and nobody knows what has run
      }
      long asleep = 0;
      for (int i = 0; i < before.threads.length; i++) {
        int thread = before.threads[i];
        long bit = FairTurns.bit(thread);
        int position = FairTurns.position(candidates, thread);
        boolean slept =
            (parent.asleep & bit) != 0 || ((parent.tried & bit) != 0 && standsFor(parent, thread));
        if (i != step
            && slept
            && before.independent(i, step)
            && position >= 0
            && candidates.event(position) == before.events[i]) {
          asleep |= bit;
          pending.wakes[position] = before.wakes[i];
        }
      }
      return asleep;
    }

    /** Whether runs that begin with {@code tried} stand for those with the step chosen, bound included. */
    private boolean standsFor(Node node, int tried) {
      return bound == UNBOUNDED || node.cost(tried) < node.cost(node.chosen);
    }

    private @Nullable String divergence() {
      if (diverged == null && refused == null && depth < path.size()) {
        return "the run was over after " + depth
            + " choices, and an earlier one that came the same way"
            + " made at least " + path.size();
      }
      return diverged;
    }

    void finish() {
      if (reduction == Reduction.SLEEP && depth > 0 && diverged == null) {
        learn(true);
      }
    }

    @Override
    public void spinning(int thread) {
      fair.spinning(thread);
      woken = ALL;
    }

    @Override
    public void unparked(int by, int thread) {
      woken |= thread < FairTurns.MAX_THREADS ? FairTurns.bit(thread) : 0;
    }

    @Override
    public void blocked(int thread) {
      seesLocks = true;
    }

    @Override
    public void pinned(int thread) {
      seesPins = true;
    }
  }
}
