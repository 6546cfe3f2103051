package io.miniss.runtime.shared;

import io.miniss.runtime.spi.Access;
import io.miniss.runtime.spi.Parker;
import io.miniss.runtime.spi.Scheduler;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Puts one thread, the sleeper, to sleep without losing a wake-up, and wakes it with one unpark for
 * one sleep.
 *
 * <h2>The protocol</h2>
 *
 * <pre>
 *   sleeper                              waker
 *   S1 announceSleep: flag = ASLEEP      W1 make work visible (offer to a queue)
 *   S2 look at every queue again         W2 full fence
 *   S3 none: park until woken            W3 wake: flag == ASLEEP and CAS(ASLEEP, AWAKE)?
 *   S4 endSleep: flag = AWAKE                 then unpark
 * </pre>
 *
 * S1 is a volatile store followed by a full fence and W2 is a full fence, so in the single order of
 * the two fences either S2 comes after W1 and finds the work, or W3 comes after S1 and finds ASLEEP.
 * A wake before the park is kept by the parker's permit. The compare-and-set makes one of several
 * wakers the one that unparks: an unpark costs microseconds, and all the others need not.
 *
 * <p>A release store without the fence is not enough: the store of W1 may still be in the store
 * buffer when W3 reads (Seastar PR #1488, Glommio commit 68552c2). Where W1 is a compare-and-set it has the
 * effect of W2 itself, because it and the read of W3 are both volatile accesses of one order: {@link
 * #wakeAfterUpdate}. A {@link BoundedQueue} for several producers and a {@link RemoteWorkQueue} are such places: a
 * producer makes them non-empty by a compare-and-set.
 *
 * <h2>The end</h2>
 *
 * A sleeper that never comes back announces that in place of S1, and looks at every queue once more in place of S2.
 * So it finds the work, or the waker finds the announcement at W3; then the waker calls what the sleeper has left for
 * that, which does with the work what the sleeper would have done. Both may happen.
 *
 * <table>
 * <caption>Accesses</caption>
 * <tr><th>field</th><th>sleeper</th><th>waker</th></tr>
 * <tr><td>flag</td><td>volatile store</td><td>volatile or opaque read, compare-and-set</td></tr>
 * <tr><td>parker</td><td>plain store before the first announceSleep</td><td>read after ASLEEP was
 * seen</td></tr>
 * <tr><td>afterExit</td><td>plain store before announceExit</td><td>read after EXITED was seen</td></tr>
 * </table>
 */
public final class WakeFlag extends Padding {
  private static final int AWAKE = 0;
  private static final int ASLEEP = 1;
  private static final int EXITED = 2;

  private static final VarHandle FLAG;

  static {
    try {
      FLAG = MethodHandles.lookup().findVarHandle(WakeFlag.class, "flag", int.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final String name;
  private @Nullable Parker parker;
  private @Nullable Runnable afterExit;

  @SuppressWarnings("unused") // accessed through FLAG
  private int flag = AWAKE;

  /** A flag that says awake. */
  public WakeFlag(Scheduler scheduler, String name) {
    super(scheduler);
    this.name = name;
  }

  /** Says which parker the sleeper parks on. The sleeper, before it first announces a sleep. */
  public void sleeper(Parker sleeper) {
    parker = sleeper;
  }

  /** S1. The sleeper must look for work once more after this and before it parks. */
  public void announceSleep() {
    point(Access.WRITE);
    FLAG.setVolatile(this, ASLEEP);
    VarHandle.fullFence();
  }

  /** S4. Also when the sleeper found work at S2 and does not park at all. */
  public void endSleep() {
    point(Access.WRITE);
    FLAG.setVolatile(this, AWAKE);
  }

  /**
   * In place of S1: the sleeper never comes back. Whoever would wake it from now on calls {@code instead}, any number
   * of threads at once. The sleeper must look for work once more after this.
   */
  public void announceExit(Runnable instead) {
    afterExit = instead;
    point(Access.WRITE);
    FLAG.setVolatile(this, EXITED);
    VarHandle.fullFence();
  }

  /**
   * Whether no sleep and no exit was announced, some time ago: no reason not to wake. Any thread.
   */
  public boolean seemsAwake() {
    point(Access.READ);
    return (int) FLAG.getOpaque(this) == AWAKE;
  }

  /** Whether a sleep is announced and nobody has woken it yet; for choosing whom to wake. */
  public boolean isAsleepVolatile() {
    return readVolatile() == ASLEEP;
  }

  private int readVolatile() {
    point(Access.READ);
    return (int) FLAG.getVolatile(this);
  }

  /**
   * W2 and W3, to be called after the work is visible. Any thread.
   *
   * @return whether this call woke the sleeper
   */
  public boolean wake() {
    VarHandle.fullFence();
    return wakeAfterUpdate();
  }

  /**
   * W3, to be called after the work was made visible by a compare-and-set. Any thread.
   *
   * @return whether this call woke the sleeper
   */
  public boolean wakeAfterUpdate() {
    int seen = readVolatile();
    if (seen != ASLEEP) {
      if (seen == EXITED) {
        Objects.requireNonNull(afterExit).run();
      }
      return false;
    }
    point(Access.UPDATE);
    if (!FLAG.compareAndSet(this, ASLEEP, AWAKE)) {
      return false;
    }
    Parker sleeper = parker;
    if (sleeper == null) {
      throw new IllegalStateException(name + " announced a sleep before it named its parker");
    }
    sleeper.unpark();
    return true;
  }

  @Override
  public String currentValue() {
    return flag == AWAKE ? "awake" : flag == ASLEEP ? "asleep" : "exited";
  }

  @Override
  public String describe() {
    return name;
  }
}
