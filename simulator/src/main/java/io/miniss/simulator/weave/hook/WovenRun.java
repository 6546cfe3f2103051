package io.miniss.simulator.weave.hook;

import io.miniss.simulator.engine.RunThread;
import io.miniss.simulator.random.SplitMix64;
import io.miniss.simulator.weave.race.RaceDetector;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ForkJoinPool;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** What is kept of one run for woven code. Used by one thread at a time. */
public final class WovenRun {
  final RunThread.Run engine;

  /** Null if races are not looked for. */
  final @Nullable RaceDetector races;

  /** Whether accesses inside {@code java.util.concurrent} are points. */
  final boolean isDeep;

  /** Whether what the program prints is dropped. */
  final boolean isMuted;

  private final WovenObjects objects = new WovenObjects();

  /** In place of the common pool, once somebody has asked for it. */
  @Nullable ForkJoinPool commonPool;

  private final List<RunThread> threads = new ArrayList<>();

  private @Nullable WovenLocation tasks;
  private @Nullable WovenLocation libraries;
  private @Nullable WovenLocation fences;

  /** For threads that have no handler of their own. */
  Thread.@Nullable UncaughtExceptionHandler handler;

  /**
   * Threads that are in the middle of what is done once in a process, each as often as it has begun that. Nearly always
   * empty; there may be several, as class loaders of the program pass points.
   */
  private final List<RunThread> once = new ArrayList<>(0);

  private final ThreadNames names = new ThreadNames();
  private final ObjectNames objectNames;
  private int threadNumber;
  private int taskNumber;

  /** Of objects that may be older than the run; only woven code asks for them. */
  private int lastingHashes;

  /** Kept when the run is over. */
  private final WovenCounts counts = new WovenCounts();

  private WovenRun(
      RunThread.Run engine, boolean findsRaces, boolean isMuted, boolean isDeep) {
    this.engine = engine;
    this.races = findsRaces ? new RaceDetector() : null;
    this.isMuted = isMuted;
    this.isDeep = isDeep;
    this.objectNames = new ObjectNames(isDeep, objects);
  }

  /**
   * Begins on the main thread of a run, before any woven code.
   *
   * @param isDeep whether accesses inside {@code java.util.concurrent} are points
   * @throws IllegalStateException if the caller is no thread of a run
   */
  public static WovenRun begin(boolean findsRaces, boolean isMuted, boolean isDeep) {
    RunThread main = RunThread.current();
    if (main == null) {
      throw new IllegalStateException("woven code runs in a simulation, and the caller is in none");
    }
    WovenRun run = new WovenRun(main.run(), findsRaces, isMuted, isDeep);
    main.run().attach(run);
    return run;
  }

  /** The program has thrown {@code thrown} out of its first method; the caller throws what this returns. */
  public Error mainThrew(Throwable thrown) {
    RunThread main = Objects.requireNonNull(RunThread.current());
    if (handler != null && !RunThread.isEndOfRun(thrown)) {
      handler.uncaughtException(Thread.currentThread(), thrown);
      return main.run().exit();
    }
    return main.run().threw("main", thrown);
  }

  /** The program is over, though threads of it may go on; the caller throws what this returns. */
  public Error exit() {
    return engine.exit();
  }

  /** Whether it has ended because of something that no seed controls. What this returns keeps nothing of the run. */
  public BooleanSupplier escaped() {
    return engine.escaped();
  }

  /** What is counted in it. */
  public WovenCounts counts() {
    return counts;
  }

  /** The run of {@code thread}. */
  static WovenRun of(RunThread thread) {
    RunThread.Run engine = thread.run();
    if (engine.attachment() instanceof WovenRun known) {
      return known;
    }
    WovenRun made = new WovenRun(engine, false, false, false);
    engine.attach(made);
    return made;
  }

  /** {@code thread} executes woven code for the first time; returns its number. */
  int add(RunThread thread) {
    threads.add(thread);
    return threads.size() - 1;
  }

  /** A race has been seen that is said to do no harm. */
  void countBenignRace() {
    counts.countBenignRace();
  }

  void countPoint() {
    counts.countPoint();
  }

  /** One of the points was inside {@code java.util.concurrent}. */
  void countDeepPoint() {
    counts.countDeepPoint();
  }

  RunThread thread(int number) {
    return threads.get(number);
  }

  /** Those that have executed woven code, or were made by it. */
  List<RunThread> threads() {
    return threads;
  }

  // ---- locations ----

  /** The location if the run has touched it, or null. */
  @Nullable WovenLocation knownLocation(Object object, int field) {
    WovenObject known = objects.get(object);
    return known == null ? null : (WovenLocation) known.location(field);
  }

  WovenLocation location(Object object, int field) {
    WovenObject owner = objects.of(object);
    WovenLocation known = (WovenLocation) owner.location(field);
    if (known == null) {
      known = new WovenLocation(engine.scheduler(), objectNames, owner, field);
      objectNames.touched(owner);
      owner.add(field, known);
    }
    return known;
  }

  /** What {@code object} stands for in this run, or null; see {@link WovenObject#role}. */
  @Nullable Object role(Object object) {
    WovenObject known = objects.get(object);
    return known == null ? null : known.role;
  }

  void setRole(Object object, Object role) {
    objects.of(object).role = role;
  }

  /**
   * What all executors, their tasks and futures synchronise on. Which of them hands what to whom is inside the
   * JDK, so a race that one of them does not order, but another one does, is not seen.
   */
  WovenLocation tasks() {
    WovenLocation known = tasks;
    if (known == null) {
      known = location(CommonOwner.TASKS, WovenLocation.OBJECT);
      tasks = known;
    }
    return known;
  }

  /** What all libraries that are not woven synchronise on. */
  WovenLocation libraries() {
    WovenLocation known = libraries;
    if (known == null) {
      known = location(CommonOwner.LIBRARIES, WovenLocation.OBJECT);
      libraries = known;
    }
    return known;
  }

  /** What all fences synchronise on. */
  WovenLocation fences() {
    WovenLocation known = fences;
    if (known == null) {
      known = location(CommonOwner.FENCES, WovenLocation.OBJECT);
      fences = known;
    }
    return known;
  }

  /** Whether one has been called, as far as races go. */
  boolean usesLibraries() {
    return libraries != null;
  }

  /** {@code view} is a part of {@code of}. The first call of several says so. */
  void putView(Object view, Object of) {
    Object whole = wholeOf(of);
    WovenObject known = objects.of(view);
    if (known.role == null) {
      known.role = whole;
    }
  }

  /** The collection that {@code object} is a view, an iterator, an entry or a stream of, or the object itself. */
  Object wholeOf(Object object) {
    if (!SharedObject.isView(object)) {
      return object;
    }
    Object whole = role(object);
    return whole == null ? object : whole;
  }

  // ---- threads ----

  String nextThreadName() {
    return names.inRun("Thread-new" + threadNumber++);
  }

  /** {@code name} with a number of this run where the JDK has one of the process. */
  String nameInRun(String name) {
    return names.inRun(name);
  }

  int nextTask() {
    return taskNumber++;
  }

  // ---- what is done once in a process ----

  void beginOnce(RunThread thread) {
    once.add(thread);
  }

  void endOnce(RunThread thread) {
    once.remove(thread);
  }

  /** Whether {@code thread}, the calling one, does such a thing. */
  boolean doesOnce(RunThread thread) {
    return !once.isEmpty() && once.contains(thread);
  }

  // ---- randomness ----

  /** A hash code that follows from {@code number} and the seed; not 0. */
  int salted(int number) {
    return Draws.hash(engine.seed(), number);
  }

  /**
   * The hash code of {@code object}; drawn from {@code draws} when it is asked for first.
   *
   * @param isLasting whether it may be older than the run, and so has the same hash code under every seed
   */
  int hashOf(Draws draws, Object object, boolean isLasting) {
    WovenObject known = objects.of(object);
    if (known.hash == 0) {
      known.hash = isLasting ? Draws.hash(++lastingHashes) : draws.hash();
    }
    return known.hash;
  }

  /** 32 bits that are the same in the whole run. */
  long salt() {
    return SplitMix64.mix(engine.seed() + 1) >>> 32;
  }
}
