package io.miniss.runtime.internal;

import io.miniss.runtime.shared.RemoteWorkQueue;
import io.miniss.runtime.shared.WakeFlag;
import io.miniss.runtime.shared.Work;
import io.miniss.runtime.spi.Scheduler;

/** How other threads reach a core, whatever they have for it. Any thread. */
class CorePort {
  private final WakeFlag wakeFlag;
  private final RemoteWorkQueue remoteWork;

  CorePort(Scheduler scheduler, String core) {
    wakeFlag = new WakeFlag(scheduler, "wake flag of " + core);
    remoteWork = new RemoteWorkQueue(scheduler, "remote work of " + core);
  }

  /**
   * Runs {@code work} from the core's loop.
   *
   * @return false if the core has terminated; the work will not run
   */
  final boolean deliver(Work work) {
    if (!remoteWork.push(work)) {
      return false;
    }
    wakeFlag.wakeAfterUpdate();
    return true;
  }

  final WakeFlag wakeFlag() {
    return wakeFlag;
  }

  /** Work that is no task: continuations, wake-ups of fibers, requests of the runtime. */
  final RemoteWorkQueue remoteWork() {
    return remoteWork;
  }
}
