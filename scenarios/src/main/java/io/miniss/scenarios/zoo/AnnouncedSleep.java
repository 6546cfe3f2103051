package io.miniss.scenarios.zoo;

import io.miniss.runtime.shared.WakeFlag;
import io.miniss.runtime.spi.Parker;
import java.util.function.BooleanSupplier;

/** How a thread of an exhibit goes to sleep where going to sleep is not what the exhibit is about. */
public final class AnnouncedSleep {
  private AnnouncedSleep() {}

  /**
   * Announces the sleep, looks for work once more, and parks if there is none. The calling thread is the sleeper of
   * {@code flag} and the owner of {@code parker}. May return although there is nothing to do.
   */
  public static void sleep(WakeFlag flag, Parker parker, BooleanSupplier hasNothingToDo) {
    flag.announceSleep();
    if (hasNothingToDo.getAsBoolean()) {
      parker.park();
    }
    flag.endSleep();
  }
}
