package io.miniss.scenarios.zoo.measure;

import io.miniss.scenarios.zoo.Exhibit;
import io.miniss.scenarios.zoo.Exhibit.Variant;
import io.miniss.scenarios.zoo.Zoo;
import io.miniss.simulator.SimulationInterruptedException;
import io.miniss.simulator.SimulationOptions;
import io.miniss.simulator.SimulationResult;
import io.miniss.simulator.campaign.Campaign;
import io.miniss.simulator.campaign.FailureReport;
import io.miniss.simulator.campaign.Shard;
import io.miniss.simulator.campaign.Workers;
import io.miniss.simulator.scenario.Scenario;
import io.miniss.simulator.search.ExhaustiveSearch.NotSearchableException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Measures exhibits: every contestant hunts each of them in some campaigns, the fixed one is run, and
 * the exhaustive search goes as far as it may. All of it is cut into pieces of work that the threads
 * take in order; what comes out does not depend on how many there are.
 *
 * @param exhibits which
 * @param base the options of every run, but for seed and strategy
 * @param effort how much
 * @param jobs how many threads
 */
public record ZooTable(
    List<Exhibit> exhibits, SimulationOptions base, Effort effort, int jobs) {
  private static final int PARTS = 4;

  /** Checks the number. */
  public ZooTable {
    exhibits = List.copyOf(exhibits);
    if (jobs < 1 || jobs > Campaign.MAX_JOBS) {
      throw new IllegalArgumentException(
          "a table needs at least 1 job and at most " + Campaign.MAX_JOBS + ": " + jobs);
    }
  }

  /**
   * How far it is.
   *
   * @param done pieces of work done
   * @param all of how many
   * @param exhibit the number of the exhibit of the last piece that was begun
   */
  public record Progress(int done, int all, int exhibit) {}

  /**
   * Measures until {@code isStopped} says true; the calling thread works too. Both are called by any of the
   * threads. The rows are those of the exhibits of which nothing is missing.
   */
  public List<Row> run(Consumer<Progress> onProgress, BooleanSupplier isStopped) {
    List<Entry> entries = exhibits.stream().map(Entry::new).toList();
    List<Piece> pieces = new ArrayList<>();
    entries.forEach(entry -> entry.addTo(pieces));
    new Execution(pieces, onProgress, isStopped).run();
    return entries.stream().filter(Entry::isComplete).map(Entry::row).toList();
  }

  private record Piece(Entry entry, Runnable work) {}

  private final class Execution {
    private final List<Piece> pieces;
    private final Consumer<Progress> onProgress;
    private final BooleanSupplier isStopped;
    private final AtomicInteger next = new AtomicInteger();
    private final AtomicInteger done = new AtomicInteger();
    private final Workers workers = new Workers("zoo", jobs);

    Execution(
        List<Piece> pieces, Consumer<Progress> onProgress, BooleanSupplier isStopped) {
      this.pieces = pieces;
      this.onProgress = onProgress;
      this.isStopped = isStopped;
    }

    void run() {
      try {
        workers.run(this::work);
      } catch (SimulationInterruptedException e) {
        if (!isStopped.getAsBoolean()) {
          throw e;
        }
      }
    }

    private void work() {
      int index;
      while (!workers.isBroken() && !isStopped.getAsBoolean()
          && (index = next.getAndIncrement()) < pieces.size()) {
        Piece piece = pieces.get(index);
        piece.work().run();
        piece.entry().left.decrementAndGet();
        onProgress.accept(
            new Progress(
                done.incrementAndGet(), pieces.size(), piece.entry().exhibit.number()));
      }
    }
  }

  /** One exhibit while it is measured. */
  private final class Entry {
    private final Exhibit exhibit;
    private final Scenario buggy;
    private final Scenario fixed;
    private final Map<Contestant, Cell> cells = new EnumMap<>(Contestant.class);
    private final List<Campaign.Result> fixedParts =
        Collections.synchronizedList(new ArrayList<>());
    private final AtomicReference<@Nullable Proof> proof = new AtomicReference<>();

    /** How many of its pieces are not done. */
    private final AtomicInteger left = new AtomicInteger();

    Entry(Exhibit exhibit) {
      this.exhibit = exhibit;
      this.buggy = Zoo.scenario(exhibit, Variant.BUGGY);
      this.fixed = Zoo.scenario(exhibit, Variant.FIXED);
      for (Contestant contestant : Contestant.values()) {
        cells.put(contestant, new Cell(effort.campaigns()));
      }
    }

    /** The long pieces first. */
    void addTo(List<Piece> pieces) {
      for (int part = 1; part <= PARTS; part++) {
        Shard shard = new Shard(part, PARTS);
        add(pieces, () -> fixedParts.add(campaign().withShard(shard).run(progress -> {})));
      }
      add(pieces, this::prove);
      cells.forEach(
          (contestant, cell) -> {
            for (int i = 0; i < effort.campaigns(); i++) {
              int campaign = i;
              add(pieces, () -> hunt(contestant, cell, campaign));
            }
          });
    }

    private void add(List<Piece> pieces, Runnable work) {
      left.incrementAndGet();
      pieces.add(new Piece(this, work));
    }

    boolean isComplete() {
      return left.get() == 0;
    }

    private Campaign campaign() {
      SimulationOptions options = base.withSeed(effort.firstSeed());
      return new Campaign(
          fixed,
          options.withStrategy(Contestant.DEFAULT.strategy(fixed, options)),
          effort.firstSeed(),
          effort.fixedRuns(),
          Optional.empty(),
          1,
          Campaign.DEFAULT_AUDIT);
    }

    private Find find(Contestant contestant, int campaign) {
      return contestant.search(
          buggy, base.withSeed(effort.firstSeed(campaign)), effort.runs());
    }

    private void hunt(Contestant contestant, Cell cell, int campaign) {
      if (contestant == Contestant.DEFAULT || !cell.isDecided()) {
        cell.put(campaign, find(contestant, campaign));
      }
    }

    private void prove() {
      Find found = find(Contestant.DEFAULT, 0);
      if (found.failed().isPresent()) {
        try {
          proof.set(Proof.of(found, buggy, fixed, effort.searchRuns()));
        } catch (NotSearchableException e) {
          proof.set(null); // the audit of the campaigns says why, if it is no fault of the search
        }
      }
    }

    Row row() {
      Optional<SimulationResult> failure =
          fixedParts.stream()
              .flatMap(part -> part.failure().stream())
              .map(FailureReport::traced)
              .min(Comparator.comparingLong(failed -> failed.options().seed()));
      long runs = fixedParts.stream().mapToLong(part -> part.progress().runs()).sum();
      return new Row(exhibit, cells, runs, failure, Optional.ofNullable(proof.get()));
    }
  }
}
