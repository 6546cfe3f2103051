package io.miniss.runtime.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.miniss.runtime.Core;
import org.junit.jupiter.api.Test;

class OwnClassesTest {

  @Test
  void theClassesOfTheRuntimeAreFound() {
    assertThat(OwnClasses.load())
        .contains(Core.class.getName(), LoopThread.class.getName())
        .contains("io.miniss.runtime.internal.FiberStack");
  }
}
