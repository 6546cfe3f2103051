package io.miniss.runtime.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static io.miniss.runtime.architecture.RuntimeClasses.ALL;
import static io.miniss.runtime.architecture.RuntimeClasses.ROOT;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.library.Architectures.LayeredArchitecture;
import io.miniss.runtime.future.ReachesUp;
import io.miniss.runtime.internal.CoreLoop;
import org.junit.jupiter.api.Test;

/** Which package may use which. */
class LayersTest {

  /** From the bottom; each may know those before it, except where {@link #layers} says less. */
  private static final String[] PACKAGES = {
    "util", "machine", "diagnostics", "spi", "shared", "future", "cancel", "timer", "task",
    "internal"
  };

  private static LayeredArchitecture layers() {
    LayeredArchitecture layers = layeredArchitecture().consideringOnlyDependenciesInLayers();
    for (String name : PACKAGES) {
      layers = layers.layer(name).definedBy(ROOT + "." + name);
    }
    return layers
        .layer("public API")
        .definedBy(ROOT)
        .whereLayer("util")
        .mayNotAccessAnyLayer()
        .whereLayer("machine")
        .mayNotAccessAnyLayer()
        .whereLayer("diagnostics")
        .mayOnlyAccessLayers("machine")
        .whereLayer("spi")
        .mayOnlyAccessLayers("util", "machine")
        .whereLayer("shared")
        .mayOnlyAccessLayers("spi")
        .whereLayer("future")
        .mayOnlyAccessLayers("util", "shared", "spi")
        .whereLayer("cancel")
        .mayOnlyAccessLayers("util", "future", "shared", "spi")
        .whereLayer("timer")
        .mayOnlyAccessLayers("shared", "spi")
        .whereLayer("task")
        .mayOnlyAccessLayers("util", "cancel", "future", "shared", "spi")
        .whereLayer("internal")
        .mayOnlyAccessLayers(
            "util", "machine", "diagnostics", "spi", "shared", "future", "cancel", "timer", "task")
        .whereLayer("public API")
        .mayNotBeAccessedByAnyLayer();
  }

  @Test
  void eachPackageKnowsOnlyThoseBeneathIt() {
    layers().check(ALL);
  }

  @Test
  void thePackagesHaveNoCycle() {
    slices().matching(ROOT + ".(*)").should().beFreeOfCycles().check(ALL);
  }

  @Test
  void everyPackageHasItsPlaceInTheLayers() {
    String[] known = new String[PACKAGES.length + 1];
    known[0] = ROOT;
    for (int i = 0; i < PACKAGES.length; i++) {
      known[i + 1] = ROOT + "." + PACKAGES[i];
    }
    classes()
        .should()
        .resideInAnyPackage(known)
        .because("a new package gets its layer in LayersTest")
        .check(ALL);
  }

  @Test
  void theRuntimeNeverNamesTheModulesAboveIt() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "io.miniss.simulator..", "io.miniss.properties..", "io.miniss.scenarios..")
        .check(ALL);
  }

  /** In the package {@code future} a class that reaches up, to see the rule fail. */
  @Test
  void aClassThatReachesUpIsFound() {
    JavaClasses withOffender =
        new ClassFileImporter()
            .importClasses(ReachesUp.class, CoreLoop.class);
    assertThatThrownBy(() -> layers().check(withOffender))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("ReachesUp")
        .hasMessageContaining("CoreLoop");
  }
}
