package io.miniss.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import io.miniss.runtime.shared.SharedLong;
import io.miniss.simulator.picture.Picture;
import io.miniss.simulator.picture.TracePage;
import org.junit.jupiter.api.Test;

class NotesTest {
  private static final Simulator.Body BODY =
      simulation -> {
        SharedLong count = new SharedLong(simulation.scheduler(), "count");
        simulation.note("before <all>");
        simulation.client(
            "client",
            () -> {
              Notes.note("the client begins");
              count.getAndAdd(1);
              Notes.note("the client has counted");
            })
            .join();
        simulation.require(count.getVolatile() == 2, "two");
      };

  private static final SimulationOptions OPTIONS = SimulationOptions.seed(1);

  @Test
  void timelineShowsNotesWhereTheyWereMade() {
    String timeline = Simulator.trace(OPTIONS, BODY).trace().orElseThrow().timeline(25);
    assertThat(timeline)
        .containsPattern(
            "(?s)note +0.000 us +main +before <all>.*note .*client +the client begins.*updates count: 0 -> 1.*"
                + "note .*client +the client has counted.*reads count: 1");
  }

  @Test
  void pageShowsNotesAmongTheAccesses() {
    String html = TracePage.html(Picture.of("notes", Simulator.trace(OPTIONS, BODY)));
    assertThat(html)
        .containsPattern(
            "(?s)before &lt;all&gt;.*the client begins.*updates count: 0 -&gt; 1.*the client has counted");
  }

  @Test
  void notesDoNotChangeTheRun() {
    Simulator.Body silent =
        simulation -> {
          SharedLong count = new SharedLong(simulation.scheduler(), "count");
          simulation.client("client", () -> count.getAndAdd(1)).join();
          simulation.require(count.getVolatile() == 2, "two");
        };
    assertThat(Simulator.run(OPTIONS, BODY).traceHash())
        .isEqualTo(Simulator.run(OPTIONS, silent).traceHash());
  }

  @Test
  void noteOutsideASimulationDoesNothing() {
    Notes.note("nobody listens");
    assertThat(Thread.currentThread().isVirtual()).isFalse();
  }
}
