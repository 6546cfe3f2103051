package io.miniss.runtime.architecture;

import static io.miniss.runtime.architecture.RuntimeClasses.ALL;
import static io.miniss.runtime.architecture.RuntimeClasses.ROOT;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaModifier;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Objects from which other threads read fields for each message or result that they send to a core. If the core wrote
 * fields of the same objects as often, each of these reads would fetch the cache line again: a message from core to core
 * took half as long again by that.
 */
class SharedObjectsTest {
  private static final List<String> READ_BY_OTHERS =
      List.of(
          "Core",
          "future.HomeCore",
          "future.CoreContext",
          "internal.RunningCore",
          "internal.CoreLoop",
          "internal.CoreGroup",
          "internal.CorePort",
          "internal.CoreQueues",
          "internal.Admission",
          "internal.ExternalSender",
          "internal.RuntimeState",
          "shared.BoundedQueue");

  /** Written before the core starts, at its end, or only where the run is drawn. */
  private static final List<String> WRITTEN_SELDOM =
      List.of(
          "RunningCore.callbacks",
          "RunningCore.carriesExit",
          "CoreLoop.group",
          "CoreLoop.stopping",
          "CoreLoop.exitRequested",
          "CoreLoop.exited",
          "RuntimeState.ports",
          "RuntimeState.placement");

  @Test
  void whatOtherThreadsReadIsSeldomWritten() {
    List<String> written =
        READ_BY_OTHERS.stream()
            .flatMap(each -> ALL.get(ROOT + "." + each).getFields().stream())
            .filter(field -> !field.getModifiers().contains(JavaModifier.FINAL))
            .map(SharedObjectsTest::nameOf)
            .toList();
    assertThat(written).containsExactlyInAnyOrderElementsOf(WRITTEN_SELDOM);
  }

  private static String nameOf(JavaField field) {
    return field.getOwner().getSimpleName() + "." + field.getName();
  }
}
