package io.miniss.scenarios.cli;

import io.miniss.simulator.campaign.Campaign;
import io.miniss.simulator.campaign.Ledger;
import io.miniss.simulator.campaign.Shard;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options with which a campaign is shared, kept account of, and continued. */
final class CampaignFlags {
  @Option(
      names = "--shard",
      paramLabel = "I/N",
      description = "Run only shard I of N: the seeds whose remainder by N is I - 1. --seeds is the number"
          + " of all shards together.")
  @Nullable String shard;

  @Option(
      names = "--json",
      paramLabel = "FILE",
      converter = Writable.ToFile.class,
      description = "Write the results to FILE, for merge.")
  @Nullable Path json;

  @Option(
      names = "--resume",
      paramLabel = "FILE",
      converter = Writable.ToFile.class,
      description = "Write a checkpoint to FILE, and continue from it if it exists: the same command"
          + " starts a job and continues it after it was killed.")
  @Nullable Path resume;

  @Option(
      names = "--checkpoint-every",
      paramLabel = "T",
      converter = DurationConverter.class,
      description = "How often the checkpoint is written (default: 10s).")
  @Nullable Duration every;

  Shard shard() {
    return shard == null ? Shard.WHOLE : Shard.parse(shard);
  }

  /** Keeps account of {@code campaigns}; nothing if that was not asked for. */
  Optional<Ledger> ledger(List<Campaign> campaigns) {
    if (every != null && resume == null) {
      throw new IllegalArgumentException("--checkpoint-every goes with --resume FILE");
    }
    if (json == null && resume == null) {
      return Optional.empty();
    }
    return Optional.of(
        Ledger.open(
            campaigns,
            Optional.ofNullable(json),
            Optional.ofNullable(resume),
            every == null ? Duration.ofSeconds(10) : every));
  }
}
