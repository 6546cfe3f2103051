package io.miniss.simulator.campaign;

import io.miniss.simulator.Carriers;
import io.miniss.simulator.SimulationInterruptedException;
import io.miniss.simulator.SimulationResult;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The threads of one job, which share what there is to do; the calling one waits for them. Any of them may ask {@link #isBroken}; {@link #run} is called once.
 */
public final class Workers {
  private final String name;
  private final int count;
  private final AtomicReference<@Nullable Throwable> broken = new AtomicReference<>();

  /** {@code count} of them, called {@code name}-N. */
  public Workers(String name, int count) {
    this.name = name;
    this.count = count;
  }

  /** Whether one of them has thrown: the others are to stop. */
  public boolean isBroken() {
    return broken.get() != null;
  }

  /**
   * Calls {@code work} on each, and waits for all of them.
   *
   * @param halted called by the calling thread when a run does not come back, with that run, which has
   *     failed; then {@code work} is called once more by a thread in place of the one that is lost
   * @throws IllegalStateException if one of them threw; its cause is the first that was thrown
   * @throws SimulationInterruptedException if the calling thread is interrupted; its status stays set
   */
  public void run(Runnable work, Consumer<SimulationResult> halted) {
    Carriers.run(
        name,
        count,
        () -> unlessBroken(work),
        result -> {
          halted.accept(result);
          return true;
        });
    Throwable defect = broken.get();
    if (defect != null) {
      throw new IllegalStateException(name + " broke: " + defect, defect);
    }
  }

  /** As {@link #run(Runnable, Consumer)}, where a run that does not come back is a defect. */
  public void run(Runnable work) {
    run(
        work,
        halted -> broken.compareAndSet(
            null, new IllegalStateException(String.valueOf(halted.failure().orElse(null)))));
  }

  private void unlessBroken(Runnable work) {
    try {
      work.run();
    } catch (OutOfMemoryError full) {
      throw full; // the run that has filled the heap is told of as one that has not come back
    } catch (Throwable defect) {
      if (!Carriers.isHalted()) {
        broken.compareAndSet(null, defect);
      }
    }
  }
}
