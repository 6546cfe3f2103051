package io.miniss.scenarios.cli;

import io.miniss.simulator.campaign.Campaign;
import io.miniss.simulator.campaign.Ledger;
import java.util.Optional;
import java.util.function.Consumer;
import picocli.CommandLine.Model.CommandSpec;

/** Runs campaigns before the user's eyes. */
final class CampaignView {
  private CampaignView() {}

  /** Runs {@code campaign}, kept account of by {@code ledger}, until the session stops, and shows how far it is. */
  static Campaign.Result run(CommandSpec spec, Campaign campaign, Optional<Ledger> ledger) {
    String name = campaign.scenario().name();
    Session session = Session.of(spec);
    ProgressLine line = new ProgressLine(spec.commandLine().getErr());
    Consumer<Campaign.Progress> show =
        progress -> line.show(
            ProgressLine.done(
                progress.runs(), campaign.size(), progress.took(), campaign.time()),
            () -> name + ": " + describe(progress));
    Campaign.Result result =
        ledger
            .map(kept -> kept.run(campaign, show, session::isStopped))
            .orElseGet(() -> campaign.run(show, session::isStopped));
    Thread.interrupted(); // the result says so, and what follows is not to be ended too
    line.clear();
    return result;
  }

  /** Whether a campaign ended because the session stopped, with seeds and time left. */
  static boolean isCutShort(CommandSpec spec, Campaign campaign, Campaign.Result result) {
    boolean timeWasUp =
        campaign
            .time()
            .map(limit -> result.progress().took().compareTo(limit) >= 0)
            .orElse(false);
    return Session.of(spec).isStopped()
        && result.failure().isEmpty()
        && result.progress().runs() < campaign.size()
        && !timeWasUp;
  }

  /** How far a campaign got. */
  static String describe(Campaign.Result result) {
    return describe(result.progress())
        + (result.isFoundBySearch()
            ? ", and in run " + result.searched() + " of the search at the beginning"
            : "");
  }

  /** How far a campaign is. */
  static String describe(Campaign.Progress progress) {
    double seconds = Math.max(1e-9, progress.took().toNanos() / 1e9);
    return String.format(
        "%,d %s, %,d steps, %.1f s (%,.0f runs/s)",
        progress.runs(), progress.runs() == 1 ? "run" : "runs", progress.steps(), seconds,
        progress.runs() / seconds);
  }
}
