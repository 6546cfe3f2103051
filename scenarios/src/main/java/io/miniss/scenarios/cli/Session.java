package io.miniss.scenarios.cli;

import io.miniss.simulator.output.OutputException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/**
 * What concerns the whole call of the command line: whether it is to stop, and whether all its output was written.
 * Stopping may be asked for, and asked about, by any thread; the rest is for the thread that runs the command.
 */
public final class Session {
  /** How long a command has to come to its end by itself, then after an interrupt, once it is to stop. */
  private static final long GRACE_SECONDS = 5;

  private final Thread thread = Thread.currentThread();
  private final CountDownLatch over = new CountDownLatch(1);
  private volatile boolean stopped;
  private boolean incomplete;
  private @Nullable StandardOutput out;

  /** Where a command finds its session: the object of the topmost command. */
  public interface Holder {
    /** The session of this call. */
    Session session();
  }

  /** The session that the command of {@code spec} is part of. */
  static Session of(CommandSpec spec) {
    return ((Holder) spec.root().userObject()).session();
  }

  /** Whether the command is to finish what it has begun and to begin nothing more. */
  public boolean isStopped() {
    return stopped;
  }

  /** Asks the command to stop; it goes on for some time. */
  void stop() {
    stopped = true;
  }

  /**
   * From now on SIGINT and SIGTERM stop the command, and the JVM ends when it has; its exit code is then that of
   * the signal. One that goes on for too long is interrupted, and then left.
   */
  public void stopOnSignals() {
    Thread finish = Thread.ofPlatform().name("miniss-stop").unstarted(this::finish);
    try {
      Runtime.getRuntime().addShutdownHook(finish);
    } catch (IllegalStateException endsAlready) {
      stop(); // nothing has begun, and nothing is to
    }
  }

  private void finish() {
    if (over.getCount() == 0) {
      return;
    }
    stop();
    try {
      if (!over.await(GRACE_SECONDS, TimeUnit.SECONDS)) {
        thread.interrupt();
        over.await(GRACE_SECONDS, TimeUnit.SECONDS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** What a command prints to; goes to {@code to} after each line. */
  public PrintWriter printTo(OutputStream to, Charset charset) {
    StandardOutput checked = new StandardOutput(to);
    out = checked;
    return new PrintWriter(new OutputStreamWriter(checked, charset), true);
  }

  /** The command has ended and its output is flushed. */
  public void over() {
    over.countDown();
  }

  /** Says that an output is not complete. The command goes on; its exit code tells. */
  void notWritten(PrintWriter err, OutputException e) {
    incomplete = true;
    err.println(e.getMessage());
    err.flush();
  }

  /**
   * The exit code of a command that ended with {@code code}: another one if an output is not complete, which is said
   * unless it was the reader who did not want more.
   */
  public int exitCode(CommandLine command, int code) {
    if (command.getOut().checkError()) {
      incomplete = true;
      IOException reason = out == null ? null : out.failure();
      if (reason == null || !String.valueOf(reason.getMessage()).contains("Broken pipe")) {
        command.getErr()
            .println(
                reason == null
                    ? "cannot write standard output"
                    : new OutputException("standard output", reason).getMessage());
        command.getErr().flush();
      }
    }
    return incomplete ? ExitCodes.NOT_WRITTEN : code;
  }
}
