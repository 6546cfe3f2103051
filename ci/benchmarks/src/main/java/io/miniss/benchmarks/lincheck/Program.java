package io.miniss.benchmarks.lincheck;

import io.miniss.runtime.shared.SharedReference;
import io.miniss.runtime.spi.Scheduler;
import io.miniss.simulator.scenario.Scenario;
import io.miniss.simulator.scenario.World;
import java.util.List;
import java.util.Locale;

/**
 * A program of a few threads, once on our shared primitives and once on those of the JDK, access by
 * access the same, and with a bug or without. Each thread may read an unrelated reference some times
 * before: that makes variants of the program.
 */
enum Program {
  /** Three threads add one three times; the bug is to read and write instead. */
  INCREMENTS(
      "3 threads x 3 increments",
      "increments that read and write",
      JdkCounter.Sound.class,
      JdkCounter.Broken.class,
      "increment increment increment/increment increment increment/increment increment increment") {
    @Override
    Subject subject(Scheduler scheduler, boolean broken) {
      return broken ? new OurCounter.Broken(scheduler) : new OurCounter.Sound(scheduler);
    }
  },

  /** Two producers and a consumer; the bug is to look for room and then to take it. */
  QUEUE(
      "bounded queue, 2 producers, 1 consumer",
      "bounded queue, room looked for and then taken",
      JdkQueue.Sound.class,
      JdkQueue.Broken.class,
      "offer offer/offer offer/poll poll") {
    @Override
    Subject subject(Scheduler scheduler, boolean broken) {
      return broken ? new OurQueue.Broken(scheduler) : new OurQueue.Sound(scheduler);
    }
  },

  /** Two threads pop and push nodes; the bug is to compare the node and not its version. */
  STACK(
      "stack whose nodes come back, 2 threads",
      "stack whose nodes come back, no version (ABA)",
      JdkStack.Sound.class,
      JdkStack.Broken.class,
      "takeOne/takeTwoAndReturnTheFirst") {
    @Override
    Subject subject(Scheduler scheduler, boolean broken) {
      return new OurStack(scheduler, broken);
    }
  };

  private final String title;
  private final String bug;
  private final Class<?> correct;
  private final Class<?> broken;

  @SuppressWarnings("ImmutableEnumChecker") // it is: lists of List.of
  private final List<List<String>> threads;

  Program(String title, String bug, Class<?> correct, Class<?> broken, String operations) {
    this.title = title;
    this.bug = bug;
    this.correct = correct;
    this.broken = broken;
    this.threads =
        List.of(operations.split("/", -1)).stream()
            .map(thread -> List.of(thread.split(" ", -1)))
            .toList();
  }

  /** What threads operate on in a simulation. */
  interface Subject {
    /** The operation of this name, by the thread of this number. */
    void operate(String operation, int thread);

    /** Whether what must hold at the end does. */
    boolean holds();
  }

  abstract Subject subject(Scheduler scheduler, boolean broken);

  /** The program in words. */
  String title() {
    return title;
  }

  /** The bug in words. */
  String bug() {
    return bug;
  }

  /** What Lincheck operates on. */
  Class<?> jdkClass(boolean withBug) {
    return withBug ? broken : correct;
  }

  /** By thread: the names of its operations. */
  List<List<String>> threads() {
    return threads;
  }

  /** How often {@code thread} reads the unrelated reference first: a digit of the variant's number. */
  int idleReads(int variant, int thread) {
    int digit = variant;
    for (int i = 0; i < thread; i++) {
      digit /= 3;
    }
    return digit % 3;
  }

  /** A variant of the program, for the simulator. */
  Scenario scenario(int variant, boolean withBug) {
    return new Scenario() {
      @Override
      public String name() {
        return Program.this.name().toLowerCase(Locale.ROOT) + "-" + variant;
      }

      @Override
      public String description() {
        return withBug ? bug : title;
      }

      @Override
      public void run(World world) {
        Subject subject = subject(world.scheduler(), withBug);
        SharedReference<Object> idle = new SharedReference<>(world.scheduler(), "idle", this);
        for (int thread = 0; thread < threads.size(); thread++) {
          start(world, thread, idleReads(variant, thread), subject, idle);
        }
        world.finalCheck("nothing is lost", subject::holds);
      }
    };
  }

  private void start(
      World world, int thread, int idleReads, Subject subject, SharedReference<Object> idle) {
    world.client(
        "thread-" + thread,
        () -> {
          for (int k = idleReads; k > 0; k--) {
            idle.getVolatile();
          }
          for (String operation : threads.get(thread)) {
            subject.operate(operation, thread);
          }
        });
  }
}
