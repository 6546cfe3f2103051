package io.miniss.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.lang.reflect.Method;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Contention for what the JVM takes to load classes does not hold a run up. */
final class ClassLoadingMonitorTest {
  /** Loads the simulator once more; records the classes that the carrier loads while a thread is {@link #blocked}. */
  private static final class NotingLoader extends URLClassLoader {
    final List<String> loadedMeanwhile = Collections.synchronizedList(new ArrayList<>());
    private final Thread watch = Thread.currentThread();
    private final AtomicReference<@Nullable Thread> blocked;

    NotingLoader(AtomicReference<@Nullable Thread> blocked) {
      super(
          Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
              .map(NotingLoader::url)
              .toArray(URL[]::new),
          ClassLoader.getPlatformClassLoader());
      this.blocked = blocked;
    }

    private static URL url(String file) {
      try {
        return Path.of(file).toUri().toURL();
      } catch (MalformedURLException e) {
        throw new IllegalArgumentException(file, e);
      }
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      Thread thread = blocked.get();
      if (thread != null
          && thread.getState() == Thread.State.BLOCKED
          && Thread.currentThread() != watch) {
        loadedMeanwhile.add(name);
      }
      return super.loadClass(name, resolve);
    }
  }

  /** What {@link NotingLoader} loads. */
  public static final class Program {
    private Program() {}

    /** A run whose thread waits for a monitor that another thread holds. */
    public static void main(AtomicReference<@Nullable Thread> blocked) {
      Object monitor = new Object();
      AtomicReference<@Nullable Thread> carrier = new AtomicReference<>();
      Thread holder =
          Thread.ofPlatform()
              .unstarted(
                  () -> {
                    synchronized (monitor) {
                      carrier.set(null);
                      while (!isWaiting(carrier.get())) {
                        Thread.onSpinWait();
                      }
                    }
                  });
      carrier.set(holder);
      holder.start();
      while (carrier.get() == holder) {
        Thread.onSpinWait();
      }
      SimulationResult result =
          Simulator.run(
              SimulationOptions.seed(1),
              simulation -> {
                blocked.set(Thread.currentThread());
                carrier.set(Carrier.working().getFirst());
                synchronized (monitor) {
                  blocked.set(null);
                }
              });
      result.failure().ifPresent(
          failure -> {
            throw new AssertionError(failure.message());
          });
    }

    private static boolean isWaiting(@Nullable Thread carrier) {
      return carrier != null && carrier.getState() == Thread.State.TIMED_WAITING;
    }
  }

  @Test
  void aCarrierLoadsNoClassForAThreadAtAMonitor() throws Exception {
    AtomicReference<@Nullable Thread> blocked = new AtomicReference<>();
    try (NotingLoader loader = new NotingLoader(blocked)) {
      Class<?> program = loader.loadClass(Program.class.getName());
      assertThat(program).isNotSameAs(Program.class);
      Method main = program.getMethod("main", AtomicReference.class);
      main.invoke(null, blocked);
      assertThat(loader.loadedMeanwhile).isEmpty();
    }
  }
}
