package io.miniss.simulator.weave.hook;

/** What owns a location that stands for many objects of the JDK or of libraries, so far as their order is concerned. */
enum CommonOwner {
  /** What is handed over to executors, and what comes of it. */
  TASKS("tasks of executors"),
  /** All that code does that is not woven. */
  LIBRARIES("code that is not woven"),
  /** Fences, which are of no variable. */
  FENCES("fences");

  private final String words;

  CommonOwner(String words) {
    this.words = words;
  }

  /** What reports call it. */
  @Override
  public String toString() {
    return words;
  }
}
