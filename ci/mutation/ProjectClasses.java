import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;

/**
 * Compiles the project into one directory, its tests into another, as builds do (the simulator tells its own classes
 * from programs by where they come from), and each mutant into one of its own.
 */
final class ProjectClasses {
  private static final List<String> MODULES = List.of("runtime", "simulator", "properties", "scenarios");

  private final Path root;
  private final String libraries;

  ProjectClasses(Path root, String libraries) {
    this.root = root;
    this.libraries = libraries;
  }

  /** Compiles all modules to {@code target}; returns the class path with them. */
  String compileMain(Path target) throws IOException {
    return compileAll("main", List.of(), target, libraries);
  }

  /** Compiles the tests of all modules to {@code target}; returns {@code main}, the class path of these, with them. */
  String compileTests(Path target, String main) throws IOException {
    // The test kit is a part of each module's tests.
    return compileAll("test", List.of(root.resolve("ci/testkit/src/test/java")), target, main);
  }

  private String compileAll(String kind, List<Path> others, Path target, String classPath)
      throws IOException {
    List<String> files = new ArrayList<>();
    for (String module : MODULES) {
      Path resources = root.resolve(module + "/src/" + kind + "/resources");
      if (Files.isDirectory(resources)) {
        copy(resources, target);
      }
      addSources(root.resolve(module + "/src/" + kind + "/java"), files);
    }
    for (Path other : others) {
      addSources(other, files);
    }
    String compiled = compile(files, target, classPath);
    if (!compiled.isEmpty()) {
      throw new IllegalStateException("does not compile:\n" + compiled);
    }
    return target + File.pathSeparator + classPath;
  }

  /** What the compiler says against {@code files}; empty if it compiles them. */
  String compile(List<String> files, Path target, String classPath) throws IOException {
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

  /** Whether a module has a test class of this name: one that is not there would count as one that fails. */
  boolean isTest(String test) {
    String file = "src/test/java/" + test.replace('.', '/') + ".java";
    return MODULES.stream().anyMatch(module -> Files.exists(root.resolve(module).resolve(file)));
  }

  /** The names of the test classes of {@code module}, in order. */
  List<String> testsOf(String module) throws IOException {
    Path sources = root.resolve(module + "/src/test/java");
    try (Stream<Path> found = Files.walk(sources)) {
      return found
          .filter(each -> each.toString().endsWith("Test.java"))
          .map(each -> sources.relativize(each).toString().replace(".java", "").replace('/', '.'))
          .sorted()
          .toList();
    }
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
        Files.copy(each, target, StandardCopyOption.REPLACE_EXISTING);
      }
    }
  }
}
