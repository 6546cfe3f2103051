import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The mutants of {@code runtime.txt} and {@code simulator.txt}, and where each of them fits the sources. */
final class Catalogue {
  /**
   * One record of a catalogue. {@code places} is a module and the simple names of its classes, or none for all
   * of them: code may move to another class and is still found. The blank space between the words of what is
   * replaced does not matter.
   */
  record Mutant(
      String name, String promise, List<String> places, String before, String after, List<String> tests,
      String equivalent) {
    String module() {
      return places.getFirst();
    }

    private boolean mayBeIn(Path file) {
      return places.size() == 1 || places.contains(file.getFileName().toString().replace(".java", ""));
    }

    private Matcher matcher(String text) {
      return Pattern.compile(
              Stream.of(before.strip().split("\\s+")).map(Pattern::quote).collect(Collectors.joining("\\s+")))
          .matcher(text);
    }
  }

  /** A file with a mutant in it. */
  record Fit(Path file, String text) {}

  private final Path root;

  /** The sources of each module, by file. */
  private final Map<String, Map<Path, String>> sources = new TreeMap<>();

  Catalogue(Path root) {
    this.root = root;
  }

  /** All mutants of the runtime, then those of the simulator. */
  List<Mutant> all() throws IOException {
    List<Mutant> all = new ArrayList<>(read("runtime.txt"));
    all.addAll(read("simulator.txt"));
    return all;
  }

  /** Where the mutant fits, which should be one place. */
  List<Fit> fits(Mutant mutant) throws IOException {
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

  /** The mutants of one file of the catalogue. */
  List<Mutant> read(String file) throws IOException {
    List<Mutant> mutants = new ArrayList<>();
    for (String record : Files.readString(root.resolve("ci/mutation").resolve(file)).split("(?m)^## ")) {
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
}
