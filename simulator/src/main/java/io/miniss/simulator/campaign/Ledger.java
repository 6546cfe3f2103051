package io.miniss.simulator.campaign;

import io.miniss.simulator.SimulationResult;
import io.miniss.simulator.Simulator;
import io.miniss.simulator.coverage.Coverage;
import io.miniss.simulator.coverage.Seen;
import io.miniss.simulator.engine.FailureKind;
import io.miniss.simulator.engine.RunFailure;
import io.miniss.simulator.output.AtomicFile;
import io.miniss.simulator.output.OutputException;
import io.miniss.simulator.scenario.Scenario;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Runs the campaigns of one job and keeps account in files: the results, for {@link Merge}, and a
 * checkpoint, with which a job that was killed goes on where it was. One thread.
 *
 * <p>With a checkpoint a campaign is run in stretches. Between two of them no run is going on, and
 * the seeds done are the first so many of the shard; that number, the steps in them, the time and
 * a sketch of what was seen are all that there is to keep. What a killed job did after its last checkpoint is done again and
 * counted once.
 */
public final class Ledger {
  private final Optional<Path> results;
  private final Optional<Path> checkpoint;
  private final Duration every;
  private final List<ShardResult> entries;
  private final boolean continued;
  private @Nullable OutputException notWritten;

  private Ledger(
      Optional<Path> results,
      Optional<Path> checkpoint,
      Duration every,
      List<ShardResult> entries,
      boolean continued) {
    this.results = results;
    this.checkpoint = checkpoint;
    this.every = every;
    this.entries = entries;
    this.continued = continued;
  }

  /**
   * Begins, or goes on if {@code checkpoint} names a file that is there.
   *
   * @param campaigns what the job is to do, in this order, each of another scenario
   * @param results where the results go, if anywhere
   * @param checkpoint where the checkpoint is, if there is to be one
   * @param every how often a checkpoint is written
   * @throws IllegalArgumentException if the checkpoint is not of this job, or cannot be read, or if one of the two
   *     names no place for a regular file
   * @throws OutputException if one of the two cannot be written
   */
  public static Ledger open(
      List<Campaign> campaigns,
      Optional<Path> results,
      Optional<Path> checkpoint,
      Duration every) {
    if (every.compareTo(Duration.ofMillis(1)) < 0) {
      throw new IllegalArgumentException("a checkpoint is written every 1ms or less often");
    }
    if (results.isPresent()
        && checkpoint.isPresent()
        && results.get().toAbsolutePath().normalize()
            .equals(checkpoint.get().toAbsolutePath().normalize())) {
      throw new IllegalArgumentException(
          "results and checkpoint are two files, not both " + results.get());
    }
    results.ifPresent(Ledger::requirePlace);
    checkpoint.ifPresent(Ledger::requirePlace);
    List<String> names = campaigns.stream().map(each -> each.scenario().name()).toList();
    List<ShardResult> entries = new ArrayList<>();
    for (Campaign campaign : campaigns) {
      entries.add(ShardResult.none(Plan.of(campaign, names)));
    }
    boolean continued = checkpoint.isPresent() && Files.exists(checkpoint.get());
    if (continued) {
      Path file = checkpoint.get();
      List<ShardResult> kept = Checkpoint.read(file);
      requireSame(file, entries, kept);
      entries = new ArrayList<>(kept);
    }
    Ledger ledger = new Ledger(results, checkpoint, every, entries, continued);
    ledger.keep(); // What cannot be written shows now rather than in hours.
    if (ledger.notWritten != null) {
      throw ledger.notWritten;
    }
    return ledger;
  }

  private static void requirePlace(Path file) {
    Path directory = file.toAbsolutePath().getParent();
    if (Files.exists(file) ? !Files.isRegularFile(file) : directory == null) {
      throw new IllegalArgumentException(file + " is no regular file");
    }
    if (directory != null && !Files.isDirectory(directory)) {
      throw new IllegalArgumentException(
          "cannot write " + file + ": there is no directory " + directory);
    }
  }

  private static void requireSame(Path file, List<ShardResult> asked, List<ShardResult> kept) {
    List<String> differences = new ArrayList<>();
    List<String> names = asked.stream().map(each -> each.plan().scenario()).toList();
    List<String> keptNames = kept.stream().map(each -> each.plan().scenario()).toList();
    if (!names.equals(keptNames)) {
      differences.add("scenarios " + keptNames + " against " + names);
    } else {
      for (int i = 0; i < asked.size() && differences.isEmpty(); i++) {
        Plan was = kept.get(i).plan();
        Plan is = asked.get(i).plan();
        differences.addAll(was.differences(is));
        if (differences.isEmpty() && !was.shard().equals(is.shard())) {
          differences.add("shard " + was.shard() + " against " + is.shard());
        }
      }
    }
    if (!differences.isEmpty()) {
      throw new IllegalArgumentException(
          file + " is the checkpoint of another campaign: " + String.join("; ", differences)
              + " asked for now; accepted: the same options, or a file that is not there yet");
    }
  }

  /** Whether a checkpoint was found. */
  public boolean isContinued() {
    return continued;
  }

  /** How many of the scenarios are done. */
  public long scenariosDone() {
    return entries.stream().filter(each -> each.ended() != ShardResult.Ended.RUNNING).count();
  }

  /** How many seeds are done, of all scenarios. */
  public long seedsDone() {
    return entries.stream().mapToLong(ShardResult::done).sum();
  }

  /** The first write that failed, if one did. What the files had before is still there. */
  public Optional<OutputException> notWritten() {
    return Optional.ofNullable(notWritten);
  }

  /** As {@link #run(Campaign, Consumer, BooleanSupplier)}, to the end. */
  public Campaign.Result run(Campaign campaign, Consumer<Campaign.Progress> onProgress) {
    return run(campaign, onProgress, () -> false);
  }

  /**
   * Does what is left of {@code campaign}, one of those given at the beginning, until {@code isStopped} says
   * true. Then the seeds that were begun are finished and accounted for, in both files. If the calling thread is
   * interrupted, the account stays as it was at the last checkpoint. If the checkpoint cannot be written, the
   * campaign ends early: see {@link #notWritten}.
   */
  public Campaign.Result run(
      Campaign campaign, Consumer<Campaign.Progress> onProgress, BooleanSupplier isStopped) {
    int index = indexOf(campaign);
    ShardResult entry = entries.get(index);
    Optional<FailureReport> report =
        entry.failure().map(failed -> again(campaign.scenario(), failed));
    Coverage coverage =
        new Coverage(Coverage.DEFAULT_EVERY, entry.seen().orElseGet(Seen::nothing));
    entry = entry.settled();
    long searched = 0;
    boolean foundBySearch = false;
    boolean interrupted = false;
    while (entry.ended() == ShardResult.Ended.RUNNING && !isStopped.getAsBoolean()
        && notWritten == null) {
      ShardResult before = entry;
      Campaign.Result leg =
          campaign.leg(
              before.done(),
              stretch(before),
              coverage,
              progress -> onProgress.accept(before.progressPlus(progress)),
              isStopped);
      searched += leg.searched();
      foundBySearch |= leg.isFoundBySearch();
      interrupted = leg.isInterrupted();
      if (interrupted) {
        break; // seeds of this stretch may be missing in its middle: it is not accounted for
      }
      report = leg.failure();
      entry = before.plus(leg, coverage.seen()).settled();
      entries.set(index, entry);
      checkpoint.ifPresent(file -> write(() -> Checkpoint.write(file, entries)));
    }
    entries.set(index, entry);
    keep();
    return new Campaign.Result(
        searched,
        foundBySearch,
        new Campaign.Progress(entry.done(), entry.steps(), entry.took()),
        report,
        coverage.report(),
        interrupted);
  }

  private int indexOf(Campaign campaign) {
    for (int i = 0; i < entries.size(); i++) {
      if (entries.get(i).plan().scenario().equals(campaign.scenario().name())) {
        return i;
      }
    }
    throw new IllegalArgumentException("no such campaign: " + campaign.scenario().name());
  }

  /** How long the next stretch is. */
  private Optional<Duration> stretch(ShardResult entry) {
    Optional<Duration> left = entry.plan().time().map(bound -> bound.minus(entry.took()));
    if (checkpoint.isEmpty()) {
      return left;
    }
    return Optional.of(left.filter(rest -> rest.compareTo(every) < 0).orElse(every));
  }

  /** A failure that was found before the job was killed, once more, to tell of it. */
  private static FailureReport again(Scenario scenario, ShardResult.Failed failed) {
    SimulationResult result = Simulator.audit(failed.replay().options(), scenario::run);
    if (!result.isSuccess()) {
      return Campaign.explain(scenario, result);
    }
    RunFailure failure =
        new RunFailure(
            FailureKind.NONDETERMINISM,
            "determinism",
            "before the job was killed \"" + failed.replay() + "\" failed (" + failed.what() + ": "
                + failed.message()
                + "), and it passes now: the code has changed, or the scenario is"
                + " not deterministic",
            result.steps(),
            null);
    return new FailureReport(scenario.name(), result.withFailure(failure));
  }

  private void keep() {
    checkpoint.ifPresent(file -> write(() -> Checkpoint.write(file, entries)));
    if (results.isPresent()) {
      StringBuilder text = new StringBuilder();
      entries.stream()
          .filter(each -> each.ended() != ShardResult.Ended.RUNNING || each.done() > 0)
          .forEach(each -> text.append(each.toJson()).append('\n'));
      write(() -> AtomicFile.write(results.get(), text.toString()));
      if (notWritten != null) {
        removeIfEmpty(results.get());
      }
    }
  }

  /** Removes the file of no results with which the job began: it says that there are none. */
  private void removeIfEmpty(Path file) {
    try {
      if (Files.isRegularFile(file) && Files.size(file) == 0) {
        Files.delete(file);
      }
    } catch (IOException e) {
      Objects.requireNonNull(notWritten).addSuppressed(e);
    }
  }

  /** What was found is told before this is, so it is not thrown here. */
  private void write(Runnable writing) {
    try {
      writing.run();
    } catch (OutputException e) {
      if (notWritten == null) {
        notWritten = e;
      }
    }
  }
}
