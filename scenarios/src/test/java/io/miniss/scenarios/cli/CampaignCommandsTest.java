package io.miniss.scenarios.cli;

import static io.miniss.scenarios.cli.Miniss.miniss;
import static org.assertj.core.api.Assertions.assertThat;

import io.miniss.scenarios.cli.Miniss.Answer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Campaigns that several processes share, and one that is killed. */
final class CampaignCommandsTest {
  private static final long MINUTES = 3;

  @TempDir
  private Path directory;

  private Process process(String name, List<String> arguments) throws IOException {
    return Miniss.start(directory.resolve(name + ".log"), arguments);
  }

  private String file(String name) {
    return directory.resolve(name).toString();
  }

  private List<String> explore(String... more) {
    List<String> command = new ArrayList<>(List.of("explore"));
    command.addAll(List.of("--jobs", "1", "--no-shrink", "--failures", file("failures")));
    command.addAll(List.of(more));
    return command;
  }

  /** A row of merge's table, without the time and what was seen. */
  private static String row(Answer merged, String scenario) {
    return merged.out().lines()
        .filter(line -> line.startsWith(scenario))
        .findFirst()
        .orElseThrow()
        .replaceFirst(" [0-9]/[0-9] ", " ")
        .replaceFirst(" +[0-9]+\\.[0-9] ", " ")
        .replaceAll(", [0-9+ -]+ interleavings, .* pairs", "")
        .replaceAll(" +", " ");
  }

  private static String replayLine(Answer answer) {
    Matcher line = Pattern.compile("replay: \\./miniss replay '([^']+)'").matcher(answer.out());
    assertThat(line.find()).isTrue();
    return line.group(1);
  }

  @Test
  void threeProcessesFindWhatOneFinds() throws Exception {
    String[] campaign = {"hello", "lost-update", "--seeds", "200"};
    List<Process> processes = new ArrayList<>();
    for (int shard = 1; shard <= 3; shard++) {
      List<String> command = explore(campaign);
      command.addAll(List.of("--shard", shard + "/3", "--json", file(shard + ".jsonl")));
      processes.add(process("shard-" + shard, command));
    }
    List<String> whole = explore(campaign);
    whole.addAll(List.of("--json", file("whole.jsonl")));
    Answer alone = miniss(whole);
    for (Process process : processes) {
      assertThat(process.waitFor(MINUTES, TimeUnit.MINUTES)).as("it ends").isTrue();
    }
    Answer merged = miniss("merge", file("1.jsonl"), file("2.jsonl"), file("3.jsonl"));
    Answer one = miniss("merge", file("whole.jsonl"));
    assertThat(alone.code()).isEqualTo(1);
    assertThat(merged.code()).isEqualTo(1);
    assertThat(merged.err()).isEmpty();
    assertThat(row(merged, "hello")).isEqualTo(row(one, "hello")).contains(" 200 ");
    assertThat(replayLine(merged)).isEqualTo(replayLine(one)).isEqualTo(replayLine(alone));

    Answer partly = miniss("merge", file("1.jsonl"), file("3.jsonl"));
    assertThat(partly.err()).contains("hello has no result of shard 2/3");
    Answer doubled = miniss("merge", file("1.jsonl"), file("1.jsonl"));
    assertThat(doubled.code()).isEqualTo(2);
    assertThat(doubled.err()).contains("shard 1/3 of hello is there twice");
    Answer mixed = miniss("merge", file("1.jsonl"), file("whole.jsonl"));
    assertThat(mixed.code()).isEqualTo(2);
    assertThat(mixed.err()).contains("shards=3 against shards=1");
  }

  @Test
  void whatIsMissingIsBadUsageIfNothingFailed() {
    miniss(explore("hello", "--seeds", "30", "--shard", "2/2", "--json", file("a.jsonl")));
    Answer merged = miniss("merge", file("a.jsonl"));
    assertThat(merged.code()).isEqualTo(2);
    assertThat(merged.out()).contains("1/2").contains("not complete");
    assertThat(merged.err()).contains("hello has no result of shard 1/2");
    miniss(explore("hello", "--seeds", "30", "--shard", "1/2", "--json", file("b.jsonl")));
    Answer whole = miniss("merge", file("a.jsonl"), file("b.jsonl"));
    assertThat(whole.code()).isZero();
    assertThat(row(whole, "hello")).startsWith("hello 30 ").endsWith(" passed");
  }

  @Test
  void aProcessThatIsKilledGoesOnWhereItWas() throws Exception {
    Path checkpoint = directory.resolve("checkpoint");
    String[] campaign = {"hello", "bank", "--seeds", "1500"};
    List<String> command = explore(campaign);
    command.addAll(List.of("--resume", checkpoint.toString(), "--checkpoint-every", "20ms"));
    command.addAll(List.of("--json", file("killed.jsonl")));
    Process process = process("killed", command);
    try {
      Pattern begun = Pattern.compile("\"done\":[1-9]");
      Awaitility.await()
          .atMost(Duration.ofMinutes(MINUTES))
          .pollInterval(Duration.ofMillis(5))
          .until(
              () -> Files.exists(checkpoint)
                  && begun.matcher(Files.readString(checkpoint)).find());
    } finally {
      process.destroyForcibly(); // SIGKILL
    }
    assertThat(process.waitFor()).isEqualTo(128 + 9);
    assertThat(directory.resolve("killed.jsonl")).isEmptyFile();

    Answer resumed = miniss(command);
    assertThat(resumed.code()).isZero();
    assertThat(resumed.err())
        .containsPattern("going on from .*checkpoint: [1-9][0-9,]* runs done, and 0 of the");
    List<String> whole = explore(campaign);
    whole.addAll(List.of("--json", file("whole.jsonl")));
    miniss(whole);
    Answer killed = miniss("merge", file("killed.jsonl"));
    Answer unharmed = miniss("merge", file("whole.jsonl"));
    for (String scenario : List.of("hello", "bank")) {
      assertThat(row(killed, scenario)).isEqualTo(row(unharmed, scenario)).contains(" 1,500 ");
    }
  }

  @Test
  void badUsageExitsWith2AndNamesWhatIsAccepted() throws IOException {
    String checkpoint = file("checkpoint");
    assertThat(miniss(explore("hello", "--seeds", "20", "--resume", checkpoint)).code()).isZero();
    String newer = file("newer");
    Files.writeString(Path.of(newer), "{\"miniss-checkpoint\":9}\n{\"end\":0}\n");
    String noise = file("noise");
    Files.write(Path.of(noise), new byte[] {-1, -2, 0, 7});
    String text = file("text");
    Files.writeString(Path.of(text), "not a result\n");
    for (List<String> bad : List.of(
        List.of("accepted: i/n", "explore", "hello", "--shard", "1"),
        List.of("accepted: i/n", "explore", "hello", "--shard", "0/3"),
        List.of("accepted: i/n", "explore", "hello", "--shard", "4/3"),
        List.of("accepted: i/n", "explore", "hello", "--shard", "one/three"),
        List.of("accepted: random", "explore", "hello", "--strategy", "magic", "--shard", "1/3"),
        List.of("goes with --resume", "explore", "hello", "--checkpoint-every", "5s"),
        List.of("a duration is", "explore", "hello", "--checkpoint-every", "often"),
        List.of("a file that can be written is accepted",
            "explore", "hello", "--json", directory.toString()),
        List.of("two files", "explore", "hello", "--json", text, "--resume", text),
        List.of("against first-seed=7",
            "explore", "hello", "--seeds", "20", "--resume", checkpoint, "--first-seed", "7"),
        List.of("seeds=20 against seeds=21",
            "explore", "hello", "--seeds", "21", "--resume", checkpoint),
        List.of("shards=1 against shards=2",
            "explore", "hello", "--seeds", "20", "--resume", checkpoint, "--shard", "1/2"),
        List.of("against cores=3",
            "explore", "hello", "--seeds", "20", "--resume", checkpoint, "--cores", "3"),
        List.of("scenarios [hello] against [bank]",
            "explore", "bank", "--seeds", "20", "--resume", checkpoint),
        List.of("reads up to version 1", "explore", "hello", "--resume", newer),
        List.of("it is not text", "explore", "hello", "--resume", noise),
        List.of("is no checkpoint", "explore", "hello", "--resume", text),
        List.of("there are not 10 seeds",
            "explore", "hello", "--seeds", "10", "--first-seed", "9223372036854775800"),
        List.of("Missing required parameter", "merge"),
        List.of("there is no such file", "merge", file("nothing")),
        List.of("it is not text", "merge", noise),
        List.of("line 1 is no result", "merge", text),
        List.of("this is a checkpoint", "merge", checkpoint))) {
      Answer answer = miniss(bad.subList(1, bad.size()));
      assertThat(answer.code()).as("%s", bad).isEqualTo(2);
      assertThat(answer.err()).as("%s", bad).contains(bad.getFirst()).doesNotContain("\tat ");
    }
  }
}
