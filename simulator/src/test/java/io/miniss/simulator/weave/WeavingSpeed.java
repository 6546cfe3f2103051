package io.miniss.simulator.weave;

import io.miniss.simulator.weave.rewrite.BenignRaces;
import io.miniss.simulator.weave.rewrite.ClassWeaver;
import io.miniss.simulator.weave.rewrite.WeaveCount;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;

/** Weaves the first classes of a jar, and prints how long that has taken in a JVM that has just started. */
final class WeavingSpeed {
  private static final String SUFFIX = ".class";

  private final Map<String, byte[]> files = new TreeMap<>();

  /** The jar, and how many of its classes to weave. */
  public static void main(String[] arguments) throws IOException {
    WeavingSpeed speed = new WeavingSpeed();
    speed.read(arguments[0]);
    System.out.println(speed.weave(Integer.parseInt(arguments[1])));
  }

  private void read(String jar) throws IOException {
    try (ZipFile zip = new ZipFile(jar)) {
      for (ZipEntry each : Collections.list(zip.entries())) {
        String name = each.getName();
        if (name.endsWith(SUFFIX) && !name.startsWith("META-INF")
            && !name.equals("module-info.class")) {
          files.put(
              name.substring(0, name.length() - SUFFIX.length()),
              zip.getInputStream(each).readAllBytes());
        }
      }
    }
  }

  private byte @Nullable [] file(String type) {
    byte[] own = files.get(type);
    if (own != null) {
      return own;
    }
    try (InputStream in = ClassLoader.getSystemResourceAsStream(type + SUFFIX)) {
      return in == null ? null : in.readAllBytes();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private String weave(int classes) {
    ClassWeaver weaver =
        new ClassWeaver(
            this::file, files::containsKey, BenignRaces.annotated(), new WeaveCount());
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    long cpu = threads.getCurrentThreadCpuTime();
    long begin = System.nanoTime();
    int woven = 0;
    for (Map.Entry<String, byte[]> each : files.entrySet()) {
      if (woven < classes) {
        weaver.weave(each.getKey().replace('/', '.'), each.getValue());
        woven++;
      }
    }
    return String.format(
        "%d classes in %.2f s, of which the thread has used the CPU for %.2f s", woven,
        (System.nanoTime() - begin) / 1e9, (threads.getCurrentThreadCpuTime() - cpu) / 1e9);
  }
}
