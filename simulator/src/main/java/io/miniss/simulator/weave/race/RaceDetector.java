package io.miniss.simulator.weave.race;

import io.miniss.simulator.weave.race.History.Entry;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Tells whether an access to a plain variable races with an earlier one: whether nothing orders the two, and at
 * least one writes. Of a variable it keeps the last write and the last reads (FastTrack, C. Flanagan and S.
 * Freund, PLDI 2009). It reports no race that the observed order of the synchronising steps excludes, and so
 * none of a correct program.
 */
public final class RaceDetector {
  /**
   * The earlier access of a race.
   *
   * @param thread who made it
   * @param wrote whether it was a write
   * @param place the number of the place in the code
   * @param step the step of the run
   * @param detail what {@link #access} was given with it
   */
  public record Earlier(
      int thread, boolean wrote, int place, long step, @Nullable Object detail) {}

  /**
   * Thread {@code thread}, whose clock is {@code clock}, accesses the variable of {@code history}.
   *
   * @param detail kept with the access, for a report
   * @return the earlier access that this one races with, or null
   */
  public @Nullable Earlier access(
      History history, int thread, VectorClock clock, boolean writes, int place, long step,
      @Nullable Object detail) {
    return writes
        ? write(history, thread, clock, place, step, detail)
        : read(history, thread, clock, clock.time(thread), place, step, detail);
  }

  /** The time of thread {@code thread}, whose clock is {@code clock}. */
  public int now(int thread, VectorClock clock) {
    return clock.time(thread);
  }

  /** As {@link #access}, for a read that thread {@code thread} has made at {@code time} and that counts only now. */
  public @Nullable Earlier readBefore(
      History history, int thread, VectorClock clock, int time, int place, long step,
      @Nullable Object detail) {
    return read(history, thread, clock, time, place, step, detail);
  }

  private static @Nullable Earlier read(
      History history, int thread, VectorClock clock, int now, int place, long step,
      @Nullable Object detail) {
    Entry read = history.read;
    if (read.thread == thread && read.time == now) {
      return null;
    }
    if (isUnordered(history.write, thread, clock)) {
      return earlier(history.write, true);
    }
    if (history.reads == null && isUnordered(read, thread, clock)) {
      Entry[] reads = new Entry[Math.max(read.thread, thread) + 1];
      reads[read.thread] = new Entry();
      reads[read.thread].set(read.thread, read.time, read.place, read.step, read.detail);
      history.reads = reads;
    }
    Entry[] reads = history.reads;
    if (reads != null) {
      if (thread >= reads.length) {
        reads = Arrays.copyOf(reads, thread + 1);
        history.reads = reads;
      }
      if (reads[thread] == null) {
        reads[thread] = new Entry();
      }
      reads[thread].set(thread, now, place, step, detail);
    }
    read.set(thread, now, place, step, detail);
    return null;
  }

  private static @Nullable Earlier write(
      History history, int thread, VectorClock clock, int place, long step,
      @Nullable Object detail) {
    int now = clock.time(thread);
    if (history.write.thread == thread && history.write.time == now) {
      return null; // it has told nobody since, so nobody else has come in between without a race
    }
    if (isUnordered(history.write, thread, clock)) {
      return earlier(history.write, true);
    }
    Entry[] reads = history.reads;
    if (reads != null) {
      for (Entry each : reads) {
        if (each != null && isUnordered(each, thread, clock)) {
          return earlier(each, false);
        }
      }
      history.reads = null;
    } else if (isUnordered(history.read, thread, clock)) {
      return earlier(history.read, false);
    }
    history.write.set(thread, now, place, step, detail);
    return null;
  }

  private static boolean isUnordered(Entry earlier, int thread, VectorClock clock) {
    return earlier.thread >= 0
        && earlier.thread != thread
        && earlier.time > clock.time(earlier.thread);
  }

  private static Earlier earlier(Entry entry, boolean wrote) {
    return new Earlier(entry.thread, wrote, entry.place, entry.step, entry.detail);
  }

  /** Thread {@code thread} lets go of a synchroniser: what it did happens before who acquires it next. */
  public VectorClock release(@Nullable VectorClock released, int thread, VectorClock clock) {
    VectorClock result = released;
    if (result == null) {
      result = clock.copy();
    } else {
      result.join(clock);
    }
    clock.tick(thread); // what it does from now on is not known to anybody
    return result;
  }

  /** What thread {@code thread} has done happens before what the thread with the clock {@code other} does next. */
  public void passOn(VectorClock clock, int thread, VectorClock other) {
    other.join(clock);
    clock.tick(thread);
  }
}
