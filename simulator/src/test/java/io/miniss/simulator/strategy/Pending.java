package io.miniss.simulator.strategy;

import io.miniss.runtime.spi.Access;
import io.miniss.runtime.spi.SharedLocation;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Threads that can run, for tests of one choice: each with the event that it stands before. */
final class Pending implements Candidates {
  private record Event(
      int thread,
      @Nullable Access access,
      int location,
      long number,
      @Nullable SharedLocation place) {}

  private final List<Event> events = new ArrayList<>();
  private int last = -1;
  private long step;
  private long ownSteps;

  /** Thread {@code thread} stands before its event of this number. */
  Pending add(int thread, Access access, int location, long number) {
    events.add(new Event(thread, access, location, number, null));
    return this;
  }

  /** Thread {@code thread} stands before an access to {@code place}. */
  Pending add(int thread, SharedLocation place) {
    events.add(new Event(thread, Access.UPDATE, place.locationId(), 0, place));
    return this;
  }

  /** Takes {@code thread} out. */
  Pending without(int thread) {
    events.removeIf(each -> each.thread() == thread);
    return this;
  }

  /** The thread that ran last, which can go on. */
  Pending after(int thread) {
    last = thread;
    return this;
  }

  Pending at(long number) {
    step = number;
    return this;
  }

  /** Each thread has made so many steps. */
  Pending made(long steps) {
    ownSteps = steps;
    return this;
  }

  @Override
  public int count() {
    return events.size();
  }

  @Override
  public int thread(int position) {
    return events.get(position).thread();
  }

  @Override
  public int current() {
    for (int i = 0; i < events.size(); i++) {
      if (events.get(i).thread() == last) {
        return i;
      }
    }
    return -1;
  }

  @Override
  public @Nullable Access access(int position) {
    return events.get(position).access();
  }

  @Override
  public int location(int position) {
    return events.get(position).location();
  }

  @Override
  public int lastThread() {
    return last;
  }

  @Override
  public long ownSteps(int thread) {
    return ownSteps;
  }

  @Override
  public @Nullable SharedLocation place(int position) {
    return events.get(position).place();
  }

  @Override
  public long event(int position) {
    return events.get(position).number();
  }

  @Override
  public long step() {
    return step;
  }
}
