package io.miniss.runtime.spi;

/** Looks at a runtime from outside its cores, now and then; see {@link Scheduler#watch}. */
@FunctionalInterface
public interface Watch {
  /**
   * Looks once.
   *
   * @param isProcessIdle whether nothing keeps the process alive but threads of {@link Scheduler#watch}
   */
  void look(boolean isProcessIdle);
}
