package io.miniss.simulator.text;

import static org.assertj.core.api.Assertions.assertThat;

import io.miniss.simulator.SimulationOptions;
import io.miniss.simulator.SimulationResult;
import io.miniss.simulator.Simulator;
import io.miniss.simulator.campaign.FailureReport;
import io.miniss.simulator.engine.FailureKind;
import io.miniss.simulator.picture.PerfettoTrace;
import io.miniss.simulator.picture.Picture;
import io.miniss.simulator.picture.TracePage;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Exceptions whose own methods fail, and reports of runs that throw them. */
@SuppressWarnings({"OverrideThrowableToString", "ToStringReturnsNull"}) // the subject of these tests
class ThrownTextTest {
  /** One whose methods can be made to fail. */
  @SuppressWarnings("OverrideThrowableToString")
  private static class Odd extends RuntimeException {
    private static final long serialVersionUID = 1;
  }

  private static final class MessageThrows extends Odd {
    private static final long serialVersionUID = 1;

    @Override
    public String getMessage() {
      throw new NullPointerException("parts");
    }
  }

  private static final class TextThrowsItself extends Odd {
    private static final long serialVersionUID = 1;

    @Override
    public String toString() {
      throw this;
    }
  }

  @SuppressWarnings("NullAway")
  private static final class TextIsNull extends Odd {
    private static final long serialVersionUID = 1;

    @Override
    public String toString() {
      return null;
    }
  }

  private static final class LocalizedOverflows extends Odd {
    private static final long serialVersionUID = 1;

    @Override
    @SuppressWarnings("InfiniteRecursion")
    public String getLocalizedMessage() {
      return getLocalizedMessage();
    }
  }

  @SuppressWarnings("NullAway")
  private static final class StackIsNull extends Odd {
    private static final long serialVersionUID = 1;

    @Override
    public StackTraceElement[] getStackTrace() {
      return null;
    }
  }

  private static final class StackThrows extends Odd {
    private static final long serialVersionUID = 1;

    @Override
    public StackTraceElement[] getStackTrace() {
      throw new AssertionError("no stack");
    }
  }

  private static final class CauseIsItself extends Odd {
    private static final long serialVersionUID = 1;

    @Override
    public synchronized Throwable getCause() {
      return this;
    }
  }

  private static final class CauseNeverEnds extends Odd {
    private static final long serialVersionUID = 1;

    @Override
    public synchronized Throwable getCause() {
      return new CauseNeverEnds();
    }
  }

  private static final class CauseThrows extends Odd {
    private static final long serialVersionUID = 1;

    @Override
    public synchronized Throwable getCause() {
      throw new LinkageError("no cause");
    }
  }

  private static Throwable circular() {
    Throwable one = new IllegalStateException("one");
    Throwable two = new IllegalStateException("two", one);
    one.initCause(two);
    return one;
  }

  private static Throwable suppressesItsParent() {
    Throwable one = new IllegalStateException("one");
    Throwable two = new IllegalStateException("two");
    one.addSuppressed(two);
    two.addSuppressed(one);
    return one;
  }

  private static Throwable withoutMessage() {
    return new IllegalStateException((String) null);
  }

  private static Throwable garbled() {
    return new IllegalStateException("\u202edrow\u0007 \ud800 x\u001b[31m" + "y".repeat(100_000));
  }

  private static Stream<Throwable> odd() {
    return Stream.of(
        new MessageThrows(),
        new TextThrowsItself(),
        new TextIsNull(),
        new LocalizedOverflows(),
        new StackIsNull(),
        new StackThrows(),
        new CauseIsItself(),
        new CauseNeverEnds(),
        new CauseThrows(),
        circular(),
        suppressesItsParent(),
        withoutMessage(),
        garbled());
  }

  @TestFactory
  Stream<DynamicTest> runThatThrowsItIsReported() {
    return odd()
        .map(thrown -> DynamicTest.dynamicTest(thrown.getClass().getName(), () -> report(thrown)));
  }

  private static void report(Throwable thrown) {
    SimulationResult result =
        Simulator.trace(
            SimulationOptions.seed(3),
            simulation -> {
              if (thrown instanceof RuntimeException exception) {
                throw exception;
              }
            });
    assertThat(result.failure().orElseThrow().kind()).isEqualTo(FailureKind.EXCEPTION);
    String text = new FailureReport("odd", result).text();
    assertThat(text)
        .contains("FAILED odd: EXCEPTION main")
        .contains(thrown.getClass().getName())
        .contains("replay: ./miniss replay 'odd seed=3 ")
        .doesNotContainPattern("[\\x00-\\x08\\x0b-\\x1f\\ud800\\u202e]")
        .hasSizeLessThan(100_000);
    Picture picture = Picture.of("odd", result);
    assertThat(TracePage.html(picture)).contains("failed");
    assertThat(PerfettoTrace.json(picture)).contains("odd");
    StringWriter printed = new StringWriter();
    result.failure().orElseThrow().cause().printStackTrace(new PrintWriter(printed));
    assertThat(printed.toString()).contains(thrown.getClass().getName());
  }

  @Test
  void wellBehavedThrowableStaysItself() {
    Throwable plain = new AssertionError("rule", new IllegalStateException("cause"));
    assertThat(ThrownText.of(plain).safe()).isSameAs(plain);
    assertThat(ThrownText.of(plain).describe()).isEqualTo("rule");
  }

  @Test
  void linesAreThoseOfThePrintedStack() {
    Throwable plain = new IllegalStateException("two\nlines");
    plain.setStackTrace(
        new StackTraceElement[] {new StackTraceElement("a.B", "c", "B.java", 7)});
    assertThat(ThrownText.of(plain)
        .lines(
            (frames, isFurther) -> frames.stream().map(frame -> "at " + frame).toList()))
        .containsExactly(
            "java.lang.IllegalStateException: two", "lines", "\tat a.B.c(B.java:7)");
  }
}
