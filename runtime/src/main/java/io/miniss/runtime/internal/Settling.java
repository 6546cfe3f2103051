package io.miniss.runtime.internal;

/**
 * One core's way through {@link SettlingRounds}, from the request to exit until it may exit. The core's own thread
 * only.
 */
final class Settling {
  /** After so many turns with work a core reports itself quiet: endless continuations must not delay the rest. */
  private static final int MAX_ACTIVE_TURNS = 1_000;

  private final SettlingRounds rounds;
  private long round = 1;
  private boolean arrived;

  /** It has done something since it arrived last. */
  private boolean active;

  private int activeTurns;
  private boolean settled;

  Settling(SettlingRounds rounds) {
    this.rounds = rounds;
  }

  /** Whether nothing is on its way between cores any more. */
  boolean isSettled() {
    return settled;
  }

  /** The core does not wait for the others. */
  void giveUp() {
    settled = true;
  }

  /** The core does something, in a turn that may end after later ones do: see {@link LoopThreads}. */
  void isActive() {
    active = true;
  }

  /**
   * A turn of a core that was asked to exit is over.
   *
   * @param exits whether nothing that runs on the core has to be waited for
   */
  void afterTurn(boolean hadWork, boolean exits) {
    if (hadWork) {
      active = true;
      activeTurns++;
    }
    boolean tired = activeTurns > MAX_ACTIVE_TURNS;
    if (exits && !arrived && (!hadWork || tired)) {
      arrived = true;
      rounds.arrive(round, active && !tired);
      active = false;
    }
    if (canGoOn()) {
      arrived = false;
      settled |= rounds.wasQuiet(round); // it stays so if the core has given up in this turn
      round++;
    }
  }

  /** Whether the core waits for others. */
  boolean isWaiting() {
    return arrived && !settled;
  }

  /** Whether the core has waited for others, and they have come. */
  boolean canGoOn() {
    return arrived && rounds.isOver(round);
  }
}
