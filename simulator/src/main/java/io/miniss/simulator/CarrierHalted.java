package io.miniss.simulator;

/** Ends the work of a {@link Carrier} that nobody waits for any more. Thrown between and after runs only. */
final class CarrierHalted extends Error {
  private static final long serialVersionUID = 1;

  CarrierHalted() {
    super("nobody waits for this carrier any more", null, false, false);
  }
}
