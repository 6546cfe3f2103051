package io.miniss.scenarios.cli;

import static io.miniss.scenarios.cli.Miniss.miniss;
import static org.assertj.core.api.Assertions.assertThat;

import io.miniss.scenarios.cli.Miniss.Answer;
import io.miniss.scenarios.zoo.Exhibit;
import io.miniss.scenarios.zoo.Zoo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code miniss zoo} returns, prints and writes. */
final class ZooCommandTest {
  private static final Exhibit FIRST = Zoo.exhibits().getFirst();

  /** No search of a few runs finds this one. */
  private static final String NEEDS_MANY_RUNS = "17";

  @TempDir
  private Path directory;

  private static Answer zoo(String... arguments) {
    List<String> command = new ArrayList<>(List.of("zoo"));
    command.addAll(List.of(arguments));
    return miniss(command);
  }

  private Answer hunt(String... more) {
    List<String> command =
        new ArrayList<>(
            List.of(
                "zoo", Integer.toString(FIRST.number()), "--failures",
                directory.resolve("failures").toString()));
    command.addAll(List.of(more));
    return miniss(command);
  }

  private static String replayLine(String out) {
    String line = out.lines().filter(each -> each.startsWith("replay: ")).findFirst().orElseThrow();
    return line.substring(line.indexOf('\'') + 1, line.length() - 1);
  }

  @Test
  void withoutArgumentsItListsTheExhibits() {
    Answer answer = zoo();
    assertThat(answer.code()).isZero();
    assertThat(answer.out().lines().toList()).hasSameSizeAs(Zoo.exhibits());
    for (Exhibit exhibit : Zoo.exhibits()) {
      assertThat(answer.out())
          .containsPattern(
              "(?m)^ ?" + exhibit.number() + "  " + exhibit.label().kind().text() + " +\\Q"
                  + exhibit.label().title() + "\\E$");
    }
  }

  @Test
  void aHuntTellsOfTheBugFindsItAndShowsThatTheFixedOnePasses() throws IOException {
    Answer answer = hunt();
    assertThat(answer.code()).isZero();
    String buggy = "zoo-" + FIRST.number() + "-buggy";
    String fixed = "zoo-" + FIRST.number() + "-fixed";
    assertThat(answer.out())
        .startsWith("exhibit " + FIRST.number() + ", " + FIRST.label().kind().text() + ": ")
        .contains(FIRST.label().references().getFirst().link().toString())
        .contains("why the runtime is not affected:")
        .containsPattern(buggy + " +found in run [0-9,]+")
        .contains("FAILED " + buggy + ": ")
        .contains("shrunk: steps ")
        .containsPattern(fixed + " +passed +[0-9,]+ runs");
    assertThat(answer.out().replaceAll("\\s+", " "))
        .contains(FIRST.label().story().strip().replaceAll("\\s+", " "));
    Answer replayed = miniss(List.of("replay", replayLine(answer.out())));
    assertThat(replayed.code()).isEqualTo(1);
    assertThat(replayed.out()).contains("the same run, step for step");
    try (var files = Files.list(directory.resolve("failures"))) {
      Answer byFile = miniss(List.of("replay", files.findFirst().orElseThrow().toString()));
      assertThat(byFile.out()).contains("the same run, step for step");
    }
  }

  @Test
  void aHuntIsDrawn() throws IOException {
    Path page = directory.resolve("bug.html");
    Answer answer = hunt("--trace", page.toString(), "--first-seed", "500", "--jobs", "1");
    assertThat(answer.code()).isZero();
    assertThat(answer.out()).contains("trace: " + page);
    assertThat(Files.readString(page)).contains("<!DOCTYPE html>", "class=\"outcome failed\"");
  }

  @Test
  void aHuntThatFindsNothingExitsWith1() {
    Answer answer = zoo(NEEDS_MANY_RUNS, "--seeds", "2", "--strategy", "random", "--trace",
        directory.resolve("unused.html").toString());
    assertThat(answer.code()).isEqualTo(1);
    assertThat(answer.out()).contains("not found: 2 runs").contains("trace: none");
    assertThat(answer.out()).doesNotContain("passed");
  }

  private Answer table(String... more) {
    List<String> command =
        new ArrayList<>(
            List.of(
                "zoo", "--table", "--only", Integer.toString(FIRST.number()), "--fixed-runs", "100",
                "--search-runs", "200"));
    command.addAll(List.of(more));
    return miniss(command);
  }

  @Test
  void theTableIsTheSameWhateverTheNumberOfJobs() throws IOException {
    Path one = directory.resolve("one.json");
    Path three = directory.resolve("three.json");
    Answer answer = table("--campaigns", "2", "--jobs", "1", "--json", one.toString());
    Answer again = table("--campaigns", "2", "--jobs", "3", "--json", three.toString());
    assertThat(answer.code()).isZero();
    assertThat(answer.out())
        .contains("| what goes wrong |", "| 2 of 2 |", "`random`", "| 100 |")
        .contains(FIRST.label().references().getFirst().link().toString())
        .contains("1 of 1 exhibits is as it should be")
        .isEqualTo(again.out());
    assertThat(Files.readString(one))
        .contains("\"number\":" + FIRST.number(), "\"foundByAll\":true")
        .isEqualTo(Files.readString(three));
  }

  @Test
  void aTableWithoutABugExitsWith1AndSaysSo() {
    Answer answer =
        zoo("--table", "--only", NEEDS_MANY_RUNS, "--campaigns", "3", "--runs", "1",
            "--fixed-runs", "100", "--search-runs", "1");
    assertThat(answer.code()).isEqualTo(1);
    assertThat(answer.out())
        .contains("> 1", "**0 of 3** |", "exhibit " + NEEDS_MANY_RUNS + ": found by 0 of 3")
        .contains("0 of 1 exhibits");
  }

  @Test
  void theTableReplacesItsSectionOfAFileAndLeavesTheRestAlone() throws IOException {
    Path file = directory.resolve("zoo.md");
    assertThat(table("--campaigns", "1", "--markdown", file.toString()).code()).isZero();
    String fresh = Files.readString(file);
    assertThat(fresh)
        .startsWith("<!-- begin of what miniss zoo --table writes -->\n\n| #")
        .endsWith("|\n\n<!-- end of what miniss zoo --table writes -->\n");
    Files.writeString(file, "before\n" + fresh.replace("| kind |", "| old |") + "after\n");
    assertThat(table("--campaigns", "1", "--markdown", file.toString()).code()).isZero();
    assertThat(Files.readString(file)).isEqualTo("before\n" + fresh + "after\n");

    Path other = Files.writeString(directory.resolve("other.md"), "# Another\n");
    Answer refused = table("--campaigns", "1", "--markdown", other.toString());
    assertThat(refused.code()).isEqualTo(2);
    assertThat(refused.err()).contains("without a line <!-- begin of");
    assertThat(Files.readString(other)).isEqualTo("# Another\n");
  }

  @Test
  void anUnknownNumberIsBadUsageThatNamesThoseThereAre() {
    Answer answer = zoo("4711");
    assertThat(answer.code()).isEqualTo(2);
    assertThat(answer.out()).isEmpty();
    assertThat(answer.err()).contains("no exhibit 4711; it has [" + FIRST.number());
  }

  @Test
  void badUsageExitsWith2() {
    for (List<String> bad : List.of(
        List.of("zoo", "lost"),
        List.of("zoo", "0"),
        List.of("zoo", "--seeds", "5"),
        List.of("zoo", "1", "--seeds", "0"),
        List.of("zoo", "1", "--jobs", "0"),
        List.of("zoo", "1", "--cores", "0"),
        List.of("zoo", "1", "--strategy", "magic"),
        List.of("zoo", "1", "--trace", "bug.svg"),
        List.of("zoo", "1", "--campaigns", "3"),
        List.of("zoo", "1", "--table"),
        List.of("zoo", "--table", "--only", "4711"),
        List.of("zoo", "--table", "--only", "one"),
        List.of("zoo", "--table", "--campaigns", "0"),
        List.of("zoo", "--table", "--runs", "0"),
        List.of("zoo", "--table", "--jobs", "0"),
        List.of("zoo", "--table", "--seeds", "5"),
        List.of("zoo", "--table", "--strategy", "random"))) {
      Answer answer = miniss(bad);
      assertThat(answer.code()).as("%s", bad).isEqualTo(2);
      assertThat(answer.err()).as("%s", bad).isNotBlank().doesNotContain("\tat ");
    }
  }
}
