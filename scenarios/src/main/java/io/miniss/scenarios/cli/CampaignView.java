package io.miniss.scenarios.cli;

import io.miniss.simulator.campaign.Campaign;
import io.miniss.simulator.campaign.Ledger;
import java.util.Optional;
import java.util.function.Consumer;
import picocli.CommandLine.Model.CommandSpec;

/** Runs campaigns before the user's eyes. */
final class CampaignView {
  private CampaignView() {}

  /** Runs {@code campaign}, kept account of by {@code ledger}, and shows how far it is. */
  static Campaign.Result run(CommandSpec spec, Campaign campaign, Optional<Ledger> ledger) {
    String name = campaign.scenario().name();
    ProgressLine line = new ProgressLine(spec.commandLine().getErr());
    Consumer<Campaign.Progress> show =
        progress -> line.show(done(campaign, progress), () -> name + ": " + describe(progress));
    Campaign.Result result =
        ledger.map(kept -> kept.run(campaign, show)).orElseGet(() -> campaign.run(show));
    line.clear();
    return result;
  }

  private static double done(Campaign campaign, Campaign.Progress progress) {
    double bySeeds = (double) progress.runs() / Math.max(1, campaign.size());
    double byTime =
        campaign
            .time()
            .map(limit -> (double) progress.took().toNanos() / Math.max(1, limit.toNanos()))
            .orElse(0.0);
    return Math.max(bySeeds, byTime);
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
