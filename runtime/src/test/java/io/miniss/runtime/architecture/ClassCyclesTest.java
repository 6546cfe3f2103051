package io.miniss.runtime.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static io.miniss.runtime.architecture.RuntimeClasses.ALL;
import static io.miniss.runtime.architecture.RuntimeClasses.ROOT;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.EvaluationResult;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import com.tngtech.archunit.library.dependencies.SliceRule;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * No two classes of a package know each other, directly or through others, so that each can be read and
 * tested without those that use it. A class and those nested in it count as one.
 */
class ClassCyclesTest {

  /** A dependency that may close a cycle. */
  private record Allowed(String from, String to, String reason) {}

  private static final List<Allowed> ALLOWED =
      List.of(
          new Allowed("spi.Clock", "spi.SystemClock", "the factory of the default"),
          new Allowed("spi.Scheduler", "spi.SystemScheduler", "the factory of the default"),
          new Allowed("machine.PinningPolicy", "machine.PinningPolicies",
              "the factories of its kinds"),
          new Allowed("spi.Scheduler", "spi.SharedLocation", "it is told of each access to one"),
          new Allowed("machine.CpuSet", "machine.AllowedCpus", "the factory of a machine's"),
          new Allowed("future.Future", "future.FutureCell", "the factories of complete ones"),
          new Allowed("future.Future", "future.Combination", "the factories all and any"),
          new Allowed("future.Future", "future.Stages", "the factory from a stage"),
          new Allowed("Core", "MultiCoreRuntime", "code on a core reaches its runtime"),
          new Allowed(
              "internal.LoopThread",
              "internal.LoopThreads",
              "a thread learns from the set of its core whether it still runs the loop"),
          new Allowed(
              "internal.CoreLoop",
              "internal.CoreGroup",
              "code that runs on a core reaches the runtime that the core belongs to"));

  private static String topLevel(JavaClass type) {
    String name = type.getName();
    int nested = name.indexOf('$');
    return nested < 0 ? name : name.substring(0, nested);
  }

  private static boolean is(JavaClass type, String name) {
    return topLevel(type).equals(ROOT + "." + name);
  }

  private static ArchRule noCyclesIn(String packageName, List<Allowed> allowed) {
    SliceRule rule =
        slices()
            .assignedFrom(classesOf(packageName))
            .should()
            .beFreeOfCycles();
    for (Allowed each : allowed) {
      rule =
          rule.ignoreDependency(
              describe(each.from, type -> is(type, each.from)),
              describe(each.to, type -> is(type, each.to)));
    }
    return rule;
  }

  private static SliceAssignment classesOf(String packageName) {
    return new SliceAssignment() {
      @Override
      public SliceIdentifier getIdentifierOf(JavaClass type) {
        return type.getPackageName().equals(packageName)
            ? SliceIdentifier.of(topLevel(type))
            : SliceIdentifier.ignore();
      }

      @Override
      public String getDescription() {
        return "the classes of " + packageName;
      }
    };
  }

  private static Stream<String> packages() {
    return ALL.stream()
        .map(JavaClass::getPackageName)
        .filter(name -> name.startsWith(ROOT))
        .distinct()
        .sorted();
  }

  @TestFactory
  Stream<DynamicTest> classesOfAPackageFormNoCycle() {
    return packages()
        .map(
            name -> DynamicTest.dynamicTest(name, () -> noCyclesIn(name, ALLOWED).check(ALL)));
  }

  @Test
  void aCycleIsFoundAndNamed() {
    JavaClasses cycle = new ClassFileImporter().importClasses(CycleOne.class, CycleTwo.class);
    String packageName = ClassCyclesTest.class.getPackageName();
    EvaluationResult result = noCyclesIn(packageName, List.of()).evaluate(cycle);
    assertThat(result.getFailureReport().toString()).contains("CycleOne").contains("CycleTwo");
  }

  @TestFactory
  Stream<DynamicTest> everyAllowedDependencyClosesACycle() {
    return ALLOWED.stream()
        .map(
            allowed -> DynamicTest.dynamicTest(
                allowed.from + " to " + allowed.to,
                () -> {
                  List<Allowed> others =
                      ALLOWED.stream().filter(each -> each != allowed).toList();
                  String packageName = allowed.from.contains(".")
                      ? ROOT + "." + allowed.from.split("\\.", 2)[0]
                      : ROOT;
                  EvaluationResult result = noCyclesIn(packageName, others).evaluate(ALL);
                  assertThat(result.hasViolation()).as(allowed.reason).isTrue();
                }));
  }
}

/** One half of a cycle on purpose. */
final class CycleOne {
  private CycleOne() {}

  static int deeper(int depth) {
    return depth == 0 ? 0 : CycleTwo.deeper(depth - 1);
  }
}

/** The other half. */
final class CycleTwo {
  private CycleTwo() {}

  static int deeper(int depth) {
    return depth == 0 ? 0 : CycleOne.deeper(depth - 1);
  }
}
