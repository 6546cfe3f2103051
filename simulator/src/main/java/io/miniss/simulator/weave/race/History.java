package io.miniss.simulator.weave.race;

import org.jspecify.annotations.Nullable;

/** The accesses to one plain variable that a later one may race with. */
public final class History {
  /** An access: thread, its time, where in the code, the step of the run, and what a report wants to know. */
  static final class Entry {
    int thread = -1;
    int time;
    int place;
    long step;
    @Nullable Object detail;

    void set(int thread, int time, int place, long step, @Nullable Object detail) {
      this.thread = thread;
      this.time = time;
      this.place = place;
      this.step = step;
      this.detail = detail;
    }
  }

  final Entry write = new Entry();

  /** The last read, unless several threads have read without order. */
  final Entry read = new Entry();

  /** Each reading thread's last read since the last write, if there are several without order. */
  Entry @Nullable [] reads;
}
