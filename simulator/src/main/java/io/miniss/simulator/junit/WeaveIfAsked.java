package io.miniss.simulator.junit;

import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * As {@link Weave}, for all tests, where the configuration parameter {@code miniss.weave} is given; found by JUnit
 * where it looks for extensions itself.
 */
public final class WeaveIfAsked extends Weave {
  /** Made by JUnit. */
  public WeaveIfAsked() {}

  @Override
  boolean isFor(ExtensionContext context) {
    return context.getConfigurationParameter(WeaveSettings.WEAVE).isPresent()
        && super.isFor(context);
  }

  @Override
  boolean isLenient() {
    return true;
  }
}
