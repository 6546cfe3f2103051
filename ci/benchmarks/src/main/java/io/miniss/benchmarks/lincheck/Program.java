package io.miniss.benchmarks.lincheck;

import io.miniss.runtime.shared.SharedReference;
import io.miniss.simulator.Simulation;
import io.miniss.simulator.scenario.World;
import java.util.ArrayList;
import java.util.List;

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
    Subject subject(Simulation simulation, boolean broken) {
      return new OurCounter(simulation.scheduler(), broken);
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
    Subject subject(Simulation simulation, boolean broken) {
      return new OurQueue(simulation.scheduler(), broken);
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
    Subject subject(Simulation simulation, boolean broken) {
      return new OurStack(simulation.scheduler(), broken);
    }
  };

  private final String title;
  private final String bug;
  private final Class<?> sound;
  private final Class<?> broken;

  @SuppressWarnings("ImmutableEnumChecker") // it is: lists of List.of
  private final List<List<String>> threads;

  Program(String title, String bug, Class<?> sound, Class<?> broken, String operations) {
    this.title = title;
    this.bug = bug;
    this.sound = sound;
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

  abstract Subject subject(Simulation simulation, boolean broken);

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
    return withBug ? broken : sound;
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

  /** A variant of the program in a simulation. */
  void run(Simulation simulation, int variant, boolean withBug) {
    Subject subject = subject(simulation, withBug);
    SharedReference<Object> idle = new SharedReference<>(simulation.scheduler(), "idle", this);
    List<World.Client> clients = new ArrayList<>();
    for (int i = 0; i < threads.size(); i++) {
      int thread = i;
      clients.add(
          simulation.client(
              "thread-" + thread,
              () -> {
                for (int k = idleReads(variant, thread); k > 0; k--) {
                  idle.getVolatile();
                }
                for (String operation : threads.get(thread)) {
                  subject.operate(operation, thread);
                }
              }));
    }
    clients.forEach(World.Client::join);
    simulation.require(subject.holds(), "nothing is lost");
  }
}
