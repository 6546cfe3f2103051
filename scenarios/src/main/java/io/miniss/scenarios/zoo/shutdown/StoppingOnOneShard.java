package io.miniss.scenarios.zoo.shutdown;

import io.miniss.scenarios.zoo.Exhibit;
import io.miniss.simulator.scenario.World;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Exhibit 12: the flag that a loop on every core waits for is set on core 0 only. The model is {@code
 * reactor::stop} of Seastar with the loop that reads the eventfd of asynchronous I/O ({@code --poll-aio
 * false}).
 */
public final class StoppingOnOneShard implements Exhibit {
  private static final Label LABEL =
      new Label(
          12,
          "\"stopping\" is set on core 0 only, and the loops of the others never end",
          BugKind.SHUTDOWN,
          List.of(
              Reference.gitHub("scylladb/seastar", 1606),
              Reference.commit("scylladb/seastar", "47b777cba77976ad6e58d003bf3b6cbd8da0dbb9")),
          """
          Each reactor of Seastar has a flag "stopping", which used to be set where each ran its exit \
          tasks. A change moved it to the beginning of stop, which runs on shard 0 alone. On the other \
          shards the loop that reads the eventfd was woken by its exit task, did not see the flag, and \
          waited again, and the exit task waited for the loop. The fix sets the flag in the message that \
          stops each of the others.""",
          """
          "Stopping" is a plain field of each CoreLoop as well, but there is one way to set it, the \
          request that Termination sends to every core, core 0 included; and no core exits before each \
          has acknowledged the drain.""");

  @Override
  public Label label() {
    return LABEL;
  }

  @Override
  public void run(World world, Variant variant) {
    int shards = world.drawSize("shards", 1, 3);
    int completions = world.drawSize("completions", 0, 3);
    Reactors reactors = variant == Variant.BUGGY ? new Buggy() : new Fixed();
    List<World.Client> threads = new ArrayList<>();
    for (int i = 0; i < shards; i++) {
      reactors.all.add(new Reactor(new Shard(world.scheduler(), i)));
    }
    for (int i = 0; i < shards; i++) {
      threads.add(world.client("shard " + i, reactors.all.get(i).shard::run));
    }
    RandomGenerator random = world.random("completions");
    for (int i = 0; i < completions; i++) {
      Reactor reactor = reactors.all.get(random.nextInt(shards));
      reactor.shard.post(reactor::writeEventFd);
    }
    reactors.all.getFirst().shard.post(reactors::stop);
    threads.forEach(World.Client::join);
  }

  /** What belongs to one shard: its thread alone touches the fields. */
  private static final class Reactor {
    private final Shard shard;
    private boolean stopping;
    private boolean loopEnded;
    private Runnable afterLoop = () -> {};

    Reactor(Shard shard) {
      this.shard = shard;
    }

    /** Resumes the loop that reads the eventfd, which then ends or waits again. */
    void writeEventFd() {
      shard.post(
          () -> {
            if (stopping && !loopEnded) {
              loopEnded = true;
              afterLoop.run();
            }
          });
    }

    /** The exit task: wakes the loop and waits for its end, then runs {@code then}. */
    void runExitTasks(Runnable then) {
      afterLoop = then;
      writeEventFd();
    }
  }

  /** The reactors of a program; the variants differ in what stopping one of the others begins with. */
  private abstract static class Reactors {
    private final List<Reactor> all = new ArrayList<>();

    /** How many shards besides 0 have not stopped; shard 0's own. */
    private int others;

    /** Stops all reactors. On shard 0. */
    final void stop() {
      Reactor first = all.getFirst();
      first.stopping = true;
      first.runExitTasks(this::stopOthers);
    }

    private void stopOthers() {
      Reactor first = all.getFirst();
      others = all.size() - 1;
      if (others == 0) {
        first.shard.end();
      }
      for (Reactor other : all.subList(1, all.size())) {
        other.shard.post(
            () -> {
              beforeExitTasks(other);
              other.runExitTasks(
                  () -> {
                    other.shard.end();
                    first.shard.post(this::otherStopped);
                  });
            });
      }
    }

    private void otherStopped() {
      others--;
      if (others == 0) {
        all.getFirst().shard.end();
      }
    }

    abstract void beforeExitTasks(Reactor other);

    final void setStopping(Reactor reactor) {
      reactor.stopping = true;
    }
  }

  /** Nothing. */
  private static final class Buggy extends Reactors {
    @Override
    void beforeExitTasks(Reactor other) {}
  }

  /** The flag. */
  private static final class Fixed extends Reactors {
    @Override
    void beforeExitTasks(Reactor other) {
      setStopping(other);
    }
  }
}
