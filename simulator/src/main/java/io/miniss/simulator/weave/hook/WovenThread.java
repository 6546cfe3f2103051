package io.miniss.simulator.weave.hook;

import io.miniss.simulator.engine.RunThread;
import io.miniss.simulator.random.SplitMix64;
import io.miniss.simulator.weave.race.VectorClock;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is kept of one thread of a run that executes woven code. */
public final class WovenThread {
  final RunThread thread;
  final WovenRun run;

  /** Its number among the threads that execute woven code, in the order in which they first do. */
  final int number;

  /** Not 0 where its accesses are no points. */
  int quiet;

  /**
   * What those synchronise on who call the object that it is in a call of: what code of the program the object calls on this
   * thread knows what others have handed to it. Null while code of the program goes on.
   */
  @Nullable WovenLocation callee;

  /** Whether the JDK has parked it since it has begun its last call of a shared object. */
  boolean hasWaited;

  /** Class initialisers that it is in the middle of; what they do is ordered before every use. */
  int initialising;

  /** Whether what it executes of {@code java.util.concurrent} passes points inside; see {@link DeepCalls}. */
  boolean isDeep;

  /** Whether it is finding out how the hash codes of a class come about. */
  boolean asksForKind;

  /** Not 0 where the simulator itself works for it, inside the JDK. */
  int insideHooks;

  /** Of a thread that was made by {@code new} of a subclass of Thread: that object. */
  @Nullable Thread facade;

  /** Made as a virtual thread, and so is one for the program. */
  boolean isVirtual;

  /** It was made by code that is woven or by the JDK for it, and its body has ended. */
  boolean hasEnded;

  /** Tells the scope that it belongs to, if it does, that it ends. */
  @Nullable Runnable atEnd;

  /** Those who wait for it to end. */
  final List<WovenThread> joining = new ArrayList<>(0);

  Thread.@Nullable UncaughtExceptionHandler handler;

  /** The group that the program has made it in, or its maker; null for the JVM's. */
  @Nullable ThreadGroup group;

  /** The monitors that it is inside, for reports; a monitor is there once. */
  final List<WovenLocation> locks = new ArrayList<>(2);

  /** What it knows of the others. Fibers of a core run in its turns, and so have the core's. */
  final VectorClock clock;

  /** Whose clock that is. */
  final int clockNumber;

  /** What those knew who have interrupted it since it has last detected that. */
  @Nullable VectorClock interruption;

  /** What an unpark hands over to the park that it ends. */
  @Nullable VectorClock permit;

  final Draws draws;
  final Spins spins = new Spins();
  final OptimisticReads optimistic = new OptimisticReads();

  WovenThread(RunThread thread, WovenRun run, int number) {
    this.thread = thread;
    this.run = run;
    this.number = number;
    this.draws = new Draws(run.engine, number);
    RunThread carrier = thread.carrier();
    WovenThread core = carrier == thread ? null : of(carrier);
    this.clock = core == null ? new VectorClock(number) : core.clock;
    this.clockNumber = core == null ? number : core.number;
    JdkRandom.seed(thread.thread(), SplitMix64.mix(run.engine.seed() * 37 + number));
  }

  /** The calling thread, or null if it belongs to no run. */
  static @Nullable WovenThread current() {
    RunThread thread = RunThread.current();
    return thread == null ? null : of(thread);
  }

  /** As {@link #current}, but null as well if it has executed no woven code yet. */
  static @Nullable WovenThread known() {
    RunThread thread = RunThread.current();
    return thread != null && thread.attachment() instanceof WovenThread known ? known : null;
  }

  static WovenThread of(RunThread thread) {
    if (thread.attachment() instanceof WovenThread known) {
      return known;
    }
    WovenRun run = WovenRun.of(thread);
    WovenThread made = new WovenThread(thread, run, run.add(thread));
    thread.attach(made);
    return made;
  }

  /** The thread as the program knows it. */
  Thread javaThread() {
    Thread known = facade;
    return known == null ? thread.thread() : known;
  }

  /** What the program calls it. */
  String name() {
    return javaThread().getName();
  }
}
