package io.miniss.simulator.coverage;

import io.miniss.runtime.spi.Access;
import io.miniss.runtime.spi.SharedLocation;
import io.miniss.simulator.engine.RunListener;
import io.miniss.simulator.random.SplitMix64;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The fingerprints of one run's interleaving, whatever its seed and its times. Listens to that run;
 * when it is over, {@link Coverage#add} takes it.
 *
 * <p>A point is announced before its access happens, and others may run in between. An access counts
 * when its thread goes on, as that is the order that matters.
 */
public final class Interleaving implements RunListener {
  /** Later locations are those of tasks; they are told apart by kind only. */
  private static final int LOCATIONS_BY_NUMBER = 256;

  private static final int NOBODY = -1;

  private final Sketch pairs;
  private final Distinct distinctPairs;

  /** By thread: the announced access that has not happened yet. */
  private @Nullable SharedLocation[] pendingLocation = new @Nullable SharedLocation[16];

  private Access[] pendingAccess = new Access[16];

  /** By location: what happened to it, in order; and its reads since, in no order. */
  private long[] chains = new long[64];

  private long[] reads = new long[64];

  /** By location: the last access and its thread. */
  private long[] last = new long[64];

  private int running = NOBODY;
  private long order;
  private long newPairs;

  Interleaving(Sketch pairs, Distinct distinctPairs) {
    this.pairs = pairs;
    this.distinctPairs = distinctPairs;
    Arrays.fill(pendingAccess, Access.READ);
  }

  @Override
  public void begins() {
    Arrays.fill(pendingLocation, null);
    Arrays.fill(chains, 0);
    Arrays.fill(reads, 0);
    Arrays.fill(last, 0);
    running = NOBODY;
    order = 0; // pairs of the run that is void stay new: they are an estimate
  }

  @Override
  public void started(int thread, String name) {
    happen(running);
    if (thread >= pendingLocation.length) {
      int length = 2 * thread;
      pendingLocation = Arrays.copyOf(pendingLocation, length);
      int known = pendingAccess.length;
      pendingAccess = Arrays.copyOf(pendingAccess, length);
      Arrays.fill(pendingAccess, known, length, Access.READ);
    }
  }

  @Override
  public void chosen(int from, boolean waits, int thread) {
    happen(thread);
    running = thread;
  }

  @Override
  public void step(
      long step, int thread, Access access, @Nullable SharedLocation location, long virtualNanos) {
    if (running != thread) {
      happen(running); // it was alone, and has ended or waits
      running = thread;
    }
    happen(thread);
    pendingLocation[thread] = location;
    pendingAccess[thread] = access;
  }

  @Override
  public void woke(long step, int waker, int woken, long virtualNanos) {
    happen(waker);
  }

  private void happen(int thread) {
    if (thread == NOBODY) {
      return;
    }
    SharedLocation location = pendingLocation[thread];
    if (location != null) {
      pendingLocation[thread] = null;
      happen(thread, pendingAccess[thread], location);
    }
  }

  private void happen(int thread, Access access, SharedLocation location) {
    int id = location.locationId();
    if (id >= chains.length) {
      int length = 2 * id;
      chains = Arrays.copyOf(chains, length);
      reads = Arrays.copyOf(reads, length);
      last = Arrays.copyOf(last, length);
    }
    long event = 4L * (thread + 1) + code(access);
    order = fold(order ^ (event << 32) ^ id);
    if (access.writes()) {
      chains[id] = fold(chains[id] ^ reads[id] ^ event);
      reads[id] = 0;
    } else {
      reads[id] += SplitMix64.mix(event);
    }
    long before = last[id];
    last[id] = event;
    boolean conflict = before != 0 && before / 4 != thread + 1
        && (access.writes() || before % 4 != 0);
    if (conflict) {
      long place =
          id < LOCATIONS_BY_NUMBER ? id : (long) location.getClass().getName().hashCode() << 9;
      long pair = SplitMix64.mix(place ^ (before << 42) ^ (event << 53) ^ (event >>> 11));
      distinctPairs.add(pair);
      if (pairs.add(pair)) {
        newPairs++;
      }
    }
  }

  /** Cheaper than a full mix, which comes once, when the run is over. */
  private static long fold(long bits) {
    long folded = (bits + 1) * 0x9E3779B97F4A7C15L;
    return folded ^ (folded >>> 29);
  }

  private static int code(Access access) {
    return switch (access) {
      case READ -> 0;
      case WRITE -> 1;
      case UPDATE -> 2;
    };
  }

  /** What has not happened by now happens in the order of the threads. */
  void end() {
    for (int thread = 0; thread < pendingLocation.length; thread++) {
      happen(thread);
    }
  }

  /** The same for two runs whose accesses came in the same order. */
  long order() {
    return SplitMix64.mix(order);
  }

  /** The same for two runs that differ in the order of accesses that do not conflict, if at all. */
  long partialOrder() {
    long sum = 0;
    for (int id = 0; id < chains.length; id++) {
      if (chains[id] != 0 || reads[id] != 0) {
        sum += SplitMix64.mix(SplitMix64.mix(chains[id] ^ reads[id]) + id);
      }
    }
    return SplitMix64.mix(sum);
  }

  long newPairs() {
    return newPairs;
  }
}
