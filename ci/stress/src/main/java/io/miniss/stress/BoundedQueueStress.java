package io.miniss.stress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.miniss.runtime.shared.BoundedQueue;
import io.miniss.runtime.shared.RemoteWorkQueue;
import io.miniss.runtime.shared.SharedReference;
import io.miniss.runtime.shared.WakeFlag;
import io.miniss.runtime.shared.Work;
import io.miniss.runtime.spi.Scheduler;
import java.lang.invoke.VarHandle;
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
    private final Producer producer;

    FullRing(BoundedQueue<Object> queue) {
      this.queue = queue;
      producer = producerOfFull(queue);
    }

    final void register() {
      queue.awaitNotFull(producer);
    }

    final boolean announceRegisterAndOffer() {
      producer.flag.announceSleep();
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

  /**
   * Control: the consumer looks for those who wait without the full fence. The ring and the list are the real ones;
   * the ring publishes a poll by a release store, which may still be in the store buffer when the list is read.
   */
  @JCStressTest
  @Outcome(id = {"true, false", "false, true", "true, true"}, expect = ACCEPTABLE, desc = "no harm")
  @Outcome(
      id = "false, false",
      expect = ACCEPTABLE_INTERESTING,
      desc = "not offered and not woken: what the consumer's fence is for")
  @State
  public static class ControlSignalWithoutFence {
    private final BoundedQueue<Object> queue =
        BoundedQueue.singleProducer(Scheduler.system(), "queue", 1);
    private final RemoteWorkQueue waiters = new RemoteWorkQueue(Scheduler.system(), "waiters");
    private final Producer producer = producerOfFull(queue);

    /** Jcstress makes the states. */
    public ControlSignalWithoutFence() {}

    /** Waits for room. */
    @Actor
    public void producer(ZZ_Result r) {
      producer.flag.announceSleep();
      waiters.push(producer);
      VarHandle.fullFence();
      r.r1 = queue.offer(ELEMENT);
    }

    /** Makes room. */
    @Actor
    public void consumer(ZZ_Result r) {
      queue.poll();
      if (!waiters.isEmptyVolatile()) {
        waiters.takeAll(Work::run);
      }
      r.r2 = producer.woken;
    }
  }

  /**
   * Control: the producer registers by a release store, without a compare-and-set and without the full fence. (On x86
   * either of the two is enough.) Its second offer may look at the ring before the registration is visible.
   */
  @JCStressTest
  @Outcome(id = {"true, false", "false, true", "true, true"}, expect = ACCEPTABLE, desc = "no harm")
  @Outcome(
      id = "false, false",
      expect = ACCEPTABLE_INTERESTING,
      desc = "not offered and not woken: what the producer's fence is for")
  @State
  public static class ControlRegisterWithoutFence {
    private final BoundedQueue<Object> queue =
        BoundedQueue.singleProducer(Scheduler.system(), "queue", 1);
    private final SharedReference<Producer> waiter =
        new SharedReference<>(Scheduler.system(), "waiter", null);
    private final Producer producer = producerOfFull(queue);

    /** Jcstress makes the states. */
    public ControlRegisterWithoutFence() {}

    /** Waits for room. */
    @Actor
    public void producer(ZZ_Result r) {
      producer.flag.announceSleep();
      waiter.setRelease(producer);
      r.r1 = queue.offer(ELEMENT);
    }

    /** Makes room. */
    @Actor
    public void consumer(ZZ_Result r) {
      queue.poll();
      VarHandle.fullFence();
      Producer registered = waiter.getVolatile();
      if (registered != null) {
        registered.run();
      }
      r.r2 = producer.woken;
    }
  }

  /** Fills {@code queue}; returns a producer that is not registered. */
  private static Producer producerOfFull(BoundedQueue<Object> queue) {
    WakeFlag flag = new WakeFlag(Scheduler.system(), "producer");
    flag.sleeper(new CountingParker());
    boolean room = true;
    while (room) {
      room = queue.offer(ELEMENT);
    }
    return new Producer(flag);
  }
}
