package io.miniss.stress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.miniss.runtime.shared.BoundedQueue;
import io.miniss.runtime.shared.WakeFlag;
import io.miniss.runtime.spi.Scheduler;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/** {@link BoundedQueue}: a producer that found the ring full does not sleep although there is an empty slot. */
public class BoundedQueueStress {
  private static final String ELEMENT = "element";

  private BoundedQueueStress() {}

  /** A full ring, and a producer that registers for room in it with a {@link WakeFlag}. */
  abstract static class FullRing {
    private final BoundedQueue<Object> queue;
    private final WakeFlag flag = new WakeFlag(Scheduler.system(), "producer");
    private final Producer producer = new Producer(flag);

    FullRing(BoundedQueue<Object> queue) {
      this.queue = queue;
      flag.sleeper(new CountingParker());
      boolean room = true;
      while (room) {
        room = queue.offer(ELEMENT);
      }
    }

    final void register() {
      queue.awaitNotFull(producer);
    }

    final boolean announceRegisterAndOffer() {
      flag.announceSleep();
      queue.awaitNotFull(producer);
      return queue.offer(ELEMENT);
    }

    final boolean pollAndWake() {
      queue.poll();
      queue.signalNotFull();
      return producer.woken;
    }
  }

  private static final class Producer extends BoundedQueue.Waiter {
    private final WakeFlag flag;

    /** The consumer's thread only. */
    private boolean woken;

    Producer(WakeFlag flag) {
      super(Scheduler.system(), "producer");
      this.flag = flag;
    }

    @Override
    protected void wakeProducer() {
      woken = flag.wake();
    }
  }

  /** The ring for one producer; JCTools gives it at least four slots. */
  @JCStressTest
  @Outcome(id = "true, false", expect = ACCEPTABLE, desc = "found the room")
  @Outcome(id = "false, true", expect = ACCEPTABLE, desc = "found none and was woken")
  @Outcome(id = "true, true", expect = ACCEPTABLE, desc = "found the room and was woken as well")
  @Outcome(id = "false, false", expect = FORBIDDEN, desc = "not offered and not woken")
  @State
  public static class OneProducer extends FullRing {
    /** Jcstress makes the states. */
    public OneProducer() {
      super(BoundedQueue.singleProducer(Scheduler.system(), "queue", 1));
    }

    /** Waits for room. */
    @Actor
    public void producer(ZZ_Result r) {
      r.r1 = announceRegisterAndOffer();
    }

    /** Makes room. */
    @Actor
    public void consumer(ZZ_Result r) {
      r.r2 = pollAndWake();
    }
  }

  /** The ring for many producers, with one slot. */
  @JCStressTest
  @Outcome(id = "true, false", expect = ACCEPTABLE, desc = "found the room")
  @Outcome(id = "false, true", expect = ACCEPTABLE, desc = "found none and was woken")
  @Outcome(id = "true, true", expect = ACCEPTABLE, desc = "found the room and was woken as well")
  @Outcome(id = "false, false", expect = FORBIDDEN, desc = "not offered and not woken")
  @State
  public static class ManyProducers extends FullRing {
    /** Jcstress makes the states. */
    public ManyProducers() {
      super(BoundedQueue.manyProducers(Scheduler.system(), "queue", 1));
    }

    /** Waits for room. */
    @Actor
    public void producer(ZZ_Result r) {
      r.r1 = announceRegisterAndOffer();
    }

    /** Makes room. */
    @Actor
    public void consumer(ZZ_Result r) {
      r.r2 = pollAndWake();
    }
  }

  /** The ring that others may poll, with two slots. */
  @JCStressTest
  @Outcome(id = "true, false", expect = ACCEPTABLE, desc = "found the room")
  @Outcome(id = "false, true", expect = ACCEPTABLE, desc = "found none and was woken")
  @Outcome(id = "true, true", expect = ACCEPTABLE, desc = "found the room and was woken as well")
  @Outcome(id = "false, false", expect = FORBIDDEN, desc = "not offered and not woken")
  @State
  public static class Stealable extends FullRing {
    /** Jcstress makes the states. */
    public Stealable() {
      super(BoundedQueue.stealable(Scheduler.system(), "queue", 2));
    }

    /** Waits for room. */
    @Actor
    public void producer(ZZ_Result r) {
      r.r1 = announceRegisterAndOffer();
    }

    /** Makes room. */
    @Actor
    public void consumer(ZZ_Result r) {
      r.r2 = pollAndWake();
    }
  }

  /** The producer is registered from an earlier wait: registering again may do nothing. */
  @JCStressTest
  @Outcome(id = "true, false", expect = ACCEPTABLE, desc = "found the room")
  @Outcome(id = "false, true", expect = ACCEPTABLE, desc = "found none and was woken")
  @Outcome(id = "true, true", expect = ACCEPTABLE, desc = "found the room and was woken as well")
  @Outcome(id = "false, false", expect = FORBIDDEN, desc = "not offered and not woken")
  @State
  public static class RegisteredBefore extends FullRing {
    /** Jcstress makes the states. */
    public RegisteredBefore() {
      super(BoundedQueue.manyProducers(Scheduler.system(), "queue", 1));
      register();
    }

    /** Waits for room, again. */
    @Actor
    public void producer(ZZ_Result r) {
      r.r1 = announceRegisterAndOffer();
    }

    /** Makes room. */
    @Actor
    public void consumer(ZZ_Result r) {
      r.r2 = pollAndWake();
    }
  }
}
