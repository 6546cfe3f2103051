package io.miniss.simulator.picture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A browser without a window. Tests that need it are skipped where there is none. */
final class Chromium {
  private static final List<String> NAMES =
      List.of("chromium", "chromium-browser", "google-chrome", "google-chrome-stable");
  private static final Pattern ATTRIBUTE = Pattern.compile("data-([a-z-]+)=\"([^\"]*)\"");
  private static final long SECONDS = 120;

  private final String program;
  private final Path directory;

  private Chromium(String program, Path directory) {
    this.program = program;
    this.directory = directory;
  }

  /** The installed browser, with {@code directory} for its files. */
  static Chromium installed(Path directory) {
    Optional<String> program = find();
    assumeThat(program)
        .as("a browser to look at the page with: none of %s is on the path", NAMES)
        .isPresent();
    return new Chromium(program.orElseThrow(), directory);
  }

  private static Optional<String> find() {
    String path = Optional.ofNullable(System.getenv("PATH")).orElse("");
    return NAMES.stream()
        .flatMap(
            name -> Stream.of(path.split(File.pathSeparator))
                .filter(directory -> !directory.isEmpty())
                .map(directory -> Path.of(directory, name)))
        .filter(Files::isExecutable)
        .map(Path::toString)
        .findFirst();
  }

  /** The data attributes of the body when {@code page} has been opened at {@code address}. */
  Map<String, String> summary(String page, String address) throws Exception {
    Path file = Files.writeString(directory.resolve("page.html"), page);
    String dom = run("--dump-dom", file.toUri() + address);
    int body = dom.indexOf("<body");
    assertThat(body).as("a body in %s", dom).isNotNegative();
    Matcher matcher = ATTRIBUTE.matcher(dom.substring(body, dom.indexOf('>', body)));
    Map<String, String> summary = new TreeMap<>();
    while (matcher.find()) {
      summary.put(matcher.group(1), matcher.group(2));
    }
    return summary;
  }

  private String run(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(program));
    command.addAll(
        List.of(
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--window-size=1400,900",
            "--user-data-dir=" + Files.createTempDirectory(directory, "browser")));
    command.addAll(List.of(arguments));
    File out = directory.resolve("out").toFile();
    File err = directory.resolve("err").toFile();
    Process process =
        new ProcessBuilder(command).redirectOutput(out).redirectError(err).start();
    try {
      assertThat(process.waitFor(SECONDS, TimeUnit.SECONDS))
          .as("the browser ends within %s s; it said %s", SECONDS, err)
          .isTrue();
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly().waitFor();
    }
    return Files.readString(out.toPath());
  }
}
