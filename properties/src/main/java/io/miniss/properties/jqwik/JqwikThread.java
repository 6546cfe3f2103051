package io.miniss.properties.jqwik;

import java.util.Optional;
import java.util.function.Supplier;
import net.jqwik.api.AfterFailureMode;
import net.jqwik.api.domains.DomainContext;
import net.jqwik.engine.descriptor.PropertyConfiguration;
import net.jqwik.engine.descriptor.PropertyMethodDescriptor;
import net.jqwik.engine.execution.lifecycle.CurrentDomainContext;
import net.jqwik.engine.execution.lifecycle.CurrentTestDescriptor;
import org.junit.platform.engine.TestDescriptor;

/**
 * What jqwik knows of a thread on which it runs a property, so that statistics, stores and samples
 * work on a simulated thread as well. The only place that reaches into jqwik's engine; jqwik 1.9.3.
 */
record JqwikThread(TestDescriptor descriptor, DomainContext domain) {
  /** Of the calling thread. */
  static JqwikThread current() {
    return new JqwikThread(CurrentTestDescriptor.get(), CurrentDomainContext.get());
  }

  /** Calls {@code action} as if the calling thread were such a thread. */
  <T> T call(Supplier<T> action) {
    return CurrentDomainContext.runWithContext(
        domain, () -> CurrentTestDescriptor.runWithDescriptor(descriptor, action));
  }

  /** How many tries the property has. */
  int tries() {
    return configuration().getTries();
  }

  /** Whether a failure changes nothing for the next execution. */
  boolean forgetsFailures() {
    return configuration().getAfterFailureMode() == AfterFailureMode.RANDOM_SEED;
  }

  /** The seed with which the property failed the last time, if it is to be used again. */
  Optional<String> seedOfFailure() {
    return forgetsFailures()
        ? Optional.empty()
        : configuration().getPreviousFailureGeneration().randomSeed();
  }

  private PropertyConfiguration configuration() {
    return ((PropertyMethodDescriptor) descriptor).getConfiguration();
  }
}
