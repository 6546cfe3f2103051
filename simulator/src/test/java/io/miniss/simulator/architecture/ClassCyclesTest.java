package io.miniss.simulator.architecture;

import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import com.tngtech.archunit.library.dependencies.SliceRule;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * The classes of each package use each other in one direction: none uses, by way of others, a class that
 * uses it. A class is taken together with the classes nested in it.
 */
final class ClassCyclesTest {
  private static final String SIMULATOR_PACKAGE = "io.miniss.simulator.";

  private static final JavaClasses SIMULATOR =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("io.miniss.simulator");

  /** A use of one class by another that the rule leaves out. */
  private record Allowed(String user, String used, String reason) {
    @Override
    public String toString() {
      return user + " -> " + used + ": " + reason;
    }
  }

  private static final List<Allowed> ALLOWED =
      List.of(
          new Allowed(
              "junit.SimulationTest",
              "junit.SimulationExtension",
              "an annotation names the extension that reads it"),
          new Allowed("Trace", "Effects", "a list of the records that are declared in the trace"),
          new Allowed("Trace", "Timeline", "the method that tells a trace stands in the trace"),
          new Allowed(
              "picture.Picture",
              "picture.PictureBuilder",
              "the factory method of a record stands in the record"));

  @TestFactory
  Stream<DynamicTest> noClassUsesItselfThroughOthers() {
    TreeSet<String> packages = new TreeSet<>();
    SIMULATOR.forEach(each -> packages.add(each.getPackageName()));
    assertThat(packages).hasSizeGreaterThan(10);
    return packages.stream()
        .map(name -> DynamicTest.dynamicTest(name, () -> rule().check(classesOf(name))));
  }

  @Test
  void everyExceptionIsNeeded() {
    for (Allowed each : ALLOWED) {
      assertThat(SIMULATOR.stream().anyMatch(user -> isUsedBy(each, user)))
          .as("%s", each)
          .isTrue();
    }
  }

  private static boolean isUsedBy(Allowed allowed, JavaClass user) {
    return topLevel(user).equals(allowed.user)
        && user.getDirectDependenciesFromSelf().stream()
            .anyMatch(use -> topLevel(use.getTargetClass()).equals(allowed.used));
  }

  private static JavaClasses classesOf(String packageName) {
    return SIMULATOR.that(
        DescribedPredicate.describe(
            "in " + packageName, each -> each.getPackageName().equals(packageName)));
  }

  private static SliceRule rule() {
    SliceRule rule =
        slices()
            .assignedFrom(new TopLevelClasses())
            .should()
            .beFreeOfCycles();
    for (Allowed each : ALLOWED) {
      rule = rule.ignoreDependency(named(each.user), named(each.used));
    }
    return rule;
  }

  private static DescribedPredicate<JavaClass> named(String name) {
    return DescribedPredicate.describe(name, each -> topLevel(each).equals(name));
  }

  /** The name of the class in whose file {@code type} is, without the simulator's package. */
  private static String topLevel(JavaClass type) {
    String name = type.getName();
    int nested = name.indexOf('$');
    String top = nested < 0 ? name : name.substring(0, nested);
    return top.startsWith(SIMULATOR_PACKAGE) ? top.substring(SIMULATOR_PACKAGE.length()) : top;
  }

  private static final class TopLevelClasses implements SliceAssignment {
    @Override
    public SliceIdentifier getIdentifierOf(JavaClass type) {
      return SliceIdentifier.of(topLevel(type));
    }

    @Override
    public String getDescription() {
      return "classes with those nested in them";
    }
  }
}
