import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The mutants that PIT has made of compiled classes and exported, as {@code ci/pit --sample} asks for. */
final class MechanicalMutants {
  private static final Pattern LINE = Pattern.compile("lineNumber=(\\d+), description=(.*), testsInOrder=");

  /** {@code name} is the class, and the number that PIT gives the mutant; {@code change} its line and what it does. */
  record Mechanical(String name, String change, Path file) {
    /** The name of the class. */
    String type() {
      return file.getFileName().toString().replaceAll("\\.class$", "");
    }

    /** Writes the class to where a class path can find it. */
    void writeTo(Path overlay) throws IOException {
      Path target = overlay.resolve(type().replace('.', '/') + ".class");
      Files.createDirectories(target.getParent());
      Files.copy(file, target);
    }
  }

  private MechanicalMutants() {}

  /** At most {@code number} of the mutants below {@code directory}: the same ones for the same classes. */
  static List<Mechanical> sample(Path directory, int number) throws IOException {
    List<Path> files;
    try (Stream<Path> found = Files.walk(directory)) {
      files =
          new ArrayList<>(
              found.filter(each -> each.toString().matches(".*/mutants/\\d+/[^/]*\\.class")).sorted().toList());
    }
    Collections.shuffle(files, new Random(files.size()));
    List<Mechanical> sample = new ArrayList<>();
    for (Path file : files.subList(0, Math.min(number, files.size()))) {
      Matcher line = LINE.matcher(Files.readString(file.resolveSibling("details.txt")));
      if (!line.find()) {
        throw new IllegalStateException("PIT does not describe " + file);
      }
      String type = file.getFileName().toString().replaceAll("\\.class$", "");
      sample.add(
          new Mechanical(
              type.replaceFirst("^io\\.miniss\\.", "") + "#" + file.getParent().getFileName(),
              "line " + line.group(1) + ": " + line.group(2).replaceAll("(\\w+/)+", ""), file));
    }
    return sample;
  }
}
