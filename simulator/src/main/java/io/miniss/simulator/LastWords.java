package io.miniss.simulator;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Tells of failures that nobody would be told of otherwise, because the program that is simulated has ended the JVM
 * ({@code JvmEnd}), or has filled the heap. Writes to the standard error stream, by itself and without a buffer:
 * loggers are closed when a JVM ends, and need memory.
 *
 * <p>A part of the heap is set aside, and given back when the heap is full, so that a report can be made.
 */
public final class LastWords {
  static final int RESERVE_BYTES = 2 << 20;

  /** Failures that were found, while what explains them runs user code again. */
  private static final List<byte[]> UNTOLD = new CopyOnWriteArrayList<>();

  private static final AtomicReference<byte @Nullable []> LAST_FAILURE = new AtomicReference<>();

  private static final AtomicReference<byte @Nullable []> RESERVE =
      new AtomicReference<>(new byte[RESERVE_BYTES]);

  /** The part that only a report of a run is made of whose memory is still held. */
  private static final AtomicReference<byte @Nullable []> LAST_RESERVE =
      new AtomicReference<>(new byte[RESERVE_BYTES]);

  private static final byte[] HEAP_IS_FULL =
      "the heap is full, and no report can be made: simulated code fills it in the run of seed "
          .getBytes(StandardCharsets.UTF_8);

  /** A number and the end of the line. */
  private static final byte[] DIGITS = bytes(" ".repeat(20));

  private static final FileOutputStream ERR = new FileOutputStream(FileDescriptor.err);

  private LastWords() {}

  /**
   * Does {@code work}, which runs user code, while a failure is known and nobody has been told.
   *
   * @param failure what is said if the JVM ends by then, or memory does not suffice
   */
  public static <T> T whileUntold(String failure, Supplier<T> work) {
    byte[] words = bytes(failure);
    UNTOLD.add(words);
    try {
      return work.get();
    } finally {
      UNTOLD.removeIf(each -> each == words);
    }
  }

  /** Sets memory aside, if there is any. Called before each work that has runs. */
  static void prepare() {
    try {
      refill(LAST_RESERVE);
      refill(RESERVE);
    } catch (OutOfMemoryError full) {
      boolean _ = freeReserve(); // what fills the heap is still held
    }
  }

  private static void refill(AtomicReference<byte @Nullable []> reserve) {
    if (reserve.get() == null) {
      reserve.set(new byte[RESERVE_BYTES]);
    }
  }

  /** The words of the run of this JVM that has failed last. */
  static void lastFailure(byte[] words) {
    LAST_FAILURE.set(words);
  }

  /** Says again of the run of this JVM that has failed last; returns false if none has. Needs no memory. */
  public static boolean sayLastFailure() {
    byte[] words = LAST_FAILURE.get();
    if (words != null) {
      say(words);
    }
    return words != null;
  }

  /** {@code text}, as it can be written without memory. */
  static byte[] bytes(String text) {
    return (text.endsWith("\n") ? text : text + "\n").getBytes(StandardCharsets.UTF_8);
  }

  /** Writes {@code words}; needs no memory. */
  static void say(byte[] words) {
    try {
      ERR.write(words);
    } catch (IOException nobodyReads) {
      // there is nobody left to tell
    }
  }

  /** Failures that were found and that nobody has been told of. */
  static List<byte[]> untold() {
    return List.copyOf(UNTOLD);
  }

  // ---- the heap ----

  /** Says, without memory, that the heap is full in the middle of the run of {@code seed}. */
  static synchronized void sayHeapIsFull(long seed) {
    say(HEAP_IS_FULL);
    int at = DIGITS.length - 1;
    long left = seed;
    do {
      at--;
      DIGITS[at] = (byte) ('0' + Math.abs(left % 10));
      left /= 10;
    } while (left != 0);
    if (seed < 0) {
      at--;
      DIGITS[at] = '-';
    }
    try {
      ERR.write(DIGITS, at, DIGITS.length - at);
    } catch (IOException nobodyReads) {
      // there is nobody left to tell
    }
  }

  /** The heap is full. Returns whether there was a part set aside, which is free now. */
  public static boolean freeReserve() {
    return RESERVE.getAndSet(null) != null;
  }

  /** The heap is full, and was so when what the code before this call had set aside was free. */
  static void freeLastReserve() {
    LAST_RESERVE.set(null);
  }

  /**
   * Whether the heap is full, after a run that has failed: user code that has filled it is not to be run again. The
   * part set aside is free then.
   */
  public static boolean isHeapFull() {
    try {
      boolean isFree = RESERVE.get() == null;
      byte[] probe = new byte[isFree ? 2 * RESERVE_BYTES : RESERVE_BYTES];
      if (isFree && probe.length > RESERVE_BYTES) {
        probe = new byte[RESERVE_BYTES];
        RESERVE.set(probe);
      }
      return false;
    } catch (OutOfMemoryError full) {
      freeReserve();
      return true;
    }
  }
}
