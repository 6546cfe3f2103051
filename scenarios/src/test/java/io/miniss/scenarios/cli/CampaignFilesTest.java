package io.miniss.scenarios.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.miniss.scenarios.Main;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The files under {@code ci} with which a campaign runs on many machines: what can be tried here. */
final class CampaignFilesTest {
  private static final Path CI = Path.of("..", "ci");

  @ParameterizedTest
  @ValueSource(
      strings = {"matrix/github-actions.yml", "kubernetes/campaign-job.yaml",
        "slurm/campaign.sbatch"})
  void theCommandIsTheOneThatThereIs(String file) throws IOException {
    String text = Files.readString(CI.resolve(file));
    Matcher command =
        Pattern.compile("\\./miniss explore --all --shard .*?--seeds \"\\$SEEDS\"", Pattern.DOTALL)
            .matcher(text);
    assertThat(command.find()).isTrue();
    Map<String, ?> options =
        Main.commandLine().getSubcommands().get("explore").getCommandSpec().optionsMap();
    Matcher option = Pattern.compile("(?<=\\s)--[a-z-]+").matcher(command.group());
    while (option.find()) {
      assertThat(options).containsKey(option.group());
    }
    assertThat(command.group()).contains("--json ");
  }

  @Test
  void eachTaskOfTheSlurmArrayTakesItsShard(@TempDir Path directory) throws Exception {
    Path miniss = directory.resolve("miniss");
    Files.writeString(miniss, "#!/bin/sh\necho \"$@\" >called\n");
    assertThat(miniss.toFile().setExecutable(true)).isTrue();
    ProcessBuilder task =
        new ProcessBuilder("bash", CI.resolve("slurm/campaign.sbatch").toRealPath().toString());
    task.directory(directory.toFile()).inheritIO();
    Map<String, String> environment = task.environment();
    environment.remove("SLURM_SUBMIT_DIR");
    environment.putAll(
        Map.of("SLURM_ARRAY_TASK_ID", "6", "SHARDS", "7", "SEEDS", "50", "RESULTS", "out"));
    assertThat(task.start().waitFor()).isZero();
    List<String> called =
        List.of(Files.readString(directory.resolve("called")).strip().split(" ", -1));
    assertThat(called).containsExactly(
        "explore", "--all", "--shard", "7/7", "--json", "out/shard-7.jsonl", "--resume",
        "out/shard-7.checkpoint", "--failures", "out/failures", "--seeds", "50");
  }
}
