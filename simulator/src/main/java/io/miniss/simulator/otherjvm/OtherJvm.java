package io.miniss.simulator.otherjvm;

import io.miniss.runtime.spi.VirtualThreads;
import java.io.BufferedReader;
import java.io.DataOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.net.URISyntaxException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Another JVM with the class path, options and system properties of this one, that runs what it is asked
 * to. It ends when it is closed or this JVM ends. One thread at a time may use it.
 */
final class OtherJvm implements AutoCloseable {
  private static final int ANSWER_SECONDS = 60;
  private static final int LINES_KEPT = 5;
  private static final String LAUNCHER = "org.junit.platform.launcher.Launcher";

  /** Options of this JVM that are for it alone: debuggers, agents, files that it writes, ports, collectors. */
  private static final List<String> NOT_PASSED_ON =
      List.of(
          "-agentlib:", "-agentpath:", "-javaagent:", "-Xrun", "-Xdebug", "-Xlog", "-Xloggc",
          "-XX:StartFlightRecording", "-XX:FlightRecorderOptions", "-XX:ArchiveClassesAtExit",
          "-XX:AOT", "-XX:SharedArchiveFile", "-XX:LogFile", "-XX:hashCode",
          "-Dcom.sun.management.", "-Dminiss.replay=");

  /** System properties that describe the JVM, not the program. */
  private static final List<String> OF_THE_JVM =
      List.of(
          "java.", "jdk.", "sun.", "os.", "user.", "file.", "path.", "line.", "native.", "stdin.",
          "stdout.", "stderr.", "surefire.", "com.sun.management.", "miniss.replay");

  private final Process process;
  private final DataOutputStream requests;
  private final Path options;

  /** Answers, and a refusal when there will be no more. */
  private final BlockingQueue<Answer> answers = new LinkedBlockingQueue<>();

  private OtherJvm(Process process, Path options) throws IOException {
    this.process = process;
    this.options = options;
    this.requests = new DataOutputStream(process.getOutputStream());
    Thread.ofPlatform().daemon().name("miniss-other-jvm").start(this::readAnswers);
    TreeMap<String, String> properties = new TreeMap<>();
    for (String name : System.getProperties().stringPropertyNames()) {
      if (OF_THE_JVM.stream().noneMatch(name::startsWith)) {
        properties.put(name, System.getProperty(name));
      }
    }
    requests.writeInt(properties.size());
    for (var each : properties.entrySet()) {
      Request.writeText(requests, each.getKey());
      Request.writeText(requests, each.getValue());
    }
  }

  /**
   * Starts one.
   *
   * @param order the order of its immutable collections
   * @param hashCode how the JVM makes identity hash codes, as its option of this name
   */
  static OtherJvm start(IterationOrder order, int hashCode) throws IOException {
    Path options = Files.createTempFile("miniss-other-jvm-", ".args");
    try {
      Files.writeString(options, commandLine(order, hashCode), Charset.defaultCharset());
      ProcessBuilder builder =
          new ProcessBuilder(
              Path.of(System.getProperty("java.home"), "bin", "java").toString(),
              "@" + options)
              .directory(new File(System.getProperty("user.dir")))
              .redirectErrorStream(true);
      // Their options are among those of this JVM already.
      builder.environment().keySet().removeAll(List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS"));
      return new OtherJvm(builder.start(), options);
    } catch (IOException | RuntimeException e) {
      Files.deleteIfExists(options);
      throw e;
    }
  }

  private static String commandLine(IterationOrder order, int hashCode) {
    List<String> words = new ArrayList<>();
    for (String each : ManagementFactory.getRuntimeMXBean().getInputArguments()) {
      boolean isCollector = each.startsWith("-XX:+Use") && each.endsWith("GC");
      if (!isCollector && NOT_PASSED_ON.stream().noneMatch(each::startsWith)) {
        words.add(each);
      }
    }
    words.addAll(List.of(VirtualThreads.FLAG.split(" ")));
    words.addAll(
        List.of(
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-XX:+UnlockExperimentalVMOptions",
            "-XX:hashCode=" + hashCode,
            // What is compiled has the order for a constant, and the JVM iterates while it starts.
            "-XX:CompileCommand=quiet",
            "-XX:CompileCommand=exclude,java.util.ImmutableCollections*::*",
            "-cp",
            classPath(),
            OtherJvmMain.class.getName(),
            order.toString()));
    StringBuilder text = new StringBuilder();
    for (String word : words) {
      text.append('"').append(word.replace("\\", "\\\\").replace("\"", "\\\"")).append("\"\n");
    }
    return text.toString();
  }

  /**
   * That of this JVM, what is on its module path, and the launcher, which test runners may have brought
   * in another way.
   */
  private static String classPath() {
    Stream<String> modules =
        Stream.of(System.getProperty("jdk.module.path", "").split(File.pathSeparator))
            .flatMap(each -> Files.isDirectory(Path.of(each))
                ? Stream.of(each, each + File.separator + "*")
                : Stream.of(each));
    return Stream.of(
        Stream.of(System.getProperty("java.class.path")),
        modules,
        Stream.of(jar(LAUNCHER), jar(OtherJvm.class.getName())))
        .flatMap(Function.identity())
        .filter(each -> !each.isEmpty())
        .distinct()
        .reduce((one, other) -> one + File.pathSeparator + other)
        .orElseThrow();
  }

  private static String jar(String type) {
    try {
      ClassLoader loader = Thread.currentThread().getContextClassLoader();
      CodeSource source =
          Class.forName(type, false, loader).getProtectionDomain().getCodeSource();
      return source == null ? "" : Path.of(source.getLocation().toURI()).toString();
    } catch (ClassNotFoundException | LinkageError | URISyntaxException e) {
      return ""; // then there is none to bring; the answer says so if it is missed
    }
  }

  private void readAnswers() {
    List<String> last = new ArrayList<>();
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), Charset.defaultCharset()))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        String said = line;
        Answer.parse(line).ifPresentOrElse(answers::add, () -> keep(last, said));
      }
      answers.add(Answer.refused("it has ended: " + String.join(" / ", last)));
    } catch (IOException | UncheckedIOException e) {
      answers.add(Answer.refused(e.toString()));
    }
  }

  private static void keep(List<String> last, String line) {
    if (!line.isBlank()) {
      last.add(line);
    }
    if (last.size() > LINES_KEPT) {
      last.removeFirst();
    }
  }

  /** Has it run {@code request} and waits for the answer, at most {@value #ANSWER_SECONDS} s. */
  Answer ask(Request request) throws InterruptedException {
    try {
      request.write(requests);
    } catch (IOException e) {
      Answer why = answers.poll(1, TimeUnit.SECONDS);
      return why == null ? Answer.refused(e.toString()) : why;
    }
    Answer answer = answers.poll(ANSWER_SECONDS, TimeUnit.SECONDS);
    return answer == null
        ? Answer.refused("it did not answer within " + ANSWER_SECONDS + " s")
        : answer;
  }

  @Override
  public void close() {
    process.destroyForcibly();
    try {
      Files.deleteIfExists(options);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
