package io.miniss.properties.jqwik.example;

import static org.assertj.core.api.Assertions.assertThat;

import io.miniss.properties.jqwik.Cores;
import io.miniss.properties.jqwik.Faults;
import io.miniss.runtime.MultiCoreRuntime;
import io.miniss.runtime.task.JoinHandle;
import io.miniss.simulator.Simulation;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;

/** The example of properties/README.md; ReadmeTest compares. */
class SumProperties {
  @Property(tries = 300)
  void resultsOfTasksAddUp(
      @ForAll @Size(max = 20) List<Short> numbers,
      @ForAll @Cores({1, 2, 4}) @Faults("swarm") Simulation simulation) {
    try (MultiCoreRuntime runtime = simulation.runtime().start()) {
      List<JoinHandle<Short>> handles =
          numbers.stream().map(number -> runtime.spawn(() -> number)).toList();
      assertThat(handles.stream().mapToLong(JoinHandle::join).sum())
          .isEqualTo(numbers.stream().mapToLong(Short::longValue).sum());
    }
  }
}
