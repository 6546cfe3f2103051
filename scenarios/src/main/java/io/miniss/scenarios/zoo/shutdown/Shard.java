package io.miniss.scenarios.zoo.shutdown;

import io.miniss.runtime.shared.RemoteWorkQueue;
import io.miniss.runtime.shared.WakeFlag;
import io.miniss.runtime.shared.Work;
import io.miniss.runtime.shared.WorkQueue;
import io.miniss.runtime.spi.Parker;
import io.miniss.runtime.spi.Scheduler;
import io.miniss.scenarios.zoo.AnnouncedSleep;

/** A core in Seastar's manner, reduced to its messages: it runs them in order until it is to end. */
final class Shard {
  private final Scheduler scheduler;
  private final RemoteWorkQueue messages;
  private final WakeFlag wakeFlag;

  /** This thread's own. */
  private boolean ended;

  Shard(Scheduler scheduler, int index) {
    this.scheduler = scheduler;
    messages = new RemoteWorkQueue(scheduler, "messages to shard " + index);
    wakeFlag = new WakeFlag(scheduler, "wake flag of shard " + index);
  }

  /** Has {@code message} run on this shard. Any thread. */
  void post(Runnable message) {
    messages.push(
        new Work() {
          @Override
          public void run() {
            message.run();
          }
        });
    wakeFlag.wake();
  }

  /** Ends it when the messages that it has taken are run. On this shard. */
  void end() {
    ended = true;
  }

  /** The body of its thread. */
  void run() {
    Parker parker = scheduler.currentParker();
    wakeFlag.sleeper(parker);
    while (!ended) {
      WorkQueue taken = new WorkQueue();
      if (messages.takeAll(taken::add) == 0) {
        AnnouncedSleep.sleep(wakeFlag, parker, () -> messages.isEmptyVolatile());
      }
      for (Work message = taken.poll(); message != null; message = taken.poll()) {
        message.run();
      }
    }
  }
}
