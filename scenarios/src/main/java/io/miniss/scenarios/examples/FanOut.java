package io.miniss.scenarios.examples;

import io.miniss.runtime.Core;
import io.miniss.runtime.Fiber;
import io.miniss.runtime.MultiCoreRuntime;
import io.miniss.runtime.future.Future;
import io.miniss.runtime.task.JoinHandle;
import io.miniss.runtime.task.TaskOptions;
import io.miniss.simulator.scenario.Scenario;
import io.miniss.simulator.scenario.World;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.random.RandomGenerator;

/**
 * One question to many shards, and one answer from their parts. One shard is slow: whoever asks waits
 * for a part only so long, then answers without it. The late part does no harm.
 */
public class FanOut implements Scenario {
  @Override
  public String name() {
    return "fan-out";
  }

  @Override
  public String description() {
    return "scatter to shards, gather the parts; a slow shard is left out after a time limit";
  }

  @Override
  public void run(World world) {
    RandomGenerator random = world.random("workload");
    int queries = world.drawSize("queries", 1, 3) * world.scale();
    int shardCount = world.drawSize("shards", 1, 4);
    int slow = random.nextInt(shardCount);
    Duration unit = Duration.ofNanos(world.isSimulated() ? 1_000 : 100_000);
    Duration slowness = unit.multipliedBy(random.nextInt(200));
    Duration patience = unit.multipliedBy(20 + random.nextInt(80));
    List<Shard> shards = new ArrayList<>();
    for (int i = 0; i < shardCount; i++) {
      shards.add(new Shard(i, i % world.cores(), i == slow ? slowness : Duration.ZERO));
    }
    world.finalCheck(
        "served",
        () -> {
          for (Shard shard : shards) {
            world.require(
                shard.served == queries,
                "a shard serves every query, if late: shard %d served %d of %d"
                    .formatted(shard.index, shard.served, queries));
          }
        });

    int missing = 0;
    int room = queries * shardCount; // all that is asked has room, so nothing is rejected
    try (MultiCoreRuntime runtime =
        world.runtime().readyCapacity(room).backlogCapacity(room).start()) {
      List<JoinHandle<List<Part>>> answers = new ArrayList<>();
      List<Tally> tallies = new ArrayList<>();
      for (int i = 0; i < queries; i++) {
        int query = i;
        Tally tally = new Tally(shardCount);
        tallies.add(tally);
        world.invariant("counted once", () -> tally.requireOneAnswerEach(query));
        answers.add(
            runtime.spawnFiber(
                TaskOptions.named("query " + query),
                () -> ask(world, shards, query, patience, tally)));
      }
      for (int query = 0; query < queries; query++) {
        List<Part> parts = answers.get(query).join();
        for (Shard shard : shards) {
          Part part = parts.get(shard.index);
          missing += part.missing ? 1 : 0;
          world.require(
              part.missing || part.value == shard.valueOf(query),
              "parts come in the order of the shards: shard %d of query %d answered %s"
                  .formatted(shard.index, query, part));
        }
        var _ = Future.all(tallies.get(query).replies).join(); // the late ones too
      }
    }
    world.metric("queries", queries);
    world.metric("parts left out", missing);
  }

  /** A fiber: asks all shards at once and waits for all parts. */
  private List<Part> ask(
      World world, List<Shard> shards, int query, Duration patience, Tally tally) {
    long asked = world.clock().nanos();
    List<Future<Part>> parts = new ArrayList<>();
    for (Shard shard : shards) {
      Future<Integer> reply =
          Core.current().submit(shard.core, () -> shard.lookup(query)).flatMap(value -> value);
      tally.replies.add(reply);
      Future<Part> part =
          inTime(reply, patience)
              .map(value -> new Part(value, false))
              .recover(
                  failure -> {
                    long waited = world.clock().nanos() - asked;
                    world.require(
                        failure instanceof TimeoutException && waited >= patience.toNanos(),
                        "a part is left out only when %d ns have passed: after %d ns came %s"
                            .formatted(patience.toNanos(), waited, failure));
                    return new Part(0, true);
                  });
      part.onComplete((value, failure) -> tally.answers[shard.index]++);
      parts.add(part);
    }
    return Fiber.await(Future.all(parts));
  }

  /** The reply, or a {@link TimeoutException}. */
  Future<Integer> inTime(Future<Integer> reply, Duration patience) {
    return reply.timeout(patience);
  }

  private record Part(int value, boolean missing) {}

  /** What one query got; belongs to the core that asks. */
  private static final class Tally {
    private final List<Future<Integer>> replies = new ArrayList<>();

    /** How often each shard counted. */
    private final int[] answers;

    Tally(int shards) {
      answers = new int[shards];
    }

    void requireOneAnswerEach(int query) {
      for (int shard = 0; shard < answers.length; shard++) {
        if (answers[shard] > 1) {
          throw new AssertionError(
              "a shard counts once in an answer: shard %d in query %d counted %d times"
                  .formatted(shard, query, answers[shard]));
        }
      }
    }
  }

  /** One shard; its fields belong to its core. */
  private static final class Shard {
    private final int index;
    private final int core;
    private final Duration delay;
    private int served;

    Shard(int index, int core, Duration delay) {
      this.index = index;
      this.core = core;
      this.delay = delay;
    }

    /** Slow is not busy: the core does other things until the value is there. */
    Future<Integer> lookup(int query) {
      return Core.current()
          .sleep(delay)
          .map(
              awake -> {
                served++;
                return valueOf(query);
              });
    }

    int valueOf(int query) {
      return 1_000 * query + index;
    }
  }
}
