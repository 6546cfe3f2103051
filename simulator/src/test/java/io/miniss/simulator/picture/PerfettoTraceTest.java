package io.miniss.simulator.picture;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

final class PerfettoTraceTest {
  private static List<Map<String, Object>> events(Picture picture) {
    return Json.list(Json.object(Json.parse(PerfettoTrace.json(picture))).get("traceEvents"));
  }

  private static List<Map<String, Object>> ofPhase(List<Map<String, Object>> events, String phase) {
    return events.stream().filter(event -> phase.equals(event.get("ph"))).toList();
  }

  private static long nanos(Map<String, Object> event, String key) {
    return Math.round((Double) event.get(key) * 1_000);
  }

  private static String track(Map<String, Object> event) {
    return event.get("pid") + "/" + event.get("tid");
  }

  @Test
  void everyEventHasWhatItsPhaseNeeds() {
    Picture picture = Picture.of("asks", Runs.held(3));
    List<Map<String, Object>> events = events(picture);
    assertThat(events).allSatisfy(
        event -> assertThat(event).containsKeys("ph", "name", "pid", "tid"));
    assertThat(ofPhase(events, "M"))
        .filteredOn(event -> "process_name".equals(event.get("name")))
        .extracting(event -> Json.object(event.get("args")).get("name"))
        .containsExactlyElementsOf(picture.lanes());
    assertThat(ofPhase(events, "X")).allSatisfy(
        event -> assertThat(event).containsKeys("ts", "dur"));
    assertThat(ofPhase(events, "X"))
        .filteredOn(event -> "step".equals(event.get("cat")))
        .hasSameSizeAs(picture.steps());
  }

  @Test
  void everyFlowHasABeginningAndAnEndAndASliceAtBoth() {
    Picture picture = Picture.of("asks", Runs.held(3));
    List<Map<String, Object>> events = events(picture);
    List<Map<String, Object>> ends = ofPhase(events, "f");
    assertThat(ofPhase(events, "s")).extracting(event -> event.get("id"))
        .doesNotHaveDuplicates()
        .containsExactlyElementsOf(ends.stream().map(event -> event.get("id")).toList());
    assertThat(ends).isNotEmpty().allSatisfy(
        event -> assertThat(event).containsEntry("bp", "e"));
    for (int i = 0; i < events.size(); i++) {
      if ("s".equals(events.get(i).get("ph")) || "f".equals(events.get(i).get("ph"))) {
        Map<String, Object> slice = events.get(i - 1);
        assertThat(slice).containsEntry("ph", "X").containsEntry("ts", events.get(i).get("ts"));
        assertThat(track(slice)).isEqualTo(track(events.get(i)));
      }
    }
  }

  @Test
  void slicesOfATrackNestEvenIfTheRunFails() {
    for (Picture picture : List.of(
        Picture.of("asks", Runs.held(20)), Picture.of("greedy", Runs.failed(20)))) {
      Map<String, List<Map<String, Object>>> tracks = new TreeMap<>();
      for (Map<String, Object> slice : ofPhase(events(picture), "X")) {
        tracks.computeIfAbsent(track(slice), track -> new ArrayList<>()).add(slice);
      }
      assertThat(tracks.values()).isNotEmpty().allSatisfy(PerfettoTraceTest::nest);
    }
  }

  /** As a viewer reads them: by time, the longer first, in the order of the file otherwise. */
  private static void nest(List<Map<String, Object>> slices) {
    Deque<Long> ends = new ArrayDeque<>();
    slices.stream()
        .sorted(
            Comparator.<Map<String, Object>>comparingLong(slice -> nanos(slice, "ts"))
                .thenComparingLong(slice -> -nanos(slice, "dur")))
        .forEach(
            slice -> {
              long from = nanos(slice, "ts");
              long to = from + nanos(slice, "dur");
              while (!ends.isEmpty() && ends.getLast() <= from) {
                ends.removeLast();
              }
              assertThat(ends).as("open before %s", slice).allSatisfy(
                  end -> assertThat(end).isGreaterThanOrEqualTo(to));
              ends.add(to);
            });
  }

  @Test
  void aTaskLeftOpenEndsWithTheRunAndTheFailureIsMarked() {
    Picture picture = Picture.of("greedy", Runs.failed(2));
    List<Map<String, Object>> events = events(picture);
    assertThat(ofPhase(events, "X"))
        .filteredOn(
            event -> "task".equals(event.get("cat"))
                && Json.object(event.get("args")).get("until").equals("the end of the run"))
        .isNotEmpty()
        .allSatisfy(
            event -> assertThat(nanos(event, "ts") + nanos(event, "dur"))
                .isEqualTo(picture.end().nanos()));
    Map<String, Object> failure = ofPhase(events, "i").getFirst();
    assertThat(failure)
        .containsEntry("name", "FAILED: INVARIANT one at a time")
        .containsEntry("s", "g");
    assertThat(Json.object(failure.get("args")))
        .containsEntry("message", picture.failure().orElseThrow().why().message());
  }

  @Test
  void faultsAreMarkedOnTheirThread() {
    Picture picture = Picture.of("asks", Runs.withFaults());
    assertThat(ofPhase(events(picture), "i"))
        .filteredOn(event -> "fault".equals(event.get("cat")))
        .extracting(event -> event.get("name"))
        .containsExactlyElementsOf(
            picture.faults().stream().map(fault -> "fault: " + fault.what()).toList());
  }

  @Test
  void twentyThousandStepsAreLessThanSixMegabytes() {
    assertThat(PerfettoTrace.json(Picture.of("asks", Runs.held(Runs.MANY)))).hasSizeLessThan(
        6_000_000);
  }
}
