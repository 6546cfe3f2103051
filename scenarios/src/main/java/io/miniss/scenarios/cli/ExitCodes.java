package io.miniss.scenarios.cli;

/** What the process answers; 2 is picocli's own for bad usage. */
public final class ExitCodes {
  /** Everything passed. */
  public static final int HELD = 0;

  /** A failure was found. */
  public static final int FAILED = 1;

  /** The command could not be understood. */
  public static final int BAD_USAGE = 2;

  /** Of the launcher, which could not start the program; see {@code ci/launch.sh}. */
  public static final String NOT_STARTED_TEXT =
      "3:miniss did not start: no JDK 25, or the build failed";

  private ExitCodes() {}
}
