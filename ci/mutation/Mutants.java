import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;

/**
 * Says of each mutant of a catalogue what kills it: {@code explore --all}, the same with faults, or the
 * tests that it names. A mutant is compiled alone, in front of the classes of the unchanged program, so
 * that none costs more than its runs.
 *
 * <p>Started by {@code ci/mutants}.
 */
final class Mutants {
  private static final List<String> MODULES = List.of("runtime", "simulator", "properties", "scenarios");
  private static final Pattern RUNS = Pattern.compile("(\\S+)\\s+FAILED\\s+([\\d,]+) runs");

  /** One record of a catalogue: the blank space between the words of what is replaced does not matter. */
  private record Mutant(
      String name, String promise, String file, String before, String after, List<String> tests, String equivalent) {
    String applied(String text) {
      String words = Stream.of(before.strip().split("\\s+")).map(Pattern::quote).collect(Collectors.joining("\\s+"));
      Matcher matcher = Pattern.compile(words).matcher(text);
      if (!matcher.find()) {
        throw new IllegalStateException(name + ": not in " + file + ": " + before);
      }
      int start = matcher.start();
      int end = matcher.end();
      if (matcher.find()) {
        throw new IllegalStateException(name + ": more than once in " + file + ": " + before);
      }
      return text.substring(0, start) + after + text.substring(end);
    }
  }

  private final Path root;
  private final Path jdk;
  private final String libraries;
  private final Path work;
  private int seeds = 2_000;
  private long limitSeconds = 180;
  private String pattern = "";

  private Mutants(Path root, Path jdk, String libraries) throws IOException {
    this.root = root;
    this.jdk = jdk;
    this.libraries = libraries;
    this.work = Files.createTempDirectory("miniss-mutants");
  }

  public static void main(String[] args) throws Exception {
    if (args[0].equals("--tests")) {
      System.exit(runTests(Arrays.asList(args).subList(1, args.length)) ? 0 : 1);
    }
    Mutants mutants = new Mutants(Path.of(args[0]), Path.of(args[1]), args[2]);
    boolean checkOnly = false;
    for (int i = 3; i < args.length; i++) {
      switch (args[i]) {
        case "--seeds" -> mutants.seeds = Integer.parseInt(args[++i]);
        case "--limit" -> mutants.limitSeconds = Long.parseLong(args[++i]);
        case "--only" -> mutants.pattern = args[++i];
        case "--check" -> checkOnly = true;
        default -> {
          System.out.println(
              "ci/mutants [--only TEXT] [--seeds N] [--limit SECONDS] [--check]\n"
                  + "  --only   mutants whose name contains TEXT\n"
                  + "  --seeds  of each scenario (2000)\n"
                  + "  --limit  for each command; what takes longer counts as killed (180)\n"
                  + "  --check  only whether each mutant still fits the code\n"
                  + "exit code: 0 if none survives, 1 if one does, 2 for bad usage");
          System.exit(args[i].equals("--help") ? 0 : 2);
        }
      }
    }
    System.exit(mutants.run(checkOnly) ? 0 : 1);
  }

  private boolean run(boolean checkOnly) throws Exception {
    List<Mutant> all = new ArrayList<>(read("runtime.txt"));
    all.addAll(read("simulator.txt"));
    List<Mutant> chosen = all.stream().filter(each -> each.name().contains(pattern)).toList();
    for (Mutant mutant : chosen) {
      mutant.applied(Files.readString(root.resolve(mutant.file())));
    }
    System.out.printf("%d mutants fit the code%n", chosen.size());
    if (checkOnly) {
      return true;
    }
    Path classes = compileAll();
    int survivors = 0;
    for (Mutant mutant : chosen) {
      String verdict = mutant.equivalent().isEmpty() ? judge(mutant, classes) : "equivalent: " + mutant.equivalent();
      survivors += verdict.startsWith("SURVIVES") ? 1 : 0;
      System.out.printf("%-40s %-50s %s%n", mutant.name(), verdict, mutant.promise());
    }
    System.out.printf("%d of %d survive%n", survivors, chosen.size());
    return survivors == 0;
  }

  private List<Mutant> read(String catalogue) throws IOException {
    List<Mutant> mutants = new ArrayList<>();
    String text = Files.readString(root.resolve("ci/mutation").resolve(catalogue));
    for (String record : text.split("(?m)^## ")) {
      if (record.isBlank() || record.startsWith("#")) {
        continue;
      }
      String[] lines = record.split("\n");
      List<String> tests = new ArrayList<>();
      for (String test : field(lines, "tests: ", " ").split(",")) {
        if (!test.isBlank()) {
          tests.add(test.strip());
        }
      }
      mutants.add(
          new Mutant(
              lines[0].strip(), field(lines, "breaks: ", " "), field(lines, "file: ", " "), field(lines, "- ", "\n"),
              field(lines, "+ ", "\n"), tests, field(lines, "equivalent: ", " ")));
    }
    return mutants;
  }

  private static String field(String[] lines, String prefix, String between) {
    return Arrays.stream(lines)
        .filter(line -> line.startsWith(prefix) || line.equals(prefix.strip()))
        .map(line -> line.length() < prefix.length() ? "" : line.substring(prefix.length()))
        .collect(Collectors.joining(between));
  }

  // ---- compiling ----

  private Path compileAll() throws Exception {
    Path classes = work.resolve("classes");
    List<String> files = new ArrayList<>();
    for (String module : MODULES) {
      for (String kind : List.of("test", "main")) { // main last: its lists of services are those that count
        Path resources = root.resolve(module + "/src/" + kind + "/resources");
        if (Files.isDirectory(resources)) {
          copy(resources, classes);
        }
        Path sources = root.resolve(module + "/src/" + kind + "/java");
        try (Stream<Path> found = Files.walk(sources)) {
          found.map(Path::toString)
              .filter(name -> name.endsWith(".java") && !name.endsWith("module-info.java"))
              .forEach(files::add);
        }
      }
    }
    compile(files, classes, libraries);
    return classes;
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> found = Files.walk(from)) {
      for (Path each : found.filter(Files::isRegularFile).toList()) {
        Path target = to.resolve(from.relativize(each).toString());
        Files.createDirectories(target.getParent());
        Files.copy(each, target, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
      }
    }
  }

  private void compile(List<String> files, Path target, String classPath) throws Exception {
    Files.createDirectories(target);
    Path list = work.resolve("files");
    Files.write(list, files);
    Result result =
        call(
            300,
            List.of(
                jdk.resolve("bin/javac").toString(), "-nowarn", "-proc:none", "-parameters", "-g",
                "-XDignore.symbol.file", "--add-exports", "java.base/jdk.internal.misc=ALL-UNNAMED", "-cp", classPath,
                "-d", target.toString(), "@" + list));
    if (result.code() != 0) {
      throw new IllegalStateException("does not compile:\n" + result.out());
    }
  }

  // ---- judging ----

  private String judge(Mutant mutant, Path classes) throws Exception {
    String simple = mutant.file().substring(mutant.file().indexOf("/java/") + "/java/".length());
    Path source = work.resolve("mutant").resolve(simple);
    Files.createDirectories(source.getParent());
    Files.writeString(source, mutant.applied(Files.readString(root.resolve(mutant.file()))));
    Path overlay = Files.createTempDirectory(work, "overlay");
    compile(List.of(source.toString()), overlay, classes + File.pathSeparator + libraries);
    String classPath = overlay + File.pathSeparator + classes + File.pathSeparator + libraries;

    List<String> explore =
        List.of(
            "io.miniss.scenarios.Main", "explore", "--all", "--seeds", String.valueOf(seeds), "--jobs", "1",
            "--max-steps", "200000", "--no-other-jvm", "--failures", work.resolve("failures").toString());
    Result plain = call(limitSeconds, java(classPath, explore));
    if (plain.code() != 0) {
      return "explore: " + how(plain);
    }
    List<String> swarm = new ArrayList<>(explore);
    swarm.addAll(List.of("--faults", "swarm"));
    Result faulty = call(limitSeconds, java(classPath, swarm));
    if (faulty.code() != 0) {
      return "swarm: " + how(faulty);
    }
    if (!mutant.tests().isEmpty()) {
      List<String> tests = new ArrayList<>(List.of(root.resolve("ci/mutation/Mutants.java").toString(), "--tests"));
      tests.addAll(mutant.tests());
      Result tested = call(limitSeconds, java(classPath, tests));
      if (tested.code() != 0) {
        return "tests: " + (tested.code() < 0 ? "no end" : "failed");
      }
    }
    return "SURVIVES";
  }

  private static String how(Result result) {
    if (result.code() < 0) {
      return "no end";
    }
    Matcher failed = RUNS.matcher(result.out());
    return failed.find() ? failed.group(1) + " in " + failed.group(2) + " runs" : "exit code " + result.code();
  }

  private List<String> java(String classPath, List<String> rest) {
    List<String> command =
        new ArrayList<>(
            List.of(
                jdk.resolve("bin/java").toString(), "-Xmx1g", "--add-opens", "java.base/java.lang=ALL-UNNAMED",
                "--enable-native-access=ALL-UNNAMED", "-Djdk.trackAllThreads=false", "-cp", classPath));
    command.addAll(rest);
    return command;
  }

  /** How a command ended; its code is -1 if it was killed at the limit. */
  private record Result(int code, String out) {}

  private Result call(long seconds, List<String> command) throws Exception {
    File out = work.resolve("out").toFile();
    Process process = new ProcessBuilder(command).directory(work.toFile()).redirectErrorStream(true).redirectOutput(out).start();
    if (!process.waitFor(seconds, TimeUnit.SECONDS)) {
      process.destroyForcibly().waitFor();
      return new Result(-1, Files.readString(out.toPath(), UTF_8));
    }
    return new Result(process.exitValue(), Files.readString(out.toPath(), UTF_8));
  }

  /** In the mutant's process: whether the tests pass. */
  private static boolean runTests(List<String> classes) {
    SummaryGeneratingListener listener = new SummaryGeneratingListener();
    LauncherFactory.create()
        .execute(
            LauncherDiscoveryRequestBuilder.request()
                .selectors(classes.stream().map(DiscoverySelectors::selectClass).toList())
                .build(),
            listener);
    return listener.getSummary().getTotalFailureCount() == 0 && listener.getSummary().getTestsSucceededCount() > 0;
  }
}
