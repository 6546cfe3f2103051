package example.woven.tests;

import static org.assertj.core.api.Assertions.assertThat;

import io.miniss.simulator.Simulation;
import io.miniss.simulator.junit.SimulationTest;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.CsvSource;

/** Launched by a test: woven classes of which JUnit fills static fields, or calls the constructor. */
final class FilledByJUnit {
  private FilledByJUnit() {}

  static class Inherited {
    @TempDir
    static @Nullable Path inherited;
  }

  static class StaticFields extends Inherited {
    @TempDir
    private static @Nullable Path directory;

    @SimulationTest(seeds = 2)
    void areFilled(Simulation simulation) {
      assertThat(directory).isDirectory();
      assertThat(inherited).isDirectory();
    }
  }

  @ParameterizedClass
  @CsvSource({"1, one", "2, two"})
  static class ByConstructor {
    private final int number;
    private final String name;

    ByConstructor(int number, String name) {
      this.number = number;
      this.name = name;
    }

    @SimulationTest(seeds = 2)
    void hasItsArguments(Simulation simulation) {
      assertThat(name).isEqualTo(number == 1 ? "one" : "two");
    }

    @Nested
    class Inner {
      @SimulationTest(seeds = 2)
      void hasThemToo(Simulation simulation) {
        assertThat(name).isEqualTo(number == 1 ? "one" : "two");
      }
    }
  }

  @ParameterizedClass
  @CsvSource({"1, one", "2, two"})
  record ByRecord(int number, String name) {
    @SimulationTest(seeds = 2)
    void hasItsArguments(Simulation simulation) {
      assertThat(name).isEqualTo(number == 1 ? "one" : "two");
    }
  }
}
