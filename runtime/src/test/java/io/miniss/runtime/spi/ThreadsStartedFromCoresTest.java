package io.miniss.runtime.spi;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.miniss.runtime.MultiCoreRuntime;
import io.miniss.runtime.machine.CpuSet;
import io.miniss.testkit.ForkedJvm;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.lang.ref.Cleaner;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.channels.AsynchronousServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Timer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import jdk.management.VirtualThreadSchedulerMXBean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A thread that a core starts inherits the CPU of the core, and a core that first uses a pool of the
 * JDK sizes it for one CPU. In JVMs of their own, because the first use in a process matters. The
 * kernel is asked through /proc.
 */
class ThreadsStartedFromCoresTest {

  @BeforeEach
  void onlyWhereThreadsInheritMasks() {
    assumeTrue(Files.exists(Path.of("/proc/thread-self/status")), "Linux 3.17 or later only");
    assumeTrue(CpuSet.allowed().size() > 1, "with one CPU every mask is the same");
  }

  @Test
  void onlyCoresArePinned() throws Exception {
    assertThat(java(Program.class, "threads"))
        .isEqualTo("only cores are pinned; closed: nobody is");
  }

  @Test
  void poolsKeepTheirSizeOutside() throws Exception {
    assertThat(java(Program.class, "sizes in a core")).isEqualTo(java(Program.class, "sizes"));
  }

  @Test
  void aCoreStartedFromACoreStaysPinned() throws Exception {
    assertThat(java(Program.class, "runtime in a core")).isEqualTo("only cores are pinned");
  }

  private static String java(Class<?> program, String argument) throws Exception {
    ForkedJvm.Ended ended = ForkedJvm.run(program, argument);
    assertThat(ended.exitCode()).as(ended.output()).isZero();
    return ended.output();
  }

  /** The program of the child JVM. */
  static final class Program {
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final String MASK = "Cpus_allowed_list:";
    private static final CpuSet ALLOWED = CpuSet.allowed();

    private Program() {}

    @SuppressWarnings("SystemOut")
    public static void main(String[] arguments) throws Exception {
      System.out.println(
          switch (arguments[0]) {
            case "threads" -> threads();
            case "runtime in a core" -> runtimeInACore();
            case "sizes in a core" -> sizesInACore();
            default -> sizes();
          });
    }

    private static String threads() throws Exception {
      CountDownLatch end = new CountDownLatch(1);
      try (MultiCoreRuntime runtime = MultiCoreRuntime.builder().cores(ALLOWED.size()).start()) {
        List<Object> started =
            runtime.spawnOn(1, () -> startAllKindsOfThreads(end)).join();
        await().atMost(LIMIT).untilAsserted(() -> assertThat(pinned()).isEqualTo(cores()));
        // Again, when nothing has been new for a while.
        runtime.spawnOn(0, () -> blocked("late", end)).join();
        await().atMost(LIMIT).untilAsserted(() -> assertThat(pinned()).isEqualTo(cores()));
        // The last thing that the core does: it is not given time.
        runtime.spawnOn(1, () -> blocked("last", end)).join();
        assertThat(started).isNotEmpty();
      }
      // A core that has ended may be in the kernel's list for a moment.
      assertThat(pinned()).allMatch(thread -> thread.startsWith("miniss-core-"));
      await().atMost(LIMIT).untilAsserted(() -> assertThat(pinned()).isEmpty());
      end.countDown();
      return "only cores are pinned; closed: nobody is";
    }

    private static List<Object> startAllKindsOfThreads(CountDownLatch end) throws Exception {
      CountDownLatch carried = new CountDownLatch(1);
      Thread virtual = Thread.startVirtualThread(carried::countDown);
      carried.await();
      CompletableFuture<Void> pooled = CompletableFuture.runAsync(() -> {});
      CompletableFuture.runAsync(
          () -> {}, CompletableFuture.delayedExecutor(1, TimeUnit.MILLISECONDS))
          .join();
      Process process = new ProcessBuilder("sleep", "60").start();
      end(process, end);
      Thread.ofVirtual().start(Program::useASocket).join();
      return List.of(
          virtual,
          pooled,
          process.onExit(),
          new Timer("timer", true),
          Cleaner.create(),
          AsynchronousServerSocketChannel.open(),
          blocked("platform", end));
    }

    private static void end(Process process, CountDownLatch end) {
      Thread.ofPlatform()
          .daemon()
          .start(
              () -> {
                try {
                  end.await();
                } catch (InterruptedException e) {
                  throw new IllegalStateException(e);
                } finally {
                  process.destroyForcibly();
                }
              });
    }

    private static void useASocket() {
      try (ServerSocket server = new ServerSocket(0);
          Socket client = new Socket(server.getInetAddress(), server.getLocalPort());
          Socket accepted = server.accept()) {
        Thread.startVirtualThread(
            () -> {
              try {
                accepted.getOutputStream().write(1);
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            });
        assertThat(client.getInputStream().read()).isEqualTo(1);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private static Thread blocked(String name, CountDownLatch end) {
      return Thread.ofPlatform()
          .name(name)
          .daemon()
          .start(
              () -> {
                try {
                  end.await();
                } catch (InterruptedException e) {
                  throw new IllegalStateException(e);
                }
              });
    }

    private static String runtimeInACore() throws Exception {
      CountDownLatch end = new CountDownLatch(1);
      try (MultiCoreRuntime outer = MultiCoreRuntime.builder().cores(ALLOWED.size()).start();
          MultiCoreRuntime inner =
              outer
                  .spawnOn(
                      1,
                      () -> MultiCoreRuntime.builder()
                          .name("inner")
                          .cores(ALLOWED.size())
                          .start())
                  .join()) {
        List<String> all = new ArrayList<>(cores());
        all.addAll(cores("inner-core-"));
        all.sort(null);
        inner.spawnOn(0, () -> blocked("platform", end)).join();
        await().atMost(LIMIT).untilAsserted(() -> assertThat(pinned()).isEqualTo(all));
        await()
            .during(Duration.ofMillis(300))
            .atMost(LIMIT)
            .untilAsserted(() -> assertThat(pinned()).isEqualTo(all));
      } finally {
        end.countDown();
      }
      return "only cores are pinned";
    }

    private static String sizesInACore() {
      try (MultiCoreRuntime runtime = MultiCoreRuntime.builder().cores(ALLOWED.size()).start()) {
        return runtime.spawnOn(1, Program::sizes).join();
      }
    }

    private static String sizes() throws InterruptedException {
      Thread.ofVirtual().start(() -> {}).join();
      return "common pool %d, virtual threads %d"
          .formatted(
              ForkJoinPool.getCommonPoolParallelism(),
              ManagementFactory.getPlatformMXBean(VirtualThreadSchedulerMXBean.class)
                  .getParallelism());
    }

    private static List<String> cores() {
      return cores("miniss-core-");
    }

    private static List<String> cores(String prefix) {
      List<String> cores = new ArrayList<>();
      for (int core = 0; core < ALLOWED.size(); core++) {
        cores.add(cut(prefix + core) + " on " + ALLOWED.get(core));
      }
      cores.sort(null);
      return cores;
    }

    /** The threads of this process whose mask is not that of the process, by name. */
    private static List<String> pinned() throws IOException {
      try (var tasks = Files.list(Path.of("/proc/self/task"))) {
        return tasks
            .map(Program::pinned)
            .filter(thread -> !thread.isEmpty())
            .sorted()
            .collect(Collectors.toList());
      }
    }

    /** The thread {@code task} with its mask; empty if that is the mask of the process, or the thread has ended meanwhile. */
    private static String pinned(Path task) {
      String name = name(task);
      CpuSet mask = mask(task);
      return name.isEmpty() || mask.equals(ALLOWED) ? "" : name + " on " + mask;
    }

    private static CpuSet mask(Path task) {
      return lines(task.resolve("status")).stream()
          .filter(line -> line.startsWith(MASK))
          .map(line -> CpuSet.parse(line.substring(MASK.length())))
          .findFirst()
          .orElse(ALLOWED);
    }

    private static String name(Path task) {
      return cut(String.join("", lines(task.resolve("comm"))));
    }

    /** The kernel keeps 15 characters. */
    private static String cut(String name) {
      return name.length() > 15 ? name.substring(0, 15) : name;
    }

    private static List<String> lines(Path file) {
      try {
        return Files.readAllLines(file, ISO_8859_1);
      } catch (IOException e) {
        return List.of(); // the thread has ended
      }
    }
  }
}
