package io.miniss.simulator.weave.hook;

import io.miniss.simulator.engine.FailureKind;
import java.io.Console;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What woven code asks of the process that it runs in. */
public final class Processes {
  private static final PrintStream NOWHERE = new PrintStream(OutputStream.nullOutputStream());

  private Processes() {}

  /** In place of {@link System#exit}: ends the run; a code other than 0 fails it. */
  public static void exit(int code) {
    end("System.exit(" + code + ")", code);
  }

  /** In place of {@link Runtime#exit}. */
  public static void exit(Runtime runtime, int code) {
    end("Runtime.exit(" + code + ")", code);
  }

  /** In place of {@link Runtime#halt}. */
  public static void halt(Runtime runtime, int code) {
    end("Runtime.halt(" + code + ")", code);
  }

  private static void end(String call, int code) {
    WovenThread me = WovenThread.current();
    if (me == null) {
      throw new IllegalStateException(
          "woven code called " + call + " on " + Thread.currentThread()
              + ", which belongs to no simulation");
    }
    if (code == 0) {
      throw me.thread.run().exit();
    }
    String message = "the program called " + call;
    throw me.thread.run().fail(FailureKind.EXCEPTION, me.name(), message,
        new AssertionError(message));
  }

  /** What {@link System#out} or {@code err}, which is {@code stream}, is for woven code. */
  public static PrintStream print(PrintStream stream) {
    WovenThread me = WovenThread.current();
    return me != null && me.run.isMuted ? NOWHERE : stream;
  }

  /** What {@link System#in}, which is {@code stream}, is for woven code. */
  public static InputStream input(@Nullable InputStream stream) {
    WovenThread me = WovenThread.current();
    if (me != null) {
      throw me.thread.run().escape("the program reads standard input, which no seed controls");
    }
    return Objects.requireNonNull(stream);
  }

  /** Ends the run before the program does {@code what}, in words, which no seed controls. */
  public static void refuse(String what) {
    WovenThread me = WovenThread.current();
    if (me != null) {
      throw me.thread.run().escape("the program " + what + ", which no seed controls");
    }
  }

  /** In place of {@link System#console}: a program in a run has none. */
  public static @Nullable Console console() {
    return WovenThread.current() == null ? System.console() : null;
  }

  /** In place of {@link Runtime#addShutdownHook}: the process goes on when a run is over. */
  public static void addShutdownHook(Runtime runtime, Thread hook) {
    if (WovenThread.current() == null) {
      runtime.addShutdownHook(hook);
    }
  }

  /** In place of {@link Runtime#removeShutdownHook}. */
  public static boolean removeShutdownHook(Runtime runtime, Thread hook) {
    return WovenThread.current() != null || runtime.removeShutdownHook(hook);
  }

  /** In place of the start of a process. */
  public static Process start(ProcessBuilder builder) throws java.io.IOException {
    WovenThread me = WovenThread.current();
    if (me != null) {
      throw me.thread.run().escape(
          "the program starts a process, which no seed controls: " + builder.command());
    }
    return builder.start();
  }
}
