package io.miniss.simulator.campaign;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The threads of one job, which share what there is to do: the calling one and as many more as asked
 * for. Any of them may ask {@link #isBroken}; {@link #run} is called once.
 */
public final class Workers {
  private final String name;
  private final int count;
  private final AtomicReference<@Nullable Throwable> broken = new AtomicReference<>();

  /** {@code count} of them, the calling thread included; the others are called {@code name}-N. */
  public Workers(String name, int count) {
    this.name = name;
    this.count = count;
  }

  /** Whether one of them has thrown: the others are to stop. */
  public boolean isBroken() {
    return broken.get() != null;
  }

  /**
   * Calls {@code work} on each, and waits for all of them, interrupted or not.
   *
   * @throws IllegalStateException if one of them threw; its cause is the first that was thrown
   */
  public void run(Runnable work) {
    List<Thread> others = new ArrayList<>();
    for (int i = 1; i < count; i++) {
      others.add(
          Thread.ofPlatform().name(name + "-" + i).daemon(true).start(() -> unlessBroken(work)));
    }
    unlessBroken(work);
    others.forEach(Workers::joinUninterruptibly);
    Throwable defect = broken.get();
    if (defect != null) {
      throw new IllegalStateException(name + " broke: " + defect, defect);
    }
  }

  private void unlessBroken(Runnable work) {
    try {
      work.run();
    } catch (Throwable defect) {
      broken.compareAndSet(null, defect);
    }
  }

  private static void joinUninterruptibly(Thread thread) {
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
