package io.miniss.simulator;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Collections;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How long a run may go on in real time without a step before it is ended as an escape. What takes
 * longer is taken for an endless loop, or for a wait that the simulation does not control. Time in which
 * the whole JVM is stopped, by a debugger or by the system, does not count. A run that comes back in time
 * is not influenced.
 */
public final class Watchdog {
  /** The system property with another default, as {@link #parse} takes it. */
  public static final String PROPERTY = "miniss.watchdog";

  /** No limit. */
  public static final Duration OFF = ChronoUnit.FOREVER.getDuration();

  /** What {@link #parse} accepts, for messages. */
  public static final String ACCEPTED = "off, or a number and ms, s, m or h, for example 10s";

  private static final Duration AFTER_FAILURE = Duration.ofSeconds(1);
  private static final Duration KNOWN_STUCK = Duration.ofMillis(100);
  private static final Duration USUAL = Duration.ofSeconds(10);
  private static final Pattern FORM = Pattern.compile("([0-9]{1,9})(ms|s|m|h)");

  private Watchdog() {}

  /** Looked up once. */
  private static final class Default {
    static final boolean IS_DEBUGGED =
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
            .anyMatch(Default::isDebugger);

    private static boolean isDebugger(String argument) {
      return argument.startsWith("-agentlib:jdwp")
          || (argument.startsWith("-agentpath:") && argument.contains("jdwp"))
          || argument.startsWith("-Xrunjdwp");
    }
  }

  /**
   * The limit where none is given: that of the system property {@value #PROPERTY}, else none in a JVM
   * that was started for a debugger, else 10 s.
   *
   * @throws IllegalArgumentException if the property cannot be read
   */
  static Duration byDefault() {
    String asked = System.getProperty(PROPERTY);
    if (asked == null) {
      return Default.IS_DEBUGGED ? OFF : USUAL;
    }
    try {
      return parse(asked);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("-D" + PROPERTY + ": " + e.getMessage(), e);
    }
  }

  /**
   * How long the threads of a run that has failed, and that may take {@code limit} for a step, have to come to
   * their end: no longer than that, and not for ever, as somebody waits to be told. In a JVM that was started
   * for a debugger they may stop at a breakpoint.
   *
   * @param getsStuck whether it is known from the same run that they do not end
   */
  static Duration afterFailure(Duration limit, boolean getsStuck) {
    if (Default.IS_DEBUGGED) {
      return limit;
    }
    return Collections.min(List.of(limit, getsStuck ? KNOWN_STUCK : AFTER_FAILURE));
  }

  /**
   * Reads a limit: {@value #ACCEPTED}.
   *
   * @throws IllegalArgumentException if it is none; says what is accepted
   */
  public static Duration parse(String text) {
    if (text.equals("off")) {
      return OFF;
    }
    Matcher matcher = FORM.matcher(text);
    long amount = matcher.matches() ? Long.parseLong(matcher.group(1)) : 0;
    if (amount == 0) {
      throw new IllegalArgumentException(
          "a watchdog is " + ACCEPTED + ", and not 0: \"" + text + "\"");
    }
    return switch (matcher.group(2)) {
      case "ms" -> Duration.ofMillis(amount);
      case "s" -> Duration.ofSeconds(amount);
      case "m" -> Duration.ofMinutes(amount);
      default -> Duration.ofHours(amount);
    };
  }

  /** The limit in words. */
  static String describe(Duration limit) {
    return limit.toMillis() % 1_000 == 0 ? limit.toSeconds() + " s" : limit.toMillis() + " ms";
  }
}
