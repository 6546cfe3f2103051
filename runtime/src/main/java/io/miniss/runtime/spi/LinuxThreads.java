package io.miniss.runtime.spi;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.miniss.runtime.machine.CpuSet;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.stream.Stream;
import net.openhft.affinity.impl.LinuxHelper;

/**
 * Reads the threads of this process from {@code /proc} and sets their masks through the affinity
 * library. A thread may end between any two calls; its folder is gone then, or reading it says that
 * there is no such process.
 */
final class LinuxThreads implements KernelThreads {

  private static final Path SELF = Path.of("/proc/thread-self");
  private static final Path TASKS = Path.of("/proc/self/task");
  private static final String FIELD = "Cpus_allowed_list:";

  /** The same folder for the old API, which lists it in a third of the time. */
  private final File tasks = TASKS.toFile();

  /** Whether this system has what the class reads. */
  static boolean available() {
    return Files.exists(SELF) && Files.isDirectory(TASKS);
  }

  @Override
  public int current() throws IOException {
    return Integer.parseInt(Files.readSymbolicLink(SELF).getFileName().toString());
  }

  @Override
  public int[] all() throws IOException {
    String[] names = tasks.list();
    if (names == null) {
      throw new IOException("cannot list " + TASKS);
    }
    return Stream.of(names).mapToInt(Integer::parseInt).sorted().toArray();
  }

  @Override
  public CpuSet mask(int thread) throws IOException {
    try {
      // A thread's name in the file may be cut inside a character, which a strict decoder refuses.
      return new String(Files.readAllBytes(folder(thread).resolve("status")), UTF_8)
          .lines()
          .filter(line -> line.startsWith(FIELD))
          .map(line -> CpuSet.parse(line.substring(FIELD.length())))
          .findFirst()
          .orElse(CpuSet.of());
    } catch (NoSuchFileException e) {
      return CpuSet.of();
    } catch (IOException e) {
      if (exists(thread)) {
        throw e;
      }
      return CpuSet.of();
    }
  }

  @Override
  public void setMask(int thread, CpuSet cpus) throws IOException {
    BitSet mask = new BitSet();
    for (int i = 0; i < cpus.size(); i++) {
      mask.set(cpus.get(i));
    }
    try {
      LinuxHelper.sched_setaffinity(thread, mask);
    } catch (RuntimeException e) {
      // An IllegalStateException, or an index out of bounds for a CPU above 1023.
      if (exists(thread)) {
        throw new IOException("thread %d may not be given CPUs %s".formatted(thread, cpus), e);
      }
    }
  }

  private static boolean exists(int thread) {
    return Files.exists(folder(thread));
  }

  private static Path folder(int thread) {
    return TASKS.resolve(Integer.toString(thread));
  }
}
