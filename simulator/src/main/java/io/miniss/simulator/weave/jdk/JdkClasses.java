package io.miniss.simulator.weave.jdk;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** The classes of the JDK that are rewritten, by internal name. */
final class JdkClasses {
  /** Those whose monitors are the simulation's and no monitor of the JVM: they wait in them, or wake who does. */
  static final Set<String> WAITING =
      new TreeSet<>(
          List.of(
              "java/util/Timer", "java/util/Timer$ThreadReaper", "java/util/TimerTask",
              "java/util/TimerThread",
              "java/util/concurrent/TimeUnit"));

  /** Those that take the simulated monitor before that of the JVM: they call code of the program in it. */
  static final Set<String> MONITORS =
      new TreeSet<>(
          List.of(
              "java/util/Collections$SynchronizedCollection",
              "java/util/Collections$SynchronizedList",
              "java/util/Collections$SynchronizedMap",
              "java/util/Collections$SynchronizedNavigableMap",
              "java/util/Collections$SynchronizedNavigableSet",
              "java/util/Collections$SynchronizedRandomAccessList",
              "java/util/Collections$SynchronizedSet",
              "java/util/Collections$SynchronizedSortedMap",
              "java/util/Collections$SynchronizedSortedSet",
              "java/util/Properties", "java/util/Vector", "java/util/Vector$Itr",
              "java/util/Vector$ListItr"));

  /** Those that ask who the current thread is where an object of a subclass of Thread is meant. */
  static final Set<String> FORK_JOIN =
      new TreeSet<>(
          List.of(
              "java/util/concurrent/CountedCompleter", "java/util/concurrent/DelayScheduler",
              "java/util/concurrent/ForkJoinPool", "java/util/concurrent/ForkJoinTask",
              "java/util/concurrent/ForkJoinWorkerThread"));

  /**
   * Those whose order is that of hash codes, or that make hash codes or names of them: all of {@code java.util}, or
   * lists that are equal would have different hash codes.
   */
  static final Set<String> HASHING =
      new TreeSet<>(
          List.of(
              "java/lang/Object",
              "java/util/AbstractList",
              "java/util/AbstractMap$SimpleEntry",
              "java/util/AbstractMap$SimpleImmutableEntry",
              "java/util/AbstractSet",
              "java/util/ArrayList",
              "java/util/Arrays",
              "java/util/Collections$CopiesList",
              "java/util/EnumMap",
              "java/util/Formatter$FormatSpecifier",
              "java/util/HashMap",
              "java/util/HashMap$TreeNode",
              "java/util/Hashtable",
              "java/util/Hashtable$EntrySet",
              "java/util/IdentityHashMap",
              "java/util/IdentityHashMap$EntryIterator$Entry",
              "java/util/IdentityHashMap$KeySet",
              "java/util/ImmutableCollections$Map1",
              "java/util/ImmutableCollections$MapN",
              "java/util/ImmutableCollections$Set12",
              "java/util/ImmutableCollections$SetN",
              "java/util/ImmutableCollections$StableMap$StableEntry",
              "java/util/KeyValueHolder",
              "java/util/Objects",
              "java/util/ReverseOrderListView",
              "java/util/ReverseOrderSortedSetView",
              "java/util/TreeMap$Entry",
              "java/util/WeakHashMap",
              "java/util/concurrent/ConcurrentHashMap",
              "java/util/concurrent/ConcurrentHashMap$KeySetView",
              "java/util/concurrent/ConcurrentHashMap$MapEntry",
              "java/util/concurrent/ConcurrentHashMap$Node",
              "java/util/concurrent/ConcurrentHashMap$TreeBin",
              "java/util/concurrent/CopyOnWriteArrayList",
              "java/util/concurrent/CopyOnWriteArrayList$Reversed",
              "jdk/internal/util/NullableKeyValueHolder"));

  /** Random generators that the JDK seeds from a counter of the process. */
  static final Set<String> SEEDED =
      new TreeSet<>(
          List.of(
              "java/util/SplittableRandom",
              "jdk/internal/random/L128X1024MixRandom",
              "jdk/internal/random/L128X128MixRandom",
              "jdk/internal/random/L128X256MixRandom",
              "jdk/internal/random/L32X64MixRandom",
              "jdk/internal/random/L64X1024MixRandom",
              "jdk/internal/random/L64X128MixRandom",
              "jdk/internal/random/L64X128StarStarRandom",
              "jdk/internal/random/L64X256MixRandom",
              "jdk/internal/random/Xoroshiro128PlusPlus",
              "jdk/internal/random/Xoshiro256PlusPlus"));

  /** Those that split a parallel stream, and hand over one of two parts. */
  static final Set<String> STREAM_TASKS =
      new TreeSet<>(
          List.of(
              "java/util/stream/AbstractShortCircuitTask", "java/util/stream/AbstractTask",
              "java/util/stream/ForEachOps$ForEachOrderedTask",
              "java/util/stream/ForEachOps$ForEachTask"));

  private static final List<String> OTHERS =
      List.of(
          "java/lang/Enum", "java/lang/Thread", "java/lang/ThreadBuilders",
          "java/lang/VirtualThread", "java/lang/invoke/MethodHandleNatives",
          "java/security/SecureRandom",
          "java/text/SimpleDateFormat",
          "java/time/Clock", "java/time/Clock$SystemClock", "java/time/Clock$SystemInstantSource",
          "java/util/Calendar", "java/util/Date", "java/util/GregorianCalendar",
          "java/util/JapaneseImperialCalendar",
          "java/util/ImmutableCollections$MapN$MapNIterator",
          "java/util/ImmutableCollections$Set12", "java/util/ImmutableCollections$Set12$1",
          "java/util/ImmutableCollections$SetN$SetNIterator", "java/util/Random", "java/util/UUID",
          "java/util/concurrent/AbstractExecutorService",
          "java/util/concurrent/CompletableFuture",
          "java/util/concurrent/CompletableFuture$AnyOf",
          "java/util/concurrent/CompletableFuture$BiAccept",
          "java/util/concurrent/CompletableFuture$BiApply",
          "java/util/concurrent/CompletableFuture$BiRelay",
          "java/util/concurrent/CompletableFuture$BiRun",
          "java/util/concurrent/CompletableFuture$OrAccept",
          "java/util/concurrent/CompletableFuture$OrApply",
          "java/util/concurrent/CompletableFuture$OrRun",
          "java/util/concurrent/CompletableFuture$UniAccept",
          "java/util/concurrent/CompletableFuture$UniApply",
          "java/util/concurrent/CompletableFuture$UniCompose",
          "java/util/concurrent/CompletableFuture$UniComposeExceptionally",
          "java/util/concurrent/CompletableFuture$UniExceptionally",
          "java/util/concurrent/CompletableFuture$UniHandle",
          "java/util/concurrent/CompletableFuture$UniRelay",
          "java/util/concurrent/CompletableFuture$UniRun",
          "java/util/concurrent/CompletableFuture$UniWhenComplete",
          "java/util/concurrent/CompletableFuture$DelayedExecutor",
          "java/util/concurrent/CompletableFuture$Signaller",
          "java/util/concurrent/CyclicBarrier", "java/util/concurrent/Exchanger",
          "java/util/concurrent/Executors$DefaultThreadFactory",
          "java/util/concurrent/FutureTask",
          "java/util/concurrent/LinkedTransferQueue$DualNode", "java/util/concurrent/Phaser",
          "java/util/concurrent/Phaser$QNode",
          "java/util/concurrent/ScheduledThreadPoolExecutor",
          "java/util/concurrent/ScheduledThreadPoolExecutor$ScheduledFutureTask",
          "java/util/concurrent/StructuredTaskScopeImpl",
          "java/util/concurrent/SubmissionPublisher", "java/util/concurrent/SynchronousQueue",
          "java/util/concurrent/ThreadLocalRandom",
          "java/util/concurrent/ThreadPerTaskExecutor",
          "java/util/concurrent/ThreadPerTaskExecutor$TaskRunner",
          "java/util/concurrent/ThreadPoolExecutor",
          "java/util/concurrent/ThreadPoolExecutor$Worker",
          "java/util/concurrent/locks/AbstractQueuedLongSynchronizer",
          "java/util/concurrent/locks/AbstractQueuedLongSynchronizer$ConditionObject",
          "java/util/concurrent/locks/AbstractQueuedSynchronizer",
          "java/util/concurrent/locks/AbstractQueuedSynchronizer$ConditionObject",
          "java/util/concurrent/locks/LockSupport",
          "java/util/concurrent/locks/StampedLock", "java/util/stream/AbstractPipeline",
          "jdk/internal/loader/BuiltinClassLoader", "jdk/internal/misc/ThreadFlock",
          "sun/util/locale/provider/CalendarProviderImpl");

  /** All of them. */
  static final Set<String> ALL = all();

  private JdkClasses() {}

  private static Set<String> all() {
    Set<String> all = new TreeSet<>(OTHERS);
    all.addAll(WAITING);
    all.addAll(MONITORS);
    all.addAll(FORK_JOIN);
    all.addAll(HASHING);
    all.addAll(SEEDED);
    all.addAll(STREAM_TASKS);
    return all;
  }
}
