package io.miniss.runtime.future;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What waits for one future: {@link Continuation}s linked by their {@code next}, newest first. Who has
 * taken the head out of the future, or never shared it, owns the list.
 */
final class WaitList {
  /** A list is swept for the first time when it is two to the power of this long. */
  private static final byte FIRST_SWEEP = 6;

  private WaitList() {}

  /** Prepares {@code c} as the only one of a list. */
  static void begin(Continuation c) {
    c.next = null;
    c.order = 1;
    c.sweepExponent = FIRST_SWEEP;
  }

  /** Prepares {@code c} as the head of a list whose head is {@code newest}. */
  static void link(Continuation c, @Nullable Continuation newest) {
    c.next = newest;
    c.order = newest == null ? 1 : newest.order + 1;
    c.sweepExponent = newest == null ? FIRST_SWEEP : newest.sweepExponent;
  }

  /** Whether the list whose head is {@code newest} has at least doubled since its last sweep. */
  static boolean isSweepDue(Continuation newest) {
    return newest.order >= 1 << newest.sweepExponent;
  }

  /** The live ones of {@code newest} above {@code older}, which has been swept. */
  static @Nullable Continuation withoutRetired(
      Continuation newest, @Nullable Continuation older) {
    Continuation oldestFirst = reversed(newest);
    Continuation head = older;
    while (oldestFirst != null) {
      Continuation newer = (Continuation) oldestFirst.next;
      if (!oldestFirst.isDropped()) {
        oldestFirst.next = head;
        oldestFirst.order = head == null ? 1 : head.order + 1;
        head = oldestFirst;
      } else {
        oldestFirst.next = null; // or who still refers to it would keep all that came after it
      }
      oldestFirst = newer;
    }
    if (head != null) {
      // A power of two from twice to four times the list.
      int exponent = Integer.SIZE - Integer.numberOfLeadingZeros(head.order);
      head.sweepExponent = (byte) Math.max(FIRST_SWEEP, exponent + 1);
    }
    return head;
  }

  /** Gives each of {@code newestFirst} to {@code taker}, oldest first. */
  static void handOver(
      @Nullable Continuation newestFirst, Consumer<? super Continuation> taker) {
    Continuation oldestFirst = newestFirst == null ? null : reversed(newestFirst);
    while (oldestFirst != null) {
      Continuation newer = (Continuation) oldestFirst.next;
      taker.accept(oldestFirst);
      oldestFirst = newer;
    }
  }

  /** The same ones the other way round. */
  static Continuation reversed(Continuation list) {
    Continuation reversed = list;
    Continuation node = (Continuation) list.next;
    list.next = null;
    while (node != null) {
      Continuation next = (Continuation) node.next;
      node.next = reversed;
      reversed = node;
      node = next;
    }
    return reversed;
  }
}
