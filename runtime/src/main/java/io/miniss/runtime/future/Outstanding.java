package io.miniss.runtime.future;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The work that waits and that its core must break when it exits, in the order in which it was registered. What
 * waits for a future that belongs to the core is not here. The core's thread only.
 *
 * <p>Most waits end soon, and to take each out of a list would cost as much as to put it in. So work whose wait has
 * ended stays until the next sweep: when {@value #RECENT} have been added, and when the core has nothing to do.
 * What still waits then moves to a second list, which is swept when half of it has ended. So no more is here than twice
 * what waits, and a constant; and no more than twice what waits while the core is idle.
 *
 * <p>A slot is filled once, and the array is replaced when it is full. So it is a young object, where storing a
 * reference costs no fence, see {@link io.miniss.runtime.shared.OwnerReference}.
 */
final class Outstanding {
  private static final int RECENT = 64;

  private @Nullable OutstandingWork[] recent = new OutstandingWork[RECENT];

  /** The first slot of {@link #recent} that was not swept. */
  private int first;

  /** The next one to be filled. */
  private int next;

  private final ArrayList<OutstandingWork> kept = new ArrayList<>();

  /** How many of {@link #kept} wait no longer. */
  private int ended;

  /** Adds {@code work}, which waits, and was never here. */
  void add(OutstandingWork work) {
    if (next == RECENT) {
      sweep();
    }
    recent[next++] = work;
    work.list = OutstandingWork.RECENT;
  }

  /** {@code work}, which may be here, waits no longer. */
  void ended(OutstandingWork work) {
    if (work.waiting && work.list == OutstandingWork.KEPT) {
      ended++;
    }
    work.waiting = false;
  }

  /** Lets go of what waits no longer. */
  void sweep() {
    keepWaiting(recent, first, next);
    if (next == RECENT) {
      recent = new OutstandingWork[RECENT];
      first = 0;
      next = 0;
    } else {
      Arrays.fill(recent, first, next, null);
      first = next;
    }
    if (ended > 0 && 2 * ended >= kept.size()) {
      kept.removeIf(work -> !work.waiting);
      ended = 0;
    }
  }

  private void keepWaiting(@Nullable OutstandingWork[] works, int from, int to) {
    for (int i = from; i < to; i++) {
      OutstandingWork work = works[i];
      if (work != null && work.waiting) {
        work.list = OutstandingWork.KEPT;
        kept.add(work);
      }
    }
  }

  /** What waits, in the order of registration. */
  List<OutstandingWork> waiting() {
    List<OutstandingWork> waiting = new ArrayList<>();
    for (OutstandingWork work : kept) {
      addIfWaiting(work, waiting);
    }
    for (int i = first; i < next; i++) {
      addIfWaiting(recent[i], waiting);
    }
    return waiting;
  }

  private static void addIfWaiting(
      @Nullable OutstandingWork work, List<OutstandingWork> waiting) {
    if (work != null && work.waiting) {
      waiting.add(work);
    }
  }
}
