package io.miniss.scenarios.cli;

import io.miniss.simulator.campaign.Merge;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code miniss merge}: the results of all shards as one table. */
@Command(
    name = "merge",
    description = "Add up the results that the shards of a campaign wrote with --json.",
    footer = "A result that is missing is bad usage, unless another one failed.",
    mixinStandardHelpOptions = true)
public final class MergeCommand implements Callable<Integer> {
  @Parameters(paramLabel = "FILE", arity = "1..*", description = "The files that the shards wrote.")
  List<Path> files = List.of();

  @Spec
  CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    Merge merge = Merge.of(files);
    PrintWriter out = spec.commandLine().getOut();
    out.print(merge.text());
    out.flush();
    PrintWriter err = spec.commandLine().getErr();
    merge.gaps().forEach(err::println);
    err.flush();
    if (merge.isFailed()) {
      return ExitCodes.FAILED;
    }
    return merge.gaps().isEmpty() ? ExitCodes.PASSED : ExitCodes.BAD_USAGE;
  }
}
