package io.miniss.scenarios.cli;

import static io.miniss.scenarios.cli.Miniss.miniss;
import static org.assertj.core.api.Assertions.assertThat;

import io.miniss.scenarios.cli.Miniss.Answer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is refused before anything runs, with words that say why. */
final class RefusalsTest {
  @TempDir
  private Path directory;

  private static void refused(String words, String... arguments) {
    Answer answer = miniss(arguments);
    assertThat(answer.code()).as("%s", List.of(arguments)).isEqualTo(2);
    assertThat(answer.out()).as("%s", List.of(arguments)).isEmpty();
    assertThat(answer.err()).contains(words).doesNotContain("\tat ");
    assertThat(answer.err().lines()).as("%s", List.of(arguments)).hasSizeLessThanOrEqualTo(2);
  }

  private String existing(String name) throws IOException {
    return Files.writeString(directory.resolve(name), "").toString();
  }

  /** In a directory whose permissions do not say that nothing can be made there. */
  @Test
  void whereNothingCanBeWritten() throws IOException {
    String file = existing("file");
    for (String bad : List.of("/proc/x", file, file + "/below")) {
      String words = "a directory that can be written is accepted: \"" + bad + "\"";
      refused(words, "explore", "lost-update", "--failures", bad);
      refused(words, "zoo", "9", "--failures", bad);
      refused(words, "keep", "hello seed=1", "--corpus", bad);
    }
    String nowhere = directory.resolve("none").toString();
    for (String option : List.of("--json", "--resume")) {
      refused("there is no directory " + nowhere, "explore", "hello", option, nowhere + "/x");
    }
    refused("there is no directory " + nowhere, "simulate", "hello", "--trace",
        nowhere + "/x.html");
    refused("there is no directory " + nowhere, "zoo", "--table", "--markdown", nowhere + "/x.md");
    assertThat(directory.resolve("none")).doesNotExist();
    String words = "a file that can be written is accepted";
    refused(words, "simulate", "hello", "--trace", "/proc/x.html");
    refused(words, "zoo", "--table", "--only", "9", "--json", "/proc/z.json");
    refused(words, "zoo", "--table", "--only", "9", "--markdown", file + "/below.md");
    refused(words, "zoo", "--table", "--only", "9", "--json", directory.toString());
    assertThat(directory).as("nothing is left of trying").isDirectoryNotContaining(
        each -> !each.endsWith("file"));
  }

  @Test
  void longTextIsNotRepeatedWhole() throws IOException {
    String longText = "x".repeat(100_000);
    String file =
        Files.writeString(directory.resolve("results"), "{\"schema\": " + longText).toString();
    for (List<String> arguments : List.of(
        List.of("replay", longText), List.of("replay", "hello", "seed=" + longText),
        List.of("replay", "hello", "seed=1", longText + "=1"),
        List.of("replay", "hello", "seed=1", longText),
        List.of("replay", "hello", "seed=1", "hash=" + longText),
        List.of("replay", "hello", "seed=1", "size." + longText + "=1"),
        List.of("replay", "hello", "seed=1", "strategy=" + longText),
        List.of("replay", "hello", "seed=1", "strategy=pct(" + longText + ")"),
        List.of("replay", "hello", "seed=1", "strategy=switches(" + longText + ")"),
        List.of("replay", "hello", "seed=1", "faults=" + longText),
        List.of("replay", "hello", "seed=1", "strategy=\"" + longText),
        List.of("replay", "\"" + longText + "\"", "seed=1"),
        List.of("simulate", longText), List.of("explore", longText),
        List.of("simulate", "hello", "--strategy", longText),
        List.of("simulate", "hello", "--faults", longText),
        List.of("simulate", "hello", "--size", longText + "=1"), List.of("merge", file))) {
      Answer answer = miniss(arguments);
      assertThat(answer.code()).isEqualTo(2);
      assertThat(answer.err().length()).as(answer.err().substring(0, 50)).isLessThan(5_000);
    }
  }

  @Test
  void oneFileForTwoThings() throws IOException {
    String there = existing("there");
    String sameThere = directory.resolve(".").resolve("there").toString();
    String absent = directory.resolve("absent").toString();
    refused("two files", "zoo", "--table", "--json", there, "--markdown", sameThere);
    refused("two files", "zoo", "--table", "--json", absent, "--markdown", absent);
  }

  @Test
  void severalFilesOrSeveralLines() throws IOException {
    String one = existing("one.replay");
    String other = existing("other.replay");
    for (String command : List.of("replay", "keep")) {
      refused("these words are not one line: \"" + one + "\" and \"" + other, command, one, other);
      refused("a file stands alone", command, one, "cores=3");
      refused("\"hello\" is no key=value", command, "hello seed=1", "hello seed=2");
    }
  }

  @Test
  void aFileThatIsNone() throws IOException {
    Path noise = Files.write(directory.resolve("noise.replay"), new byte[] {-1, -2, 0, 7});
    for (String command : List.of("replay", "keep")) {
      refused("there is no such file: \"nofile.replay\"; one line, NAME seed=N ", command,
          "nofile.replay");
      refused("this is no regular file", command, directory.toString());
      refused("it is not text", command, noise.toString());
    }
  }

  @Test
  void aKeyThatIsThereTwice() {
    refused("it has depth twice", "simulate", "hello", "--strategy", "pct(depth=3,depth=4)");
    refused("it has stall twice", "simulate", "hello", "--faults", "stall=0.1,stall=0.2");
    refused("it has stall#7 twice", "simulate", "hello", "--faults", "at(stall#7,stall#7)");
    refused("it names seed twice", "replay", "hello", "seed=2", "seed=3");
  }

  @Test
  void numbersOutOfTheirRange() {
    refused("a duration is from 1ms on", "explore", "hello", "--time", "0s");
    refused("at most 4096: 100000", "explore", "hello", "--jobs", "100000");
    refused("at most 4096: 100000", "zoo", "9", "--jobs", "100000");
    refused("at most 4096: 100000", "zoo", "--table", "--only", "9", "--jobs", "100000");
    refused("at least 1 seed: 0", "explore", "hello", "--seeds", "0");
    refused("at least 1 seed: 0", "zoo", "9", "--seeds", "0");
    refused("a number from 1 to ", "explore", "lost-update", "--shrink-runs", "-1");
    refused("a number from 0 to ", "simulate", "hello", "--timeline", "-3");
    refused("site is from 0 on: -1", "simulate", "hello", "--faults", "at(stall#-1)");
    for (String command : List.of("simulate", "explore")) {
      refused("at most 4094: 100000", command, "hello", "--cores", "100000");
    }
  }

  @Test
  void moreCoresThanARuntimeCanHave() {
    refused("--cores takes a number up to 4094, not 4095", "run", "hello", "--cores", "4095");
  }

  @Test
  void whatNoStrategyIs() {
    refused("\"\" is no name=value; accepted: ", "explore", "hello", "--strategy", "pct()");
    refused("in parentheses", "explore", "hello", "--strategy", "switches");
    refused("in parentheses", "replay", "hello", "seed=1", "strategy=switches");
    for (String command : List.of("simulate", "explore")) {
      refused(
          "no location of hello has a name or kind that begins with \"nothing\"; its kinds are ",
          command, "hello", "--strategy", "surw(of=SharedFlag.nothing)");
    }
  }

  @Test
  void whatIsNoCommandOrOption() {
    refused("a command is missing");
    refused("see ./miniss explore --help", "explore");
    refused("--sede", "simulate", "hello", "--sede", "3");
    refused("Missing required parameter: 'NAME'", "simulate");
  }
}
