package io.miniss.simulator.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import io.miniss.simulator.Trace;
import io.miniss.simulator.shrink.Shrinker;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** What the simulator may not use, so that a seed is the same run in each JVM. */
final class OrderBansTest {
  private static final JavaClasses SIMULATOR =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("io.miniss.simulator");

  /** They ask it by key, and go through it never. */
  private static final DescribedPredicate<JavaClass> BY_KEY_ONLY =
      named(Trace.class.getPackageName() + "\\.(Trace|Values|engine\\.ObjectGraph).*")
          .or(named(Shrinker.class.getPackageName() + ".TaskCount.*"));

  /** They stand for what the JDK offers to programs that are woven; what they give follows from the seed. */
  private static final DescribedPredicate<JavaClass> IN_PLACE_OF_THE_JDK =
      named(
          "io\\.miniss\\.simulator\\.weave\\.(hook\\.(IdentityTable|WovenObjects|HashCodes|Randoms|JdkCalls|Monitors)|jdk\\.JdkBehaviour)"
              + "(\\$.*)?");

  private static final ArchRule NO_HASH_ORDER =
      noClasses()
          .that(DescribedPredicate.not(IN_PLACE_OF_THE_JDK))
          .should()
          .dependOnClassesThat()
          .haveNameMatching(
              "java\\.util\\.(concurrent\\.Concurrent)?(Weak)?Hash(Map|Set|table)(\\$.*)?")
          .orShould()
          .callMethod(System.class, "identityHashCode", Object.class)
          .because(
              "the order of hashes differs: use ArrayList, LinkedHashMap, TreeMap or an array");

  private static final ArchRule NO_IDENTITY_ORDER =
      noClasses()
          .that(DescribedPredicate.not(BY_KEY_ONLY))
          .should()
          .dependOnClassesThat()
          .haveFullyQualifiedName("java.util.IdentityHashMap")
          .because("its order is that of addresses");

  private static final ArchRule NO_OTHER_RANDOMNESS =
      noClasses()
          .that(DescribedPredicate.not(IN_PLACE_OF_THE_JDK))
          .should()
          .dependOnClassesThat()
          .haveNameMatching(
              "java\\.(util\\.(Random|SplittableRandom|UUID|concurrent\\.ThreadLocalRandom)"
                  + "|util\\.random\\.RandomGeneratorFactory|security\\.SecureRandom)")
          .orShould()
          .callMethod(Math.class, "random")
          .because("every draw comes from a named stream of the seed: use SplitMix64.stream");

  private static final ArchRule NO_OTHER_TIME =
      noClasses()
          .should()
          .callMethod(System.class, "nanoTime")
          .orShould()
          .callMethod(System.class, "currentTimeMillis")
          .because("virtual time is the engine's; what measures real time is given a Clock");

  private static DescribedPredicate<JavaClass> named(String regex) {
    return DescribedPredicate.describe(
        "named " + regex, (JavaClass checked) -> checked.getName().matches(regex));
  }

  @TestFactory
  Stream<DynamicTest> theSimulatorKeepsTheBans() {
    return Stream.of(NO_HASH_ORDER, NO_IDENTITY_ORDER, NO_OTHER_RANDOMNESS, NO_OTHER_TIME)
        .map(rule -> DynamicTest.dynamicTest(rule.getDescription(), () -> rule.check(SIMULATOR)));
  }

  @Test
  void whoBreaksABanIsCaught() {
    JavaClasses offender = new ClassFileImporter().importClasses(Offender.class);
    assertThat(
        Stream.of(NO_HASH_ORDER, NO_OTHER_RANDOMNESS, NO_OTHER_TIME)
            .map(rule -> rule.evaluate(offender).hasViolation()))
        .containsOnly(true);
  }

  /** Does all that is banned. */
  @SuppressWarnings("UnusedMethod")
  private static final class Offender {
    private final Map<String, UUID> unordered = new HashMap<>();

    private long draw() {
      return new Random().nextLong() + System.nanoTime() + unordered.size();
    }
  }
}
