import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.spi.ToolProvider;
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
  private static final Pattern RUNS = Pattern.compile("(\\S+)\\s+FAILED\\s+([\\d,]+) run");

  /**
   * One record of a catalogue. {@code places} is a module and the simple names of its classes, or none for all
   * of them: code may move to another class and is still found. The blank space between the words of what is
   * replaced does not matter.
   */
  private record Mutant(
      String name, String promise, List<String> places, String before, String after, List<String> tests,
      String equivalent) {
    String module() {
      return places.getFirst();
    }

    boolean mayBeIn(Path file) {
      return places.size() == 1 || places.contains(file.getFileName().toString().replace(".java", ""));
    }

    Matcher matcher(String text) {
      return Pattern.compile(
              Stream.of(before.strip().split("\\s+")).map(Pattern::quote).collect(Collectors.joining("\\s+")))
          .matcher(text);
    }
  }

  /** A mutant in the file that it is made of. */
  private record Fit(Path file, String text) {}

  /** The sources of each module, by file. */
  private final Map<String, Map<Path, String>> sources = new TreeMap<>();

  private final Path root;
  private final Path jdk;
  private final String libraries;
  private final Path work;
  private int seeds = 2_000;
  private long limitSeconds = 180;
  private String pattern = "";
  private String first = "";
  private boolean quick;

  private Mutants(Path root, Path jdk, String libraries) throws IOException {
    this.root = root;
    this.jdk = jdk;
    this.libraries = libraries;
    this.work = Files.createTempDirectory("miniss-mutants");
    Files.createDirectories(work.resolve("target")); // where jqwik keeps its database
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
        case "--from" -> mutants.first = args[++i];
        case "--check" -> checkOnly = true;
        case "--quick" -> mutants.quick = true;
        default -> {
          System.out.println(
              "ci/mutants [--only REGEX] [--from NAME] [--seeds N] [--limit SECONDS] [--quick] [--check]\n"
                  + "  --only   mutants whose name the regular expression is in\n"
                  + "  --from   not those before the one of this name\n"
                  + "  --seeds  of each scenario (2000)\n"
                  + "  --limit  CPU time of each command; what takes longer counts as killed (180)\n"
                  + "  --quick  explore the scenario of all features only, without faults\n"
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
    List<Mutant> chosen = all.stream()
            .dropWhile(each -> !first.isEmpty() && !each.name().equals(first))
            .filter(each -> Pattern.compile(pattern).matcher(each.name()).find())
            .toList();
    Map<Mutant, Fit> fits = new LinkedHashMap<>();
    for (Mutant mutant : chosen) {
      for (String test : mutant.tests()) {
        if (!isTest(test)) {
          throw new IllegalStateException(mutant.name() + " names no test: " + test);
        }
      }
      List<Fit> found = fits(mutant);
      if (found.size() == 1) {
        fits.put(mutant, found.getFirst());
      } else {
        System.out.printf("%-40s %s%n", mutant.name(), found.isEmpty() ? "DOES NOT FIT" : "FITS MORE THAN ONCE");
      }
    }
    System.out.printf("%d of %d mutants fit the code%n", fits.size(), chosen.size());
    if (checkOnly) {
      return fits.size() == chosen.size();
    }
    Path classes = compileAll();
    requirePasses(fits.keySet(), classes + File.pathSeparator + libraries);
    int survivors = 0;
    for (Map.Entry<Mutant, Fit> each : fits.entrySet()) {
      Mutant mutant = each.getKey();
      String verdict =
          mutant.equivalent().isEmpty()
              ? judge(mutant, each.getValue(), classes)
              : "equivalent: " + mutant.equivalent();
      survivors += verdict.startsWith("SURVIVES") ? 1 : 0;
      System.out.printf("%-40s %-50s %s%n", mutant.name(), verdict, mutant.promise());
    }
    System.out.printf("%d of %d survive%n", survivors, chosen.size());
    return survivors == 0 && fits.size() == chosen.size();
  }

  /** A test that is not there would count as one that fails. */
  private boolean isTest(String test) {
    String file = "src/test/java/" + test.replace('.', '/') + ".java";
    return MODULES.stream().anyMatch(module -> Files.exists(root.resolve(module).resolve(file)));
  }

  /** Where the mutant fits: each place is the file with the mutant in it. */
  private List<Fit> fits(Mutant mutant) throws IOException {
    List<Fit> fits = new ArrayList<>();
    for (Map.Entry<Path, String> source : sources(mutant.module()).entrySet()) {
      if (mutant.mayBeIn(source.getKey())) {
        Matcher matcher = mutant.matcher(source.getValue());
        while (matcher.find()) {
          String text = source.getValue();
          fits.add(
              new Fit(
                  source.getKey(),
                  text.substring(0, matcher.start()) + mutant.after() + text.substring(matcher.end())));
        }
      }
    }
    return fits;
  }

  private Map<Path, String> sources(String module) throws IOException {
    Map<Path, String> known = sources.get(module);
    if (known == null) {
      known = new TreeMap<>();
      try (Stream<Path> found = Files.walk(root.resolve(module + "/src/main/java"))) {
        for (Path file : found.filter(each -> each.toString().endsWith(".java")).toList()) {
          known.put(file, Files.readString(file));
        }
      }
      sources.put(module, known);
    }
    return known;
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
              lines[0].strip(), field(lines, "breaks: ", " "), List.of(field(lines, "in: ", " ").strip().split("\\s+")),
              field(lines, "- ", "\n"), field(lines, "+ ", "\n"), tests, field(lines, "equivalent: ", " ")));
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
        addSources(root.resolve(module + "/src/" + kind + "/java"), files);
      }
    }
    addSources(root.resolve("ci/testkit/src/test/java"), files); // a part of each module's tests
    String compiled = compile(files, classes, libraries);
    if (!compiled.isEmpty()) {
      throw new IllegalStateException("does not compile:\n" + compiled);
    }
    return classes;
  }

  private static void addSources(Path directory, List<String> files) throws IOException {
    try (Stream<Path> found = Files.walk(directory)) {
      found.map(Path::toString)
          .filter(name -> name.endsWith(".java") && !name.endsWith("module-info.java"))
          .forEach(files::add);
    }
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

  /** What the compiler says against it; empty if it compiles. */
  private String compile(List<String> files, Path target, String classPath) throws Exception {
    Files.createDirectories(target);
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "-nowarn", "-proc:none", "-parameters", "-g", "-XDignore.symbol.file", "--add-exports",
                "java.base/jdk.internal.misc=ALL-UNNAMED", "-cp", classPath, "-d", target.toString()));
    arguments.addAll(files);
    StringWriter out = new StringWriter();
    int code =
        ToolProvider.findFirst("javac")
            .orElseThrow()
            .run(new PrintWriter(out), new PrintWriter(out), arguments.toArray(String[]::new));
    return code == 0 ? "" : out.toString();
  }

  // ---- judging ----

  private String judge(Mutant mutant, Fit fit, Path classes) throws Exception {
    String file = fit.file().toString();
    Path source = work.resolve("mutant").resolve(file.substring(file.indexOf("/src/main/java/") + "/src/main/java/".length()));
    Files.createDirectories(source.getParent());
    Files.writeString(source, fit.text());
    Path overlay = Files.createTempDirectory(work, "overlay");
    String compiled = compile(List.of(source.toString()), overlay, classes + File.pathSeparator + libraries);
    if (!compiled.isEmpty()) {
      return "SURVIVES: does not compile: " + compiled.lines().findFirst().orElse("");
    }
    String classPath = overlay + File.pathSeparator + classes + File.pathSeparator + libraries;
    String verdict = "";
    if (!mutant.module().equals("simulator")) { // that is what explores
      verdict = judgeByExploring(classPath, "none");
      if (verdict.isEmpty() && !quick) {
        verdict = judgeByExploring(classPath, "swarm");
      }
    }
    return verdict.isEmpty() ? judgeByTests(mutant, classPath) : verdict;
  }

  /** What fails without a mutant says nothing of one. */
  private void requirePasses(Collection<Mutant> chosen, String classPath) throws Exception {
    String explored = judgeByExploring(classPath, "none");
    if (!explored.isEmpty()) {
      throw new IllegalStateException("fails without a mutant, " + explored);
    }
    for (String test : new TreeSet<>(chosen.stream().flatMap(each -> each.tests().stream()).toList())) {
      Result result = call(limitSeconds, java(classPath, tests(List.of(test))));
      if (result.code() != 0) {
        throw new IllegalStateException(
            "fails without a mutant, or takes too long: " + test + "\n" + result.out());
      }
    }
  }

  /** What exploring all scenarios says; empty if it finds nothing. */
  private String judgeByExploring(String classPath, String faults) throws Exception {
    // The scenario of all features first: of the seeds of all it is the same few, and most mutants end there.
    for (String which : quick ? List.of("crossings") : List.of("crossings", "--all")) {
      Result result = call(limitSeconds, java(classPath, explore(which, faults)));
      if (result.code() != 0) {
        return (faults.equals("none") ? "explore: " : faults + ": ") + how(result);
      }
    }
    return "";
  }

  /** What the tests that the mutant names say; that it survives if they pass. */
  private String judgeByTests(Mutant mutant, String classPath) throws Exception {
    if (mutant.tests().isEmpty()) {
      return "SURVIVES";
    }
    Result tested = call(limitSeconds, java(classPath, tests(mutant.tests())));
    return tested.code() == 0 ? "SURVIVES" : "tests: " + (tested.code() < 0 ? "no end" : "failed");
  }

  private List<String> tests(List<String> classes) {
    List<String> command = new ArrayList<>(List.of(root.resolve("ci/mutation/Mutants.java").toString(), "--tests"));
    command.addAll(classes);
    return command;
  }

  private List<String> explore(String which, String faults) {
    return List.of(
        "io.miniss.scenarios.Main", "explore", which, "--seeds", String.valueOf(seeds), "--jobs", "1", "--max-steps",
        "200000", "--no-other-jvm", "--no-shrink", "--failures", work.resolve("failures").toString(), "--faults",
        faults);
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
                jdk.resolve("bin/java").toString(), "-Xmx1g", "-XX:+UseSerialGC", "--add-opens", "java.base/java.lang=ALL-UNNAMED",
                "--enable-native-access=ALL-UNNAMED", "-Djdk.trackAllThreads=false", "-cp", classPath));
    command.addAll(rest);
    return command;
  }

  /** Other programs on the machine do not make a mutant end in time or not; one that waits for ever uses no CPU. */
  private static final int WALL_FACTOR = 8;

  /** How a command ended; its code is -1 if it was killed at the limit. */
  private record Result(int code, String out) {}

  private Result call(long seconds, List<String> command) throws Exception {
    File out = work.resolve("out").toFile();
    Process process = new ProcessBuilder(command).directory(work.toFile()).redirectErrorStream(true).redirectOutput(out).start();
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(WALL_FACTOR * seconds);
    while (!process.waitFor(200, TimeUnit.MILLISECONDS)) {
      Duration cpu = process.info().totalCpuDuration().orElse(Duration.ZERO);
      if (cpu.toSeconds() >= seconds || System.nanoTime() - end > 0) {
        process.destroyForcibly().waitFor();
        return new Result(-1, Files.readString(out.toPath(), UTF_8));
      }
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
