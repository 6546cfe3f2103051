package io.miniss.scenarios.cli;

import io.miniss.simulator.SimulationOptions;
import io.miniss.simulator.Watchdog;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** The option of every command that runs something in the simulator. */
final class WatchdogFlag {
  @Option(
      names = "--watchdog",
      paramLabel = "T",
      converter = Converter.class,
      description = "End a run that makes no step for T of real time, as an escape: "
          + Watchdog.ACCEPTED + " (default: 10s, off in a debugger).")
  @Nullable Duration limit;

  /** The same options with the limit that was asked for. */
  SimulationOptions apply(SimulationOptions options) {
    return limit == null ? options : options.withWatchdog(limit);
  }

  /** Reads the limit. */
  static final class Converter implements ITypeConverter<Duration> {
    @Override
    public Duration convert(String text) {
      try {
        return Watchdog.parse(text);
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(String.valueOf(e.getMessage()));
      }
    }
  }
}
