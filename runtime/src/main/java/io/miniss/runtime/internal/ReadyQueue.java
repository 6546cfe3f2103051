package io.miniss.runtime.internal;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a core has to run, first in, first out. The core's thread only.
 *
 * <p>An unrolled linked list: chunks of slots, the last of which holds the next chunk. A chunk is filled
 * once, from its first slot to its last, and then dropped. So an entry costs one slot and no object, and the
 * slot is in a young object, where storing a reference costs no fence (see {@link
 * io.miniss.runtime.shared.OwnerReference}); a ring buffer would be an old one.
 */
final class ReadyQueue {
  /** Slots of a chunk, without the last. */
  private static final int SLOTS = 127;

  private @Nullable Object[] headChunk = new Object[SLOTS + 1];
  private @Nullable Object[] tailChunk = headChunk;
  private int headSlot;
  private int tailSlot;
  private int size;

  void add(Object item) {
    if (tailSlot == SLOTS) {
      @Nullable Object[] next = new Object[SLOTS + 1];
      tailChunk[SLOTS] = next;
      tailChunk = next;
      tailSlot = 0;
    }
    tailChunk[tailSlot++] = item;
    size++;
  }

  /** Removes and returns the first item, or null. */
  @Nullable Object poll() {
    if (size == 0) {
      return null;
    }
    if (headSlot == SLOTS) {
      headChunk = (Object[]) Objects.requireNonNull(headChunk[SLOTS], "a full chunk has a next");
      headSlot = 0;
    }
    Object first = headChunk[headSlot];
    headChunk[headSlot++] = null;
    size--;
    return first;
  }

  int size() {
    return size;
  }
}
