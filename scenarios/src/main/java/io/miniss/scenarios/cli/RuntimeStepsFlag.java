package io.miniss.scenarios.cli;

import io.miniss.simulator.Trace;
import io.miniss.simulator.campaign.FailureReport;
import java.util.function.UnaryOperator;
import picocli.CommandLine.Option;

/** The option of every command that prints a timeline. */
final class RuntimeStepsFlag {
  @Option(
      names = "--runtime-steps",
      description = "List the steps of the runtime and of the JDK in timelines, too. Otherwise they are only counted, as on the page.")
  boolean listsThem;

  /** The text of {@code report}, in which {@code command} brings a replay line back. */
  String text(FailureReport report, UnaryOperator<String> command) {
    return listsThem ? report.fullText(command) : report.text(command);
  }

  /** The last {@code max} stretches of {@code trace}. */
  String timeline(Trace trace, int max) {
    return listsThem ? trace.fullTimeline(max) : trace.timeline(max);
  }
}
