package io.miniss.scenarios.stuck;

import io.miniss.runtime.cancel.CancellationScope;
import io.miniss.runtime.diagnostics.ShutdownReport;
import io.miniss.simulator.scenario.World;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What must hold when {@code close} has returned, and when the stuck code has let go. */
final class Judge {
  /** The bound where time passes by what the workload does, also for a core that others seldom let run. */
  private static final long SOON_NANOS = 30_000_000;

  /** Where others take time, too: the bound for what has to come about. */
  private static final long AT_LAST_NANOS = 20_000_000_000L;

  /** Where time may jump it is no bound alone. */
  private static final int LEAST_LOOKS = 500;

  private final Stage stage;
  private final World world;
  private final Plan plan;
  private final Ledger ledger;
  private final List<Holder> holders;

  Judge(Stage stage, List<Holder> holders) {
    this.stage = stage;
    world = stage.world;
    plan = stage.plan;
    ledger = stage.ledger;
    this.holders = holders;
  }

  /** Judges a run whose main thread has just been given {@code report}. */
  void judge(ShutdownReport report, BooleanSupplier haveClientsEnded) {
    judgeReport(report);
    if (plan.isStuckForGood() && world.isPunctual()) {
      awaitOthers(haveClientsEnded);
    }
    stage.release();
    await("all that was accepted ends", () -> ledger.anyUnended(each -> true));
    await("the stuck code ends",
        () -> holders.stream().filter(this::isHolding).findAny().orElse(null));
    if (plan.end() != Plan.End.ENDLESS_CONTINUATIONS) {
      await("everybody who waits is told", () -> stage.callbacks.anyUntold(home -> true));
    }
    await("every derived future is complete", stage.callbacks::anyIncomplete);
    await("every client is told of the end", () -> haveClientsEnded.getAsBoolean() ? null : "one");
    if (!plan.mayGiveUp()) {
      awaitGone();
      ledger.gone();
      ledger.judgeClean(report);
    } else {
      ledger.judgeGivenUp(report);
    }
    ledger.judgeReasons();
    world.work(Duration.ofNanos(5_000));
  }

  private boolean isHolding(Holder holder) {
    return !holder.hasEnded() && (holder.beginsEarly() || stage.isHeld(holder.core()));
  }

  private void judgeReport(ShutdownReport report) {
    stage.verdict.require(
        plan.mayGiveUp() || report.isClean(),
        "where no code is stuck for good, close ends everything: " + report);
    if (report.isClean()) {
      stage.verdict.require(
          report.stuck().isEmpty(), "a clean report names nobody as stuck: " + report);
    }
    if (plan.isStuckForGood()) {
      ledger.judgeUnfinished(report);
      requireNamedOnce(report);
      for (Holder holder : holders) {
        requireNamed(holder, report);
      }
    }
  }

  private void requireNamedOnce(ShutdownReport report) {
    long different =
        report.stuck().stream().map(each -> each.replaceAll(" at .*", "")).distinct().count();
    stage.verdict.require(
        different == report.stuck().size(), "the report names what is stuck once: " + report);
  }

  private void requireNamed(Holder holder, ShutdownReport report) {
    String name = holder.name();
    stage.verdict.require(
        name == null || holder.hasEnded()
            || (!report.isClean()
                && report.stuck().stream()
                    .anyMatch(
                        each -> each.contains(name) && each.contains("core " + holder.core()))),
        "the report names what is stuck, %s on core %d: %s"
            .formatted(name, holder.core(), report));
  }

  /** While code still holds its core, the others end, and who waits outside is told. */
  private void awaitOthers(BooleanSupplier haveClientsEnded) {
    await(
        "every client is told of the end while a core is stuck",
        () -> haveClientsEnded.getAsBoolean() ? null : "one");
    await(
        "what is placed on other cores ends while a core is stuck",
        () -> ledger.anyUnended(
            each -> each.target >= 0 && !plan.isStuck(each.target)
                && (each.sender < 0 || !plan.isStuck(each.sender))));
    await(
        "who waits elsewhere is told of the end while a core is stuck",
        () -> stage.callbacks.anyUntold(home -> home < 0 || !plan.isStuck(home)));
    world.work(Duration.ofNanos(20_000)); // the other cores end
  }

  private void await(String rule, Supplier<@Nullable Object> missing) {
    long begun = world.clock().nanos();
    long bound = world.isPunctual() ? SOON_NANOS : AT_LAST_NANOS;
    long pause = 500;
    int looks = 0;
    Object left = missing.get();
    while (left != null) {
      boolean isLate =
          world.clock().nanos() - begun >= bound && (world.isPunctual() || looks >= LEAST_LOOKS);
      stage.verdict.require(!isLate, rule, left);
      world.work(Duration.ofNanos(pause));
      pause = Math.min(2 * pause, world.isPunctual() ? 400_000 : 50_000_000);
      left = missing.get();
      looks++;
    }
  }

  /** A core that is gone takes no limit, and the scope is cancelled at once. */
  private void awaitGone() {
    await("cores that have ended take no limits", this::limitThatIsKept);
  }

  private @Nullable Object limitThatIsKept() {
    List<CancellationScope> scopes = new ArrayList<>();
    for (int i = 0; i < plan.cores(); i++) {
      scopes.add(stage.runtime.newScope().cancelAfter(Duration.ofDays(1)));
    }
    return scopes.stream().allMatch(CancellationScope::isCancelled) ? null : scopes;
  }
}
