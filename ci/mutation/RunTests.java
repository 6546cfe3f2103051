import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.engine.support.descriptor.ClassSource;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/**
 * Runs the test classes that it is given, in the process of a mutant. The exit code is 0 if all pass, and 1 at the
 * first that fails, whose name is the last line of the output; 2 if there was no test. Each test that passes is a line,
 * and each class says how many milliseconds it took.
 */
final class RunTests implements TestExecutionListener {
  private final Map<String, Long> startedNanos = new HashMap<>();
  private long passed;

  public static void main(String[] classes) {
    RunTests result = new RunTests();
    LauncherFactory.create()
        .execute(
            LauncherDiscoveryRequestBuilder.request()
                .selectors(Stream.of(classes).map(DiscoverySelectors::selectClass).toList())
                .build(),
            result);
    Runtime.getRuntime().halt(result.passed > 0 ? 0 : 2);
  }

  @Override
  public void executionStarted(TestIdentifier test) {
    startedNanos.put(test.getUniqueId(), System.nanoTime());
  }

  @Override
  public void executionFinished(TestIdentifier test, TestExecutionResult result) {
    System.out.println();
    if (result.getStatus() == TestExecutionResult.Status.FAILED) {
      System.out.println(test.getUniqueId().replaceAll("\\[engine:[^]]*]|[\\[\\]/]|class:|method:|property:", " ").strip());
      System.out.flush();
      Runtime.getRuntime().halt(1); // what a mutant leaves behind may keep a JVM from ending
    }
    passed += test.isTest() ? 1 : 0;
    if (test.getSource().orElse(null) instanceof ClassSource type) {
      long nanos = System.nanoTime() - startedNanos.get(test.getUniqueId());
      System.out.println("took " + TimeUnit.NANOSECONDS.toMillis(nanos) + " " + type.getClassName());
    }
  }
}
