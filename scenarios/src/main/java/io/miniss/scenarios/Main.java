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
import io.miniss.scenarios.cli.Session;
import io.miniss.scenarios.cli.SimulateCommand;
import io.miniss.scenarios.cli.Version;
import io.miniss.scenarios.cli.ZooCommand;
import io.miniss.simulator.LastWords;
import io.miniss.simulator.SimulationInterruptedException;
import io.miniss.simulator.output.OutputException;
import io.miniss.simulator.text.Shortened;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStream;
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
      ExitCodes.NOT_STARTED_TEXT, ExitCodes.NOT_WRITTEN_TEXT, ExitCodes.DEFECT_TEXT,
      ExitCodes.INTERRUPTED_TEXT},
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
public final class Main implements Runnable, Session.Holder {
  private final Session session = new Session();

  @CommandLine.Spec
  CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

  /** Runs one command and exits. */
  public static void main(String[] arguments) {
    OptionalInt inPatchedJvm = PatchedJvm.run(arguments);
    if (inPatchedJvm.isPresent()) {
      System.exit(inPatchedJvm.getAsInt());
    }
    System.exit(execute(new FileOutputStream(FileDescriptor.out), arguments));
  }

  /** Runs one command, which prints to {@code out}; returns its exit code. */
  static int execute(OutputStream out, String... arguments) {
    Main main = new Main();
    main.session.stopOnSignals();
    CommandLine commandLine = commandLine(main);
    commandLine.setOut(main.session.printTo(out, System.out.charset()));
    try {
      return commandLine.execute(arguments);
    } catch (OutOfMemoryError full) {
      boolean _ = LastWords.sayLastFailure(); // of the run that has filled the heap, before anybody else was told
      throw full;
    } finally {
      main.session.over();
    }
  }

  /** The command line, for tests as well. */
  public static CommandLine commandLine() {
    return commandLine(new Main());
  }

  private static CommandLine commandLine(Main main) {
    CommandLine commandLine = new CommandLine(main);
    Version version = new Version();
    commandLine.getCommandSpec().versionProvider(version);
    commandLine.getSubcommands().values()
        .forEach(command -> command.getCommandSpec().versionProvider(version));
    commandLine.getCommandSpec().exitCodeOnExecutionException(ExitCodes.DEFECT);
    commandLine.getSubcommands().values()
        .forEach(
            command -> command.getCommandSpec().exitCodeOnExecutionException(ExitCodes.DEFECT));
    CommandLine.IExecutionStrategy strategy = commandLine.getExecutionStrategy();
    commandLine.setExecutionStrategy(
        parsed -> main.session.exitCode(commandLine, strategy.execute(parsed)));
    commandLine.setExecutionExceptionHandler(
        (thrown, command, parsed) -> {
          if (thrown instanceof OutputException || thrown instanceof IllegalArgumentException) {
            command.getErr().println(Shortened.words(String.valueOf(thrown.getMessage())));
            return thrown instanceof OutputException
                ? ExitCodes.NOT_WRITTEN
                : ExitCodes.BAD_USAGE;
          }
          if (thrown instanceof SimulationInterruptedException) {
            command.getOut().println("stopped: what is not named above was not done");
            command.getOut().println("to go on: the same command");
            return ExitCodes.INTERRUPTED;
          }
          throw thrown;
        });
    commandLine.setParameterExceptionHandler(Main::refuse);
    return commandLine;
  }

  @Override
  public Session session() {
    return session;
  }

  /** Says what is wrong and where to look. The whole help would push that off the screen. */
  private static int refuse(CommandLine.ParameterException wrong, String[] arguments) {
    CommandLine command = wrong.getCommandLine();
    PrintWriter err = command.getErr();
    err.println(Shortened.words(String.valueOf(wrong.getMessage())));
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
