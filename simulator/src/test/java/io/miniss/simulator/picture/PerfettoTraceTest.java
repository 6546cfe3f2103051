package io.miniss.simulator.picture;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
    Picture picture = Picture.of("asks", Runs.passed(3));
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

  /** What Chrome's format asks of each phase, and what Perfetto's importer reads of it. */
  @Test
  void everyFieldIsOfTheTypeThatTheFormatAsks() {
    for (Picture picture : List.of(
        Picture.of("asks", Runs.withFaults()), Picture.of("greedy", Runs.failed(20)))) {
      Map<String, Object> file = Json.object(Json.parse(PerfettoTrace.json(picture)));
      assertThat(file).containsEntry("displayTimeUnit", "ns").containsKeys("traceEvents");
      assertThat(events(picture)).allSatisfy(event -> {
        String phase = (String) event.get("ph");
        assertThat(phase).isIn("M", "X", "s", "f", "i");
        assertThat((String) event.get("name")).isNotEmpty();
        assertThat(whole(event.get("pid"))).isBetween(1L, 1L << 31);
        assertThat(whole(event.get("tid"))).isBetween(1L, 1L << 31);
        if (phase.equals("M")) {
          assertThat((String) event.get("name"))
              .isIn("process_name", "thread_name", "process_sort_index", "thread_sort_index");
          assertThat(event).containsKey("args").doesNotContainKey("ts");
        } else {
          assertThat((Double) event.get("ts")).isNotNegative();
          assertThat((String) event.get("cat")).isNotEmpty().doesNotContain(",");
        }
        if (phase.equals("X")) {
          assertThat((Double) event.get("dur")).isNotNegative();
        }
        if (phase.equals("i")) {
          assertThat((String) event.get("s")).isIn("g", "p", "t");
        }
        if (phase.equals("s") || phase.equals("f")) {
          assertThat(whole(event.get("id"))).isPositive();
        }
      });
    }
  }

  private static long whole(Object number) {
    double value = (Double) number;
    assertThat(value).isEqualTo(Math.rint(value));
    return (long) value;
  }

  /** Perfetto gives a name to the thread of a number, whichever process it is of. */
  @Test
  void aTrackHasItsNumberAloneAndItsNameBeforeItsEvents() {
    List<Map<String, Object>> events = events(Picture.of("asks", Runs.passed(20)));
    Map<Object, Object> processes = new HashMap<>();
    Set<Object> named = new HashSet<>();
    for (Map<String, Object> event : events) {
      Object process = processes.putIfAbsent(event.get("tid"), event.get("pid"));
      assertThat(process == null ? event.get("pid") : process).isEqualTo(event.get("pid"));
      assertThat(event.get("tid")).as("not taken for a main thread").isNotEqualTo(event.get("pid"));
      if ("thread_name".equals(event.get("name"))) {
        assertThat(named.add(event.get("tid"))).isTrue();
      } else if (!"M".equals(event.get("ph"))) {
        assertThat(named).contains(event.get("tid"));
      }
    }
  }

  /**
   * Perfetto sorts by time and keeps the order of the file otherwise, then binds a flow to the slice that
   * is open last on its track; a flow is known by category, name and id together.
   */
  @Test
  void aFlowBindsToItsOwnSlicesAlsoWhereManyAreAtOneMoment() {
    for (Picture picture : List.of(
        Picture.of("asks", Runs.passed(20)), Picture.of("greedy", Runs.failed(20)))) {
      List<Map<String, Object>> sorted = new ArrayList<>(events(picture));
      sorted.removeIf(event -> "M".equals(event.get("ph")) || "i".equals(event.get("ph")));
      sorted.sort(Comparator.comparingLong(event -> nanos(event, "ts")));
      Map<String, Map<String, Object>> last = new HashMap<>();
      Map<String, Long> begun = new HashMap<>();
      for (Map<String, Object> event : sorted) {
        if ("X".equals(event.get("ph"))) {
          last.put(track(event), event);
          continue;
        }
        Map<String, Object> slice = last.get(track(event));
        assertThat(nanos(slice, "ts")).isEqualTo(nanos(event, "ts"));
        assertThat(slice).containsEntry("cat", event.get("cat"));
        String flow = event.get("cat") + "/" + event.get("name") + "/" + event.get("id");
        if ("s".equals(event.get("ph"))) {
          assertThat((String) slice.get("name")).doesNotStartWith("receives")
              .doesNotStartWith("woken");
          assertThat(begun.put(flow, nanos(event, "ts"))).isNull();
        } else {
          assertThat((String) slice.get("name")).matches("(receives|woken by) .*");
          assertThat(begun.remove(flow)).isNotNull().isLessThanOrEqualTo(nanos(event, "ts"));
        }
      }
      assertThat(begun).isEmpty();
    }
  }

  /** As Perfetto reads a number: a double of microseconds, times a thousand, rounded. */
  @Test
  void timesAreMicrosecondsThatReadBackToTheNanosecond() {
    Picture picture = Picture.of("asks", Runs.passed(20));
    List<Long> read =
        ofPhase(events(picture), "X").stream()
            .filter(event -> "step".equals(event.get("cat")))
            .map(event -> nanos(event, "ts"))
            .toList();
    assertThat(read)
        .containsExactlyElementsOf(
            picture.steps().stream().map(step -> step.virtualNanos()).toList());
  }

  @Test
  void everyFlowHasABeginningAndAnEndAndASliceAtBoth() {
    Picture picture = Picture.of("asks", Runs.passed(3));
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
        Picture.of("asks", Runs.passed(20)), Picture.of("greedy", Runs.failed(20)))) {
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
    assertThat(PerfettoTrace.json(Picture.of("asks", Runs.passed(Runs.MANY)))).hasSizeLessThan(
        6_000_000);
  }
}
