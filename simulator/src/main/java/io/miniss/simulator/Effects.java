package io.miniss.simulator;

import io.miniss.runtime.spi.Access;
import io.miniss.runtime.spi.SharedLocation;
import io.miniss.simulator.text.Contents;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The accesses of a run in the order in which they took effect, with what they read or wrote. The value
 * after an access is looked at when the next thing happens: until then nobody else has run.
 */
final class Effects {
  /** In place of the value, of an access that was not done. */
  static final String REFUSED = "not done, as the run fails before it";

  private final Values values = new Values();
  private final List<Trace.Effect> list = new ArrayList<>();
  private long leftOut;

  /** The access that took effect last, while what came of it is not known. */
  private @Nullable SharedLocation open;

  private @Nullable Object before;

  /** Of a compare-and-set: what it was told, in words. */
  private @Nullable String exchange;

  private boolean replaced;

  void clear() {
    values.clear();
    list.clear();
    leftOut = 0;
    open = null;
  }

  List<Trace.Effect> list() {
    return list;
  }

  /** How many accesses have taken effect, those that are left out included. */
  long count() {
    return leftOut + list.size();
  }

  long leftOut() {
    return leftOut;
  }

  /** One has taken effect that is not kept, before the first that is. */
  void leaveOutOne() {
    leftOut++;
  }

  /** Leaves out those that were announced before {@code step}. */
  void leaveOutBefore(long step) {
    int size = list.size();
    list.removeIf(effect -> effect.step() < step);
    leftOut += size - list.size();
    values.clear();
  }

  void tookEffect(Trace.Effect effect, @Nullable SharedLocation location) {
    list.add(effect);
    open = location;
    before = location == null ? null : values.of(location);
    exchange = null;
    replaced = false;
  }

  /** The access of {@code location} that was to take effect last is not done: it has no value, read or written. */
  void refused(SharedLocation location) {
    if (location == open && !list.isEmpty()) {
      open = null;
      list.set(list.size() - 1, list.getLast().with(REFUSED, false));
    }
  }

  void compared(
      SharedLocation location,
      @Nullable Object expected,
      @Nullable Object newValue,
      boolean success) {
    if (location == open) {
      exchange = values.text(expected) + " -> " + values.text(newValue);
      replaced = success;
    }
  }

  /** Something else is about to happen: what is in the location now came of the last access. */
  void close() {
    SharedLocation location = open;
    if (location == null || list.isEmpty()) {
      return;
    }
    open = null;
    Trace.Effect effect = list.getLast();
    Object after = values.of(location);
    if (after != null) {
      boolean changed = effect.access() != Access.READ && !after.equals(before);
      list.set(list.size() - 1, effect.with(outcome(effect.access(), after), changed));
    }
  }

  private String outcome(@Nullable Access access, Object after) {
    if (exchange != null) {
      return "CAS " + exchange + (replaced ? "" : " failed, is " + after);
    }
    if (access != Access.UPDATE) {
      return after.toString();
    }
    if (before instanceof Contents found && after instanceof Contents left) {
      return found.changeTo(left);
    }
    return after.equals(before) ? "stays " + after : before + " -> " + after;
  }
}
