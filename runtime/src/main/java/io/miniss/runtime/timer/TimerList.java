package io.miniss.runtime.timer;

import org.jspecify.annotations.Nullable;

/**
 * Timers in the order in which they came, those before a mark and those behind it. Each knows its slot, so to
 * remove one is to clear the slot. One thread only.
 *
 * <p>When the array is full, those that are left go to a new one, half of which or more is empty: so each timer
 * pays for one move at most. The array stays young, too: with G1, to
 * store a reference in an old object costs a fence (see {@link io.miniss.runtime.shared.OwnerReference}).
 */
final class TimerList {
  private static final int FEWEST_SLOTS = 8192;

  private @Nullable Timer[] slots = new Timer[16];

  /** Behind the last slot in use. */
  private int end;

  /** The first slot behind the mark. */
  private int mark;

  private int sizeBefore;
  private int sizeBehind;

  /** How many are before the mark. */
  int sizeBefore() {
    return sizeBefore;
  }

  /** How many are behind the mark. */
  int sizeBehind() {
    return sizeBehind;
  }

  /** The first slot behind the mark. */
  int mark() {
    return mark;
  }

  /** Behind the last slot in use. */
  int end() {
    return end;
  }

  /** What is in {@code slot}, which is before the end; null if that was removed. */
  @Nullable Timer get(int slot) {
    return slots[slot];
  }

  /** Adds {@code timer} behind the mark. */
  void add(Timer timer) {
    if (end == slots.length) {
      renew();
    }
    timer.place = end;
    slots[end++] = timer;
    sizeBehind++;
  }

  /** Removes {@code timer}, which is here. */
  void remove(Timer timer) {
    int slot = timer.place;
    timer.place = Timer.NOWHERE;
    slots[slot] = null;
    if (slot < mark) {
      sizeBefore--;
    } else {
      sizeBehind--;
    }
  }

  /** Moves the mark to the end. */
  void markAll() {
    mark = end;
    sizeBefore += sizeBehind;
    sizeBehind = 0;
  }

  /** Gives back the slots that a peak has left behind, if there are many. */
  void trim() {
    if (end > FEWEST_SLOTS && end / 8 > sizeBefore + sizeBehind) {
      renew();
    }
  }

  private void renew() {
    @Nullable Timer[] old = slots;
    slots = new Timer[Math.max(FEWEST_SLOTS, 4 * Integer.highestOneBit(sizeBefore + sizeBehind))];
    mark = sizeBefore;
    end = 0;
    for (Timer timer : old) {
      if (timer != null) {
        timer.place = end;
        slots[end++] = timer;
      }
    }
  }
}
