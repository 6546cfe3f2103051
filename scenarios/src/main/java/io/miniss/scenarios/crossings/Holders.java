package io.miniss.scenarios.crossings;

import io.miniss.simulator.scenario.World;

/** Who keeps a core busy until others have done something, so that somebody is always left to do it. Any thread. */
final class Holders {
  private final World world;
  private final int cores;
  private final boolean stealing;
  private int holders;

  /** How many fibers wait by yielding. */
  private int spinners;

  private boolean isShuttingDown;

  Holders(World world, int cores, boolean stealing) {
    this.world = world;
    this.cores = cores;
    this.stealing = stealing;
  }

  /** From now on tasks may be cancelled or rejected. */
  synchronized void shutsDown() {
    isShuttingDown = true;
  }

  /** Whether one more core may be held until a stealable task has run: one is always left to run it. */
  synchronized boolean mayHold() {
    // On the machine a core may put a body aside that has the book, and then be held, while others wait for the book.
    if (!world.isSimulated() || !stealing || isShuttingDown || holders + spinners + 1 >= cores) {
      return false;
    }
    holders++;
    return true;
  }

  synchronized void holdsNoMore() {
    holders--;
  }

  /** Whether a core may be held until another one has run something: one alone, or two might wait for each other. */
  synchronized boolean mayHoldUntilAnother() {
    if (!world.isSimulated() || isShuttingDown || holders > 0) {
      return false;
    }
    holders = cores;
    return true;
  }

  synchronized void hasHeldUntilAnother() {
    holders -= cores;
  }

  /** Whether one more core may have a fiber that is always ready: such a core steals nothing. */
  synchronized boolean mayAlwaysBeReady() {
    if (holders > 0 && holders + spinners + 1 >= cores) {
      return false;
    }
    spinners++;
    return true;
  }

  synchronized void isNotAlwaysReady() {
    spinners--;
  }
}
