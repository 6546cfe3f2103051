package io.miniss.simulator.campaign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.miniss.runtime.shared.SharedLong;
import io.miniss.simulator.Simulation;
import io.miniss.simulator.SimulationOptions;
import io.miniss.simulator.Simulator;
import io.miniss.simulator.coverage.Coverage;
import io.miniss.simulator.coverage.Interleaving;
import io.miniss.simulator.replay.ReplayLine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Adding up results, and telling when they do not belong together. */
final class MergeTest {
  @TempDir
  private Path directory;

  private static String line(String scenario, int shard, String more) {
    return """
        {"miniss-result":2,"scenario":"%s","strategy":"random",\
        "options":"%s seed=0 cores=2 strategy=random hash=000000000000000f","seeds":300,"shard":"%d/3",\
        "done":100,"steps":1000,"tookNanos":1500000000,"ended":"all"%s,"scenarios":["a","b"]}
        """
        .formatted(scenario, scenario, shard, more);
  }

  private static String failing(String scenario, int shard, int seed) {
    return line(
        scenario,
        shard,
        (",\"failure\":{\"what\":\"EXCEPTION main\",\"message\":\"broke\\nbadly\","
            + "\"replay\":\"%s seed=%d cores=2 strategy=random hash=000000000000001e\"}")
            .formatted(scenario, seed))
        .replace("\"all\"", "\"failure\"")
        .replace("\"done\":100", "\"done\":40");
  }

  private Merge merge(String... texts) throws IOException {
    List<Path> files = new ArrayList<>();
    for (String text : texts) {
      files.add(Files.writeString(directory.resolve("shard-" + files.size()), text));
    }
    return Merge.of(files);
  }

  private void assertRefused(String words, String... texts) {
    assertThatThrownBy(() -> merge(texts))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(words);
  }

  @Test
  void allShardsAddUp() throws IOException {
    Merge merge =
        merge(
            line("a", 2, "") + line("b", 2, ",\"coverage\":{\"traces\":40}"),
            line("a", 1, "") + line("b", 3, ""),
            line("a", 3, "") + line("b", 1, ",\"of a later version\":[1.5,null]"));
    assertThat(merge.gaps()).isEmpty();
    assertThat(merge.isFailed()).isFalse();
    assertThat(merge.rows()).extracting(Merge.Row::scenario).containsExactly("a", "b");
    assertThat(merge.rows()).allSatisfy(row -> {
      assertThat(row.done()).isEqualTo(300);
      assertThat(row.steps()).isEqualTo(3_000);
      assertThat(row.took()).hasMillis(4_500);
    });
    assertThat(merge.text().lines())
        .hasSize(3)
        .anyMatch(row -> row.matches("a +3/3 +300 +3,000 +4.5 +passed"))
        .anyMatch(row -> row.matches("b +3/3 +300 +3,000 +4.5 +passed"));
  }

  /** Two clients that share one counter: hardly two seeds have the same interleaving. */
  private static void share(Simulation simulation) {
    SharedLong counter = new SharedLong(simulation.scheduler(), "counter");
    for (int client = 0; client < 2; client++) {
      simulation.client(
          "client",
          () -> {
            for (int i = 0; i < 15; i++) {
              counter.getAndAdd(1);
            }
          });
    }
  }

  /** What a result says of these seeds' coverage. */
  private static String seen(int from, int to) {
    Coverage coverage = new Coverage(1);
    for (int seed = from; seed < to; seed++) {
      Interleaving run = coverage.observe();
      Simulator.observe(SimulationOptions.seed(seed), MergeTest::share, run);
      coverage.add(run);
    }
    Plan plan =
        new Plan(
            ReplayLine.parse("a seed=0"),
            List.of("a"),
            Optional.of(1L),
            Optional.empty(),
            Shard.WHOLE);
    Campaign.Result leg =
        new Campaign.Result(
            0,
            false,
            new Campaign.Progress(0, 0, Duration.ZERO),
            Optional.empty(),
            new Coverage(Coverage.DEFAULT_EVERY).report(),
            false);
    String json = ShardResult.none(plan).plus(leg, coverage.seen()).toJson();
    return json.substring(json.indexOf(",\"coverage\""), json.indexOf(",\"scenarios\""));
  }

  @Test
  void whatTwoShardsHaveSeenCountsOnce() throws IOException {
    Merge merge =
        merge(
            line("a", 1, seen(0, 1_000)) + line("a", 2, seen(500, 1_500)),
            line("a", 3, "") + line("b", 1, "") + line("b", 2, "") + line("b", 3, ""));
    assertThat(merge.rows().getFirst().seen().observed()).isEqualTo(2_000);
    assertThat(merge.rows().getFirst().seen().interleavings().estimate().count())
        .isBetween(1_400L, 1_600L);
    assertThat(merge.text())
        .containsPattern("passed, 1[456]\\d\\d \\+- \\d+ interleavings, .* in 2 shards");
  }

  @Test
  void aSketchThatIsDamagedIsRefused() {
    String good = seen(0, 10);
    assertRefused(
        "a sketch has 4096 registers", line("a", 1, good.replaceFirst("A\\d+", "A1")));
  }

  @Test
  void theLowestSeedThatFailedIsReported() throws IOException {
    Merge merge =
        merge(
            failing("a", 1, 99) + line("b", 1, ""),
            failing("a", 2, 40) + line("b", 2, ""),
            line("a", 3, "") + line("b", 3, ""));
    assertThat(merge.isFailed()).isTrue();
    assertThat(merge.text())
        .contains("FAILED a: EXCEPTION main\n  broke\n  badly\n")
        .contains(
            "replay: ./miniss replay 'a seed=40 cores=2 strategy=random hash=000000000000001e'")
        .doesNotContain("seed=99");
  }

  @Test
  void whatIsMissingIsNamed() throws IOException {
    assertThat(merge(line("a", 2, ""), "").gaps()).containsExactly(
        directory.resolve("shard-1") + " holds no result: its job did not get as far",
        "a has no result of shard 1/3, 3/3",
        "b has no result of any shard");
    String many = line("a", 2, "").replace("\"2/3\"", "\"3/40\"").replace("100", "8");
    assertThat(merge(many).gaps()).contains(
        "a has no result of shard 1/40, 2/40, 4/40, 5/40, 6/40, 7/40, 8/40, 9/40 and 31 more");
    assertThat(merge(many).text()).contains("1/40").contains("not complete");
  }

  @Test
  void whatIsThereTwiceIsRefused() {
    Path first = directory.resolve("shard-0");
    Path second = directory.resolve("shard-1");
    assertRefused(
        "shard 2/3 of a is there twice: " + first + " line 2 and " + second + " line 1",
        line("a", 1, "") + line("a", 2, ""),
        line("a", 2, ""));
  }

  @Test
  void resultsOfOtherCampaignsAreRefusedAndTheDifferenceNamed() {
    String one = line("a", 1, "");
    String two = line("a", 2, "");
    assertRefused("are not of the same campaign of a", one, two.replace("cores=2", "cores=3"));
    assertRefused("cores=2 against cores=3", one, two.replace("cores=2", "cores=3"));
    assertRefused(
        "strategy=random against strategy=pct(depth=2,steps=7)",
        one,
        two.replace("strategy=random", "strategy=pct(depth=2,steps=7)"));
    assertRefused("seeds=300 against seeds=299", one, two.replace("300", "299"));
    assertRefused(
        "shards=3 against shards=4", one, two.replace("2/3", "2/4").replace("100", "75"));
    assertRefused("hash 000000000000000f against 000000000000001f: the code has changed", one,
        two.replace("000f", "001f"));
    assertRefused(
        "scenarios [a, b] against [a, c]", one, two.replace("[\"a\",\"b\"]", "[\"a\",\"c\"]"));
  }

  @Test
  void damagedLinesAreRefusedWithFileAndLine() {
    String where = directory.resolve("shard-0") + " line 2 ";
    String good = line("a", 1, "");
    String second = line("a", 2, "");
    for (List<String> bad : List.of(
        List.of("nonsense", "is no result that can be read: no JSON: a value is expected"),
        List.of("", "is no result that can be read: no JSON: it ends too early"),
        List.of(second.substring(0, second.length() - 9), "is no result that can be read: no JSON"),
        List.of("{}", "\"miniss-result\" is missing"),
        List.of(second.replace("result\":2", "result\":3"),
            "is of version 3; this miniss reads up"),
        List.of(second.replace("2/3", "4/3"), "there is no shard \"4/3\""),
        List.of(second.replace("\"all\"", "\"soon\""),
            "\"ended\" must be one of running, all, time"),
        List.of(second.replace("\"all\"", "\"failure\""), "it has no failure, but ended: failure"),
        List.of(second.replace(":100", ":99"), "shard 2/3 has 100 seeds, of which 99"),
        List.of(second.replace("strategy=random", "strategy=magic"), "no strategy \"magic\""),
        List.of(second.replace("\"scenario\":\"a\"", "\"scenario\":\"b\""), "not of one scenario"),
        List.of(second.replace("[\"a\"", "[\"c\""), "a is not among those explored"),
        List.of(failing("a", 2, 41), "is not one of shard 2/3"),
        List.of(failing("a", 1, 300), "is not one of shard 1/3"),
        List.of(failing("a", 2, 301), "is not one of shard 2/3"))) {
      assertThatThrownBy(() -> merge(good + bad.getFirst() + "\n"))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining(where)
          .hasMessageContaining(bad.getLast());
    }
    assertRefused("line 1: this is a checkpoint", "{\"miniss-checkpoint\":1}\n");
  }

  @Test
  void anInterruptedShardCountsAndIsNotComplete() throws IOException {
    String interrupted =
        line("a", 2, "").replace("\"all\"", "\"running\"").replace("\"done\":100", "\"done\":40");
    Merge merge = merge(line("a", 1, "") + line("b", 1, ""), interrupted + line("b", 2, ""),
        line("a", 3, "") + line("b", 3, ""));
    assertThat(merge.gaps())
        .containsExactly(
            "shard 2/3 of a was interrupted after 40 seeds (" + directory.resolve("shard-1")
                + " line 1)");
    assertThat(merge.rows().getFirst().done()).isEqualTo(240);
    assertThat(merge.text().lines().filter(row -> row.startsWith("a ")))
        .singleElement()
        .asString()
        .contains(" 2/3 ", "not complete");
  }

  @Test
  void filesThatCannotBeReadAreNamed() throws IOException {
    Path none = directory.resolve("none");
    assertThatThrownBy(() -> Merge.of(List.of(none)))
        .hasMessage("cannot read " + none + ": there is no such file");
    assertThatThrownBy(() -> Merge.of(List.of(directory)))
        .hasMessage(directory + " is no regular file");
    Path noise = Files.write(directory.resolve("noise"), new byte[] {-1, -2, 0, 7});
    assertThatThrownBy(() -> Merge.of(List.of(noise)))
        .hasMessage(noise + " cannot be read: it is not text");
  }
}
