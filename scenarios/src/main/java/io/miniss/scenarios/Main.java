package io.miniss.scenarios;

import io.miniss.scenarios.cli.DoctorCommand;
import io.miniss.scenarios.cli.ExitCodes;
import io.miniss.scenarios.cli.ExploreCommand;
import io.miniss.scenarios.cli.KeepCommand;
import io.miniss.scenarios.cli.ListCommand;
import io.miniss.scenarios.cli.MergeCommand;
import io.miniss.scenarios.cli.PatchedJvm;
import io.miniss.scenarios.cli.ReplayCommand;
import io.miniss.scenarios.cli.RunCommand;
import io.miniss.scenarios.cli.SimulateCommand;
import io.miniss.scenarios.cli.ZooCommand;
import java.io.PrintWriter;
import java.util.OptionalInt;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command line {@code miniss}. */
@Command(
    name = "miniss",
    description = "Run scenarios on pinned cores, or explore them in the simulator.",
    mixinStandardHelpOptions = true,
    exitCodeListHeading = "Exit codes:%n",
    exitCodeList = {"0:all passed", "1:a failure was found", "2:bad usage",
      ExitCodes.NOT_STARTED_TEXT},
    subcommands = {
      ListCommand.class,
      RunCommand.class,
      SimulateCommand.class,
      ExploreCommand.class,
      MergeCommand.class,
      ReplayCommand.class,
      KeepCommand.class,
      ZooCommand.class,
      DoctorCommand.class,
      CommandLine.HelpCommand.class
    })
public final class Main implements Runnable {
  @CommandLine.Spec
  CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

  /** Runs one command and exits. */
  public static void main(String[] arguments) {
    OptionalInt inPatchedJvm = PatchedJvm.run(arguments);
    if (inPatchedJvm.isPresent()) {
      System.exit(inPatchedJvm.getAsInt());
    }
    CommandLine commandLine = commandLine();
    int code = commandLine.execute(arguments);
    commandLine.getOut().flush();
    System.exit(code);
  }

  /** The command line, for tests as well. */
  public static CommandLine commandLine() {
    CommandLine commandLine = new CommandLine(new Main());
    commandLine.setExecutionExceptionHandler(
        (thrown, command, parsed) -> {
          if (!(thrown instanceof IllegalArgumentException)) {
            throw thrown;
          }
          command.getErr().println(thrown.getMessage());
          return ExitCodes.BAD_USAGE;
        });
    commandLine.setParameterExceptionHandler(Main::refuse);
    return commandLine;
  }

  /** Says what is wrong and where to look. The whole help would push that off the screen. */
  private static int refuse(CommandLine.ParameterException wrong, String[] arguments) {
    CommandLine command = wrong.getCommandLine();
    PrintWriter err = command.getErr();
    err.println(wrong.getMessage());
    if (!CommandLine.UnmatchedArgumentException.printSuggestions(wrong, err)) {
      err.printf(
          "accepted: see ./%s --help%n", command.getCommandSpec().qualifiedName());
    }
    return ExitCodes.BAD_USAGE;
  }

  @Override
  public void run() {
    throw new CommandLine.ParameterException(spec.commandLine(), "a command is missing; there are "
        + String.join(", ", spec.subcommands().keySet()));
  }
}
