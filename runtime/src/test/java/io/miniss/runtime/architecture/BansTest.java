package io.miniss.runtime.architecture;

import static com.tngtech.archunit.core.domain.JavaModifier.SYNCHRONIZED;
import static com.tngtech.archunit.core.domain.JavaModifier.VOLATILE;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noMethods;
import static io.miniss.runtime.architecture.RuntimeClasses.ALL;
import static io.miniss.runtime.architecture.RuntimeClasses.ROOT;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.EvaluationResult;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * What the runtime may not use, so that all of it runs under any clock and scheduler and does the
 * same in each JVM. Each ban names the replacement, and lists the classes that are the replacement.
 */
class BansTest {

  private static final String CLOCK = ROOT + ".spi.SystemClock";
  private static final String SCHEDULER = ROOT + ".spi.SystemScheduler";
  private static final String VIRTUAL_THREADS = ROOT + ".spi.VirtualThreads";
  private static final String PINNER = ROOT + ".machine.ThreadPinner";
  private static final String CORE_SLOT = ROOT + ".spi.CoreSlot";
  private static final String FIBER_THREAD = ROOT + ".spi.VirtualFiberThread";
  private static final String WATCH_THREAD = ROOT + ".spi.WatchThread";
  private static final String ATTRIBUTES = ROOT + ".spi.ThreadAttributes";

  private static final String INHERITED_MASKS = ROOT + ".spi.InheritedMasks";
  private static final String JDK_THREADS = ROOT + ".spi.JdkThreads";

  private static final String CONCURRENT = "java.util.concurrent.";

  private static final List<Ban> BANS =
      List.of(
          ban("only the production clock reads the machine's time")
              .use("io.miniss.runtime.spi.Clock")
              .insteadOf("java.lang.System#(nanoTime|currentTimeMillis)")
              .insteadOf("java.time.*#now")
              .insteadOf("java.time.Clock#.*")
              .except(CLOCK, SCHEDULER),
          ban("only the production scheduler handles threads")
              .use("io.miniss.runtime.spi.Scheduler and its Parker")
              .insteadOf("java.lang.Thread(\\$.*)?#.*")
              .insteadOf("java.lang.ThreadBuilders.*#.*")
              .except(SCHEDULER, VIRTUAL_THREADS, PINNER, CORE_SLOT, FIBER_THREAD, WATCH_THREAD,
                  ATTRIBUTES)
              .except(INHERITED_MASKS, JDK_THREADS)
              // The name of a thread in an error message decides nothing.
              .butAllow(ROOT + ".(Core|Fiber)", "java.lang.Thread#(currentThread|getName)")
              // Who holds a mutex is compared and never handled.
              .butAllow(ROOT + ".shared.SharedMutex", "java.lang.Thread#(currentThread|getName)")
              // Who was interrupted in a wait is interrupted afterwards.
              .butAllow(ROOT + ".spi.Uninterrupted", "java.lang.Thread#(currentThread|interrupt)")
              // What a thread waits for is looked at from outside, for a report.
              .butAllow(ROOT + ".spi.ThreadWait", "java.lang.Thread(\\$State)?#(getState|BLOCKED)")
              // A future that was complete from the start has no runtime that could be told.
              .butAllow(
                  ROOT + ".future.DetachedContext",
                  "java.lang.Thread(\\$.*)?#(currentThread|getUncaught.*|uncaughtException)"),
          ban("only the production scheduler parks")
              .use("io.miniss.runtime.spi.Parker, or WakeFlag")
              .insteadOf("java.util.concurrent.locks.*#.*")
              .insteadOf("java.lang.Object#(wait|notify|notifyAll)")
              .butAllow(
                  ROOT + ".spi.ThreadWait", "java.util.concurrent.locks.LockSupport#getBlocker")
              .except(SCHEDULER, INHERITED_MASKS, JDK_THREADS),
          ban("nobody brings threads, queues or timers of the JDK")
              .use("the cores, TimerQueue and io.miniss.runtime.shared")
              .insteadOf("java.util.Timer#.*")
              .insteadOf(CONCURRENT + "(Executors|ForkJoin.*|.*ThreadPoolExecutor)#.*")
              .insteadOf(CONCURRENT + "(CountDownLatch|CyclicBarrier|Semaphore|Phaser)#.*")
              .insteadOf(CONCURRENT + "(.*Queue|.*Deque|CopyOnWrite.*|FutureTask)#.*")
              .insteadOf(CONCURRENT + "CompletableFuture#(.*Async|.*[tT]imeout|delayedExecutor)")
              .except(SCHEDULER, WATCH_THREAD),
          ban("randomness comes from the scheduler's named streams")
              .use("Scheduler.random(stream)")
              .insteadOf("java.util.(Random|SplittableRandom)#.*")
              .insteadOf("java.util.concurrent.ThreadLocalRandom#.*")
              .insteadOf("java.security.SecureRandom#.*")
              .insteadOf("java.util.random.RandomGeneratorFactory#.*")
              .insteadOf("java.util.random.RandomGenerator#(of|getDefault)")
              .insteadOf("java.lang.(Math|StrictMath)#random")
              .insteadOf("java.util.UUID#randomUUID")
              .insteadOf("java.util.Collections#shuffle")
              .except(SCHEDULER),
          ban("only the production scheduler hooks into the process and its end")
              .use("Scheduler.onProcessTermination and onUnreachable")
              .insteadOf("java.lang.Runtime#(addShutdownHook|removeShutdownHook|exit|halt|gc)")
              .insteadOf("java.lang.System#(exit|gc)")
              .insteadOf("java.lang.ref.*#.*")
              .insteadOf("sun.misc.*#.*")
              .except(SCHEDULER),
          ban("only the pinner and the look at the machine know the affinity library")
              .use("PinningPolicy and CpuSet.allowed()")
              .insteadOf("net.openhft.*#.*")
              .except(PINNER, ROOT + ".spi.LinuxThreads", ROOT + ".machine.AllowedCpus"),
          ban("nothing depends on an order that differs from JVM to JVM")
              .use("ArrayList, LinkedHashMap, TreeMap or an array")
              .insteadOf("java.util.(Hash(Map|Set|table)|IdentityHashMap|WeakHashMap)#.*")
              .insteadOf("java.util.concurrent.Concurrent(Hash)?Map#.*")
              .insteadOf("java.util.(Set|Map)#(of|ofEntries|copyOf)")
              .insteadOf("java.util.stream.Collectors#(to.*Set|to.*Map|grouping.*|partitioning.*)")
              .insteadOf("java.lang.System#identityHashCode")
              .insteadOf(".*#parallelStream")
              .insteadOf("java.util.stream.*#parallel"),
          ban("the runtime says what it has to say through its logger")
              .use("System.Logger")
              .insteadOf("java.lang.System#(out|err)")
              .insteadOf(".*#printStackTrace"),
          ban("threads share state in one room only")
              .use("the primitives of io.miniss.runtime.shared, which are interleaving points")
              .insteadOf("java.lang.invoke.VarHandle#.*")
              .insteadOf("java.util.concurrent.atomic.*#.*")
              .insteadOf("org.jctools.*#.*")
              .except(ATTRIBUTES, SCHEDULER, INHERITED_MASKS, ROOT + ".shared.*"));

  private static final ArchRule NO_VOLATILE_FIELDS =
      noFields()
          .that()
          .areDeclaredInClassesThat(areNone(SCHEDULER))
          .should()
          .haveModifier(VOLATILE)
          .because("threads share state in one room only: use the primitives of .shared instead");

  private static final ArchRule NO_SYNCHRONIZED_METHODS =
      noMethods()
          .should()
          .haveModifier(SYNCHRONIZED)
          .because("it blocks a core unseen: use the primitives of .shared instead");

  private static Stream<Named> rules() {
    return Stream.concat(
        BANS.stream().map(ban -> new Named(ban.claim, ban.rule(), ban.replacement)),
        Stream.of(
            new Named("no field is volatile", NO_VOLATILE_FIELDS, "primitives of .shared"),
            new Named("no method is synchronized", NO_SYNCHRONIZED_METHODS, ".shared")));
  }

  private record Named(String claim, ArchRule rule, String replacement) {}

  @TestFactory
  Stream<DynamicTest> theRuntimeKeepsTheBans() {
    return rules()
        .map(named -> DynamicTest.dynamicTest(named.claim, () -> named.rule.check(ALL)));
  }

  @TestFactory
  Stream<DynamicTest> anOffenderIsFoundAndToldTheReplacement() {
    JavaClasses offender = new ClassFileImporter().importClasses(Offender.class);
    return rules()
        .map(
            named -> DynamicTest.dynamicTest(
                named.claim,
                () -> {
                  EvaluationResult result = named.rule.evaluate(offender);
                  assertThat(result.hasViolation()).isTrue();
                  assertThat(result.getFailureReport().toString())
                      .contains("Offender")
                      .contains(named.replacement);
                }));
  }

  private static Ban ban(String claim) {
    return new Ban(claim, "", List.of(), List.of(), List.of());
  }

  /** {@code targets} and the second half of {@code allowed} are patterns of {@code owner#member}. */
  private record Ban(
      String claim,
      String replacement,
      List<Pattern> targets,
      List<String> exceptions,
      List<Allowance> allowed) {

    record Allowance(Pattern origin, Pattern target) {}

    Ban use(String instead) {
      return new Ban(claim, instead, targets, exceptions, allowed);
    }

    Ban insteadOf(String target) {
      List<Pattern> more =
          Stream.concat(targets.stream(), Stream.of(Pattern.compile(target))).toList();
      return new Ban(claim, replacement, more, exceptions, allowed);
    }

    Ban except(String... classes) {
      List<String> more = Stream.concat(exceptions.stream(), Stream.of(classes)).toList();
      return new Ban(claim, replacement, targets, more, allowed);
    }

    Ban butAllow(String origin, String target) {
      Allowance one = new Allowance(Pattern.compile(origin), Pattern.compile(target));
      List<Allowance> more = Stream.concat(allowed.stream(), Stream.of(one)).toList();
      return new Ban(claim, replacement, targets, exceptions, more);
    }

    ArchRule rule() {
      return noClasses()
          .that(areNone(exceptions.toArray(String[]::new)))
          .should()
          .accessTargetWhere(
              DescribedPredicate.<JavaAccess<?>>describe("the target is banned", this::forbids))
          .because(claim + ": use " + replacement + " instead");
    }

    private boolean forbids(JavaAccess<?> access) {
      String target = access.getTargetOwner().getName() + "#" + access.getName();
      String origin = access.getOriginOwner().getName();
      return targets.stream().anyMatch(pattern -> pattern.matcher(target).matches())
          && allowed.stream()
              .noneMatch(
                  allowance -> allowance.origin.matcher(origin).matches()
                      && allowance.target.matcher(target).matches());
    }
  }

  /** Neither one of these classes (patterns) nor nested in one. */
  private static DescribedPredicate<JavaClass> areNone(String... classes) {
    Pattern excepted = Pattern.compile("(" + String.join("|", classes) + ")(\\$.*)?");
    String description = classes.length == 0 ? "are any" : "are none of " + List.of(classes);
    return DescribedPredicate.describe(
        description, type -> classes.length == 0 || !excepted.matcher(type.getName()).matches());
  }
}
