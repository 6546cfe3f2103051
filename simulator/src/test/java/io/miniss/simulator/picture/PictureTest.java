package io.miniss.simulator.picture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.miniss.runtime.Core;
import io.miniss.runtime.MultiCoreRuntime;
import io.miniss.runtime.spi.Access;
import io.miniss.runtime.spi.Mark;
import io.miniss.simulator.SimulationOptions;
import io.miniss.simulator.SimulationResult;
import io.miniss.simulator.Simulator;
import io.miniss.simulator.Trace;
import io.miniss.simulator.fault.Fault;
import io.miniss.simulator.picture.Picture.Arrow;
import io.miniss.simulator.picture.Picture.Bar;
import io.miniss.simulator.picture.Picture.Moment;
import io.miniss.simulator.picture.Picture.Spot;
import java.util.Objects;
import org.junit.jupiter.api.Test;

final class PictureTest {
  private static Picture of(Trace trace) {
    SimulationResult result = Simulator.run(SimulationOptions.seed(1), simulation -> {});
    return new PictureBuilder(trace, 900).build("made-up", result);
  }

  private static Trace twoThreads() {
    Trace trace = new Trace();
    trace.started(0, "zero");
    trace.started(1, "one");
    return trace;
  }

  /** Has accesses take effect until there are {@code count}. */
  private static Trace after(Trace trace, int count) {
    for (int step = trace.effects().size(); step < count; step++) {
      trace.step(step, 0, Access.READ, null, 0);
      trace.tookEffect(step, 0, Access.READ, null, 0);
    }
    return trace;
  }

  private static Moment at(long place, long nanos) {
    return new Moment(place, nanos);
  }

  @Test
  void whatIsSentIsReceivedInTheOrderOfSending() {
    Trace trace = twoThreads();
    String subject = "parcel";
    after(trace, 1).marked(1, 0, Mark.SENT, subject, 100);
    after(trace, 2).marked(2, 0, Mark.SENT, subject, 200);
    after(trace, 3).marked(3, 1, Mark.RECEIVED, subject, 300);
    assertThat(of(trace).messages())
        .containsExactly(
            new Arrow("parcel", new Spot(0, at(500, 100)), new Spot(1, at(2_500, 300))),
            new Arrow("parcel", new Spot(0, at(1_500, 200)), null));
  }

  @Test
  void aTaskWithinATaskHasABarWithinABarAndOneLeftOpenLastsUntilTheEnd() {
    Trace trace = twoThreads();
    after(trace, 0).marked(0, 1, Mark.TASK_RUNS, "outer", 10);
    after(trace, 1).marked(1, 1, Mark.TASK_RUNS, "inner", 20);
    after(trace, 2).marked(2, 1, Mark.TASK_PAUSES, "inner", 30);
    assertThat(of(trace).bars())
        .containsExactly(
            new Bar(1, "outer", at(-500, 10), at(2_000, 900), false),
            new Bar(1, "inner", at(500, 20), at(1_500, 30), true));
  }

  @Test
  void anActionHasOneNameWithAndWithoutATask() {
    SimulationResult result =
        Simulator.trace(
            SimulationOptions.seed(1),
            simulation -> {
              try (MultiCoreRuntime runtime = simulation.runtime().cores(1).start()) {
                // Whoever asks for the current task gives the action one.
                runtime.core(0).execute(() -> Objects.requireNonNull(Core.currentToken()));
              }
            });
    assertThat(Picture.of("action", result).bars())
        .extracting(Bar::task)
        .containsExactly("an action executed on core 0", "an action executed on core 0");
  }

  @Test
  void eventsOfOneGapKeepTheirOrderAndWakeUpsFollow() {
    Trace trace = twoThreads();
    after(trace, 4).woke(4, 0, 1, 50);
    after(trace, 4).marked(4, 0, Mark.SENT, "first", 50);
    after(trace, 4).marked(4, 0, Mark.SENT, "second", 50);
    Picture picture = of(trace);
    assertThat(picture.messages())
        .extracting(arrow -> arrow.from().moment().place())
        .containsExactly(3_250L, 3_500L);
    assertThat(picture.wakes())
        .containsExactly(
            new Arrow("wakes one", new Spot(0, at(3_750, 50)), new Spot(1, at(3_750, 50))));
  }

  @Test
  void aFaultIsBehindTheEventsOfItsGap() {
    Trace trace = twoThreads();
    after(trace, 2).faulted(2, 1, Fault.STALL, 70);
    after(trace, 2).marked(2, 0, Mark.SENT, "first", 60);
    assertThat(of(trace).faults())
        .containsExactly(
            new Picture.Fault(Fault.STALL.toString(), new Spot(1, at(1_666, 70))));
  }

  @Test
  void aPauseOrAnArrivalWithoutABeginningIsNotDrawn() {
    Trace trace = twoThreads();
    after(trace, 0).marked(0, 0, Mark.TASK_PAUSES, "unknown", 0);
    after(trace, 0).marked(0, 0, Mark.RECEIVED, "unknown", 0);
    assertThat(of(trace).bars()).isEmpty();
    assertThat(of(trace).messages()).isEmpty();
  }

  @Test
  void noAddressOfAnObjectIsLeftInWords() {
    assertThat(PictureBuilder.describe("java.lang.Object@1b2c3d4")).isEqualTo("java.lang.Object");
    assertThat(PictureBuilder.describe("A$$Lambda/0x00007f2c28001000@6d06d69c"))
        .isEqualTo("A$$Lambda");
    assertThat(PictureBuilder.describe("x-1 \"mail @ you@home\"")).isEqualTo(
        "x-1 \"mail @ you@home\"");
  }

  @Test
  void numbersOfObjectsStayInWords() {
    for (String each : new String[] {"Account@2.balance", "monitor of Queue@17", "int[]@9999[3]"}) {
      assertThat(PictureBuilder.describe(each)).isEqualTo(each);
    }
  }

  @Test
  void theFailureIsBehindTheLastStep() {
    Picture picture = Picture.of("greedy", Runs.failed(2));
    Picture.Failing failing = picture.failure().orElseThrow();
    assertThat(failing.why().name()).isEqualTo("one at a time");
    assertThat(failing.at().place()).isEqualTo(picture.steps().size() * 1_000L - 500);
    assertThat(failing.at().nanos()).isEqualTo(picture.end().nanos());
  }

  @Test
  void theSameRunIsTheSamePicture() {
    Picture one = Picture.of("asks", Runs.passed(5));
    Picture other = Picture.of("asks", Runs.passed(5));
    assertThat(TracePage.html(other)).isEqualTo(TracePage.html(one));
    assertThat(PerfettoTrace.json(other)).isEqualTo(PerfettoTrace.json(one));
  }

  @Test
  void aRunWithoutATraceIsNotDrawn() {
    SimulationResult plain = Simulator.run(SimulationOptions.seed(5), simulation -> {});
    assertThatThrownBy(() -> Picture.of("plain", plain))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("a trace, which plain seed=5 ");
  }
}
