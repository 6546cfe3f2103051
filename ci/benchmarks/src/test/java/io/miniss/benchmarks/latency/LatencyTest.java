package io.miniss.benchmarks.latency;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class LatencyTest {
  @Test
  void everyScheduledRequestIsRecorded() {
    Schedule schedule = new Schedule(5, 10_000);
    long scheduled =
        LongStream.generate(schedule::next).takeWhile(start -> start < 20_000_000).count();

    try (Pipeline pipeline = new ExecutorPipeline(List.of(Runnable::run), () -> {})) {
      assertThat(new Load(pipeline, 1).openLoop(5, 10_000, 0.02).getTotalCount())
          .isEqualTo(scheduled);
    }
  }

  @Test
  void stagesTakeTurnsOnTheExecutors() {
    StringBuilder order = new StringBuilder();
    Pipeline pipeline =
        new ExecutorPipeline(
            List.of(
                stage -> {
                  order.append('a');
                  stage.run();
                },
                stage -> {
                  order.append('b');
                  stage.run();
                }),
            () -> {});

    pipeline.submit(new Request(System.nanoTime(), new Load(pipeline, 1)));

    assertThat(order).hasToString("aba");
  }

  @Test
  void tableIsInMicroseconds() {
    Latencies latencies =
        Latencies.parse(List.of("50.0 4200", "99.0 18000", "99.9 250000", "99.99 1250000"));
    Map<Contestant, Latencies> all = new EnumMap<>(Contestant.class);
    all.put(Contestant.MINISS, latencies);

    assertThat(Latency.latencyTable(all))
        .isEqualTo(
            """
            | µs | p50 | p99 | p99.9 | p99.99 |
            |---|--:|--:|--:|--:|
            | miniss | 4.20 | 18.0 | 250 | 1,250 |
            """);
  }
}
