package io.miniss.runtime.future;

import io.miniss.runtime.shared.PhasedCell;
import io.miniss.runtime.shared.Work;
import io.miniss.runtime.spi.InWords;
import java.util.ArrayDeque;
import java.util.Objects;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The state of a future: what waits for its result, or the result. For the runtime's own use.
 *
 * <h2>The shared word</h2>
 *
 * <table>
 * <caption>Values of the reference</caption>
 * <tr><th>value</th><th>meaning</th><th>next</th></tr>
 * <tr><td>null</td><td>incomplete, nobody waits</td><td>list, result</td></tr>
 * <tr><td>{@link Continuation}</td><td>incomplete, head of the list, newest first</td>
 * <td>longer list, null (while it is swept), result</td></tr>
 * <tr><td>{@link Link}</td><td>the same future as another; derived futures only, see {@link Links}</td>
 * <td>another link, null (a cycle of links was cut)</td></tr>
 * <tr><td>{@link Failure}</td><td>failed</td><td>none</td></tr>
 * <tr><td>anything else</td><td>the value; see {@link Results}</td><td>none</td></tr>
 * </table>
 *
 * <h2>Who changes it</h2>
 *
 * A future may belong to a core, its owner: what the core derives from other futures, the tasks that it
 * spawns on itself, its sleeps, and its local promises. Then only the owner changes the word, with plain stores,
 * and anybody reads it. A
 * thread that is not the owner and wants to wait sends its continuation there. Without an owner every change
 * is a compare-and-set. The change that stores a result takes the whole list with it, so each continuation is
 * delivered exactly once, by the thread that completed.
 *
 * <p>A local promise may stay incomplete for ever, so what waits for it is broken as what waits for a future
 * without an owner is: by the core that it belongs to, or by its {@link TerminationGuard}. All others the owner
 * settles before it is gone. A derived future comes, over others, from futures that
 * are not derived, and what waits for those is broken when the core exits. (The one edge that could close a
 * cycle is that from the future that a function of {@code flatMap} returned. Something always breaks
 * that, see {@link Links}.) So what waits on the owner for a
 * future of its own need not be broken itself. The owner's remote work queue closes after that. So who is
 * refused there finds the result, unless the core gave up on continuations that keep making new ones; then the
 * one who asked is broken by its own core, or by its {@link TerminationGuard}.
 *
 * <h2>Sweeping</h2>
 *
 * A wait that ended for another reason (a time-out, a cancelled fiber, the loser of {@code any})
 * leaves its continuation behind, retired. When a list has at least doubled since its last sweep, the thread
 * that registers takes the list (leaving null: incomplete, nobody waits), drops the retired, and
 * puts it back under what has come meanwhile. Whoever holds the taken list owns its nodes; if the
 * future was completed meanwhile the sweeper delivers them itself.
 */
public abstract class ResultCell extends PhasedCell<Object, Object, Object>
    implements Completion {
  /** The phases of futures whose names say how they came to be. */
  private enum Origin implements InWords {
    DERIVED,
    LOCAL,
    PROMISE,
    LOCAL_PROMISE;

    @Override
    public String inWords(Function<@Nullable Object, String> words) {
      return "";
    }
  }

  /** The phase of a derived future: only continuations and timers of the runtime settle it. */
  static final Object DERIVED = Origin.DERIVED;

  /** The phase of a future that only code on its owner settles, if any. */
  static final Object LOCAL = Origin.LOCAL;

  /** The phase of a promise that any thread settles, if any. */
  static final Object PROMISE = Origin.PROMISE;

  /** The phase of one that only code on its owner settles, if any. */
  static final Object LOCAL_PROMISE = Origin.LOCAL_PROMISE;

  /**
   * The phase of a derived future whose reports name {@code origin}: what it is derived from, directly or through others
   * that are derived from that.
   */
  private record Derivation(ResultCell origin) implements InWords {
    @Override
    public String inWords(Function<@Nullable Object, String> words) {
      return "";
    }

    @Override
    public String toString() {
      return "derived";
    }
  }

  /**
   * The phase of a future that is neither a promise nor derived from one other alone: what reports say of it.
   *
   * @param isDerived as {@link #DERIVED}
   */
  private record Made(String words, boolean isDerived) implements InWords {
    @Override
    public String inWords(Function<@Nullable Object, String> others) {
      return "";
    }

    @Override
    public String toString() {
      return words;
    }
  }

  /** The phase of what {@link Future#all} returns. */
  static final Object ALL = new Made("all of several", true);

  /** The phase of what {@link Future#any} returns. */
  static final Object ANY = new Made("any of several", true);

  /** The phase of a runtime's end, and of what comes after that. */
  static final Object END = new Made("the end of a runtime", false);

  static final Object AFTER_END = new Made("after the end of a runtime", false);

  /** The phase of the future of a scope, which its cancellation completes. */
  static final Object CANCELLATION = new Made("the cancellation of a scope", false);

  /** The phase of the future of a stage. */
  static final Object STAGE = new Made("of a CompletionStage", false);

  private final RuntimeContext runtime;
  private final @Nullable CoreContext owner;

  /** An incomplete future of {@code runtime} that {@code owner} will settle; null means any thread. */
  ResultCell(RuntimeContext runtime, @Nullable CoreContext owner, @Nullable Object phase) {
    super(runtime.scheduler(), null, phase);
    this.runtime = runtime;
    this.owner = owner;
  }

  /** A future that needs no runtime, since it has {@code result}. */
  ResultCell(Object result) {
    super(DetachedContext.INSTANCE.scheduler(), result, null);
    this.runtime = DetachedContext.INSTANCE;
    this.owner = null;
  }

  /** The runtime this future belongs to. */
  public final RuntimeContext runtime() {
    return runtime;
  }

  /** The only thread that settles this, or null. */
  protected final @Nullable CoreContext owner() {
    return owner;
  }

  /** Whether only continuations and timers of the runtime settle it. */
  final boolean isDerived() {
    Object phase = phaseByOwner(); // it is never changed
    return phase == DERIVED
        || phase instanceof Derivation
        || (phase instanceof Made made && made.isDerived);
  }

  private boolean isLocal() {
    Object phase = phaseByOwner();
    return phase == LOCAL || phase == LOCAL_PROMISE;
  }

  /** Whether the program has made it to settle it itself. */
  final boolean isPromise() {
    Object phase = phaseByOwner();
    return phase == PROMISE || phase == LOCAL_PROMISE;
  }

  /** The phase of what is derived from this alone. Where locations have no numbers, nobody names them in reports. */
  final Object derivation() {
    if (locationId() == 0) {
      return DERIVED;
    }
    Object phase = phaseByOwner();
    if (phase instanceof Derivation) {
      return phase;
    }
    return phase == DERIVED ? DERIVED : new Derivation(this);
  }

  /**
   * Refuses to settle a local promise elsewhere than on its core.
   *
   * @throws IllegalStateException if the caller is not there
   */
  final void requireMaySettle() {
    if (isLocal() && !Objects.requireNonNull(owner).isCurrent()) {
      throw new IllegalStateException(
          "a local promise is completed on its core, "
              + owner
              + ", and the caller is "
              + (HomeCore.here() == null ? "outside any core" : "on " + HomeCore.here())
              + ": newPromise() makes one that any thread may complete");
    }
  }

  @Override
  public final boolean isDone() {
    return resultOrNull() != null;
  }

  /** The result, also one that is the result of the future this one is linked to; null if none. */
  @Override
  public final @Nullable Object resultOrNull() {
    Object seen = getAcquire();
    if (seen instanceof Link) {
      ResultCell root = root();
      seen = root == null ? null : root.getAcquire();
    }
    return Results.isResult(seen) ? seen : null;
  }

  /**
   * The future at the end of the links that start here, or this one. It may be linked itself the
   * moment after. Any thread.
   *
   * @return null if the links of futures that belong to cores form a cycle
   */
  final @Nullable ResultCell root() {
    ResultCell cell = this;
    ResultCell milestone = this;
    int hopsToNext = 1;
    int hops = 0;
    while (cell.getAcquire() instanceof Link link) {
      ResultCell before = cell;
      cell = link.target;
      if (cell == milestone) {
        if (owner != null) {
          return null;
        }
        before.compareAndSet(link, null);
      } else if (++hops == hopsToNext) {
        milestone = cell;
        hopsToNext *= 2;
        hops = 0;
      }
    }
    return cell;
  }

  /** What this is derived from, directly or through others; null if that is nothing, or several, or not kept. */
  final @Nullable ResultCell origin() {
    return phaseByOwner() instanceof Derivation derivation ? derivation.origin : null;
  }

  /** How it came to be, in words that follow its name; empty where the name says so. */
  final String making() {
    Object phase = phaseByOwner();
    return phase instanceof Made made ? ", " + made.words : phase == LOCAL ? ", of a sleep" : "";
  }

  // ---- for reports, while no thread of the runtime runs: no interleaving point, and nothing is ordered ----

  /** Whether {@code what} cannot complete before this has: it is this, or is derived from it. */
  protected final boolean leadsTo(Object what) {
    return this == what || (getByOwner() instanceof Work && isSourceOf(what));
  }

  private boolean isSourceOf(Object what) {
    TreeSet<Integer> reached = new TreeSet<>();
    ArrayDeque<ResultCell> left = new ArrayDeque<>();
    left.add(this);
    while (!left.isEmpty()) {
      ResultCell cell = left.remove();
      if (cell == what) {
        return true;
      }
      if (reached.add(cell.locationId())) {
        cell.addDerived(left);
      }
    }
    return false;
  }

  private void addDerived(ArrayDeque<ResultCell> futures) {
    Object seen = getByOwner();
    if (seen instanceof Link link) {
      futures.add(link.target);
    }
    Object each = seen;
    while (each instanceof Continuation waiting) {
      if (waiting.target() instanceof ResultCell target) {
        futures.add(target);
      }
      each = waiting.next;
    }
  }

  // ---- settling ----

  /** Stores {@code result} and delivers the continuations, unless a result is there already. */
  final boolean settle(Object result) {
    if (owner == null) {
      return settleShared(result);
    }
    Object seen = getByOwner();
    if (seen == null) {
      setRelease(result);
      return true;
    }
    if (seen instanceof Continuation waiting) {
      setRelease(result);
      Delivery.toAll(waiting, result);
      return true;
    }
    return seen instanceof Link && settleLinkedByOwner(result);
  }

  /**
   * As {@link #settle(Object)}. With a core, the caller is a continuation of that core, called by its
   * loop, that has nothing left to do: if this belongs to that core and one alone waits, on the same core, it runs at
   * once instead of going through the ready queue, some levels deep. It still runs from the loop and inside nobody's
   * code.
   */
  final void settle(Object result, @Nullable HomeCore core) {
    if (core != null && core == owner && getByOwner() instanceof Continuation waiting) {
      setRelease(result);
      Delivery.toAllNested(waiting, result, core);
    } else {
      boolean _ = settle(result);
    }
  }

  /** Settles with the result of another future; a failure is observed there, not here. */
  final void settleFrom(Object result) {
    settleFrom(result, null);
  }

  final void settleFrom(Object result, @Nullable HomeCore core) {
    settle(result instanceof Failure failure ? new Failure(failure.cause) : result, core);
  }

  private boolean settleLinkedByOwner(Object result) {
    ResultCell root = root();
    if (root == null) {
      setRelease(result); // a cycle, in which nobody waits
      return true;
    }
    return root.owner == owner ? root.settle(result) : root.settleOnOwner(result);
  }

  /**
   * As {@link #settle(Object)}, of a future with an owner, from any core.
   *
   * @return whether there was no result, as far as the calling thread can know
   */
  final boolean settleOnOwner(Object result) {
    CoreContext core = Objects.requireNonNull(owner);
    if (core.isCurrent()) {
      return settle(result);
    }
    core.deliver(new RemoteSettlement(result)); // a core that has terminated has broken this
    return true;
  }

  private boolean settleShared(Object result) {
    ResultCell cell = this;
    while (true) {
      Object seen = cell.getAcquire();
      if (Results.isResult(seen)) {
        return false;
      }
      if (seen instanceof Link) {
        cell = Objects.requireNonNull(cell.root());
      } else if (cell.compareAndSet(seen, result)) {
        if (seen != null) {
          Delivery.toAll((Continuation) seen, result);
        }
        return true;
      }
    }
  }

  // ---- registering ----

  @Override
  public final void register(Continuation c) {
    if (owner != null && c.home == owner) {
      if (isLocal()) {
        owner.beginWait(c);
      } else {
        c.waiting = true;
      }
      enlistByOwner(c);
      return;
    }
    if (!isOwn(c) && runtime != DetachedContext.INSTANCE && !isDone()) {
      Completion terminated = runtime.terminated();
      if (terminated != this) {
        new TerminationGuard(this, terminated, c, scheduler()).arm();
        return;
      }
    }
    enlist(c);
  }

  /** Whether it needs no guard: who belongs to a core of this runtime is broken by that core. */
  private boolean isOwn(Continuation c) {
    return c.home instanceof CoreContext home
        ? home.runtime() == runtime
        : c.runsInCompletingCall(null);
  }

  @Override
  public final void enlist(Continuation c) {
    HomeCore home = c.home;
    if (home != null) {
      home.beginWait(c);
    }
    push(c);
  }

  /** As {@link #enlist}, for one that its home knows to be waiting. */
  final void push(Continuation c) {
    ResultCell cell = this;
    while (!cell.tryPush(c)) {
      ResultCell root = cell.root();
      if (root == null) {
        // Refused by a core that is gone, c is broken by its own core or by its guard.
        Objects.requireNonNull(cell.owner).deliver(cell.new RemoteRegistration(c));
        return;
      }
      cell = root;
    }
  }

  /** Delivers {@code c} when this completes, or now; returns false if this is linked to another future. */
  private boolean tryPush(Continuation c) {
    if (owner == null) {
      return tryPushShared(c);
    }
    if (owner.isCurrent()) {
      enlistByOwner(c);
      return true;
    }
    Object seen = getAcquire();
    if (seen == null || seen instanceof Continuation) {
      if (owner.deliver(new RemoteRegistration(c))) {
        return true;
      }
      seen = getAcquire();
    }
    if (Results.isResult(seen)) {
      Delivery.to(c, Objects.requireNonNull(seen));
    }
    return !(seen instanceof Link);
  }

  private boolean tryPushShared(Continuation c) {
    while (true) {
      Object seen = getAcquire();
      if (Results.isResult(seen)) {
        c.next = null;
        Delivery.to(c, Objects.requireNonNull(seen));
        return true;
      }
      if (seen instanceof Link) {
        return false;
      }
      Continuation newest = (Continuation) seen;
      WaitList.link(c, newest);
      if (compareAndSet(newest, c)) {
        if (WaitList.isSweepDue(c)) {
          sweep();
        }
        return true;
      }
    }
  }

  private void sweep() {
    Continuation kept = null;
    while (true) {
      Object seen = getAcquire();
      if (Results.isResult(seen)) {
        if (kept != null) {
          Delivery.toAll(kept, Objects.requireNonNull(seen));
        }
        return;
      }
      if (seen instanceof Link) {
        WaitList.handOver(kept, Objects.requireNonNull(root())::push);
        return;
      }
      if (seen == null) {
        if (kept == null || compareAndSet(null, kept)) {
          return;
        }
      } else if (compareAndSet(seen, null)) {
        kept = WaitList.withoutRetired((Continuation) seen, kept);
      }
    }
  }

  /** On the owner's thread, and only there does a continuation with this home register. */
  final void enlistByOwner(Continuation c) {
    Object seen = getByOwner();
    if (seen == null) {
      WaitList.begin(c);
      setRelease(c);
    } else {
      enlistByOwner(c, seen);
    }
  }

  private void enlistByOwner(Continuation c, Object seen) {
    if (Results.isResult(seen)) {
      c.next = null;
      Delivery.to(c, seen);
    } else if (seen instanceof Link) {
      enlistAtRoot(c);
    } else {
      WaitList.link(c, (Continuation) seen);
      setRelease(WaitList.isSweepDue(c) ? WaitList.withoutRetired(c, null) : c);
    }
  }

  private void enlistAtRoot(Continuation c) {
    ResultCell root = root();
    if (root == null) {
      setRelease(null);
      breakAtExit();
      enlistByOwner(c);
    } else {
      handOver(c, root);
    }
  }

  // ---- links ----

  /**
   * Passes {@code c}, which waits for this, on to {@code target}. On the owner's thread. If the target belongs
   * to another core, that core may be gone later than the owner, so the owner must break what is its own.
   */
  private void handOver(Continuation c, ResultCell target) {
    CoreContext here = Objects.requireNonNull(owner);
    if (target.owner != here && c.home == here) {
      here.beginWait(c);
    }
    target.push(c);
  }

  /** Makes this, which is incomplete, the same future as {@code target}. On the owner's thread. */
  final void linkByOwner(ResultCell target) {
    Continuation waiting = (Continuation) getByOwner();
    setRelease(new Link(target));
    WaitList.handOver(
        waiting,
        c -> {
          if (c instanceof Breaker breaker) {
            breaker.retire(); // the target has its own
          } else if (!c.isDropped()) {
            handOver(c, target);
          }
        });
  }

  /** Makes this the same future as {@code target}; returns false if {@code seen} is not its word any more. */
  final boolean tryLinkShared(@Nullable Object seen, ResultCell target) {
    if (!compareAndSet(seen, new Link(target))) {
      return false;
    }
    WaitList.handOver((Continuation) seen, target::push);
    return true;
  }

  /** Lets the owner break this when it exits, if it is incomplete then. On the owner's thread. */
  final void breakAtExit() {
    Breaker breaker = new Breaker(this);
    Objects.requireNonNull(owner).beginWait(breaker);
    enlistByOwner(breaker);
  }

  /** Stands in the word of a future that has become the same future as the target. */
  static final class Link extends Work implements InWords {
    final ResultCell target;

    Link(ResultCell target) {
      this.target = target;
    }

    @Override
    public void run() {
      throw new IllegalStateException("a link is never queued");
    }

    @Override
    public String inWords(Function<@Nullable Object, String> words) {
      return "the same as " + target.describe();
    }
  }

  /** Waits for a future that others are linked to, so that its owner breaks it. */
  private static final class Breaker extends Continuation {
    private final ResultCell target;

    Breaker(ResultCell target) {
      super(target.owner);
      this.target = target;
    }

    @Override
    boolean runsInCompletingCall(@Nullable HomeCore here) {
      return true;
    }

    @Override
    boolean looksAtFailure() {
      return false;
    }

    /** Does nothing if the target is complete. */
    @Override
    void fire(Object result) {
      target.settle(result);
    }
  }

  /** A result on its way to the owner. */
  private final class RemoteSettlement extends Work {
    private final Object result;

    RemoteSettlement(Object result) {
      this.result = result;
    }

    @Override
    public void run() {
      settle(result);
    }

    @Override
    public boolean runsUserCode() {
      return false;
    }
  }

  /** A continuation of another thread on its way to the owner. */
  private final class RemoteRegistration extends Work {
    private final Continuation c;

    RemoteRegistration(Continuation c) {
      this.c = c;
    }

    @Override
    public void run() {
      enlistByOwner(c);
    }

    @Override
    public boolean runsUserCode() {
      return false;
    }
  }
}
