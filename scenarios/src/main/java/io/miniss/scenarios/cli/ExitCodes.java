package io.miniss.scenarios.cli;

/** What the process returns; 2 is picocli's own for bad usage. */
public final class ExitCodes {
  /** Everything passed. */
  public static final int PASSED = 0;

  /** A failure was found. */
  public static final int FAILED = 1;

  /** The command could not be understood. */
  public static final int BAD_USAGE = 2;

  /** Of the launcher, which could not start the program; see {@code ci/launch.sh}. */
  public static final String NOT_STARTED_TEXT =
      "3:miniss did not start: no JDK 25, or the build failed";

  /** Something that was to be written is not complete: a file, or standard output. */
  public static final int NOT_WRITTEN = 4;

  /** For lists of exit codes. */
  public static final String NOT_WRITTEN_TEXT =
      "4:standard output or a file could not be written completely";

  /** The program itself is at fault. */
  public static final int DEFECT = 5;

  /** For lists of exit codes. */
  public static final String DEFECT_TEXT = "5:miniss itself failed, with a stack trace";

  /** What a shell says of a process that SIGINT has ended. */
  public static final int INTERRUPTED = 130;

  /** For lists of exit codes. */
  public static final String INTERRUPTED_TEXT =
      "130, 143:ended by SIGINT (Ctrl-C) or SIGTERM, after printing what was done";

  private ExitCodes() {}
}
