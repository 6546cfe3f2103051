package io.miniss.runtime.internal;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a core has to run, first in, first out. The core's thread only.
 *
 * <p>An unrolled linked list: chunks of slots, the last of which holds the next chunk. A chunk is filled
 * once, from its first slot to its last, and then dropped. So an entry costs one slot and no object, and the
 * slot is in a young object, where storing a reference costs no fence (see {@link
 * io.miniss.runtime.shared.OwnerReference}); a ring buffer would be an old one. The size is computed from the two
 * ends, which are all that an addition or a removal changes.
 */
final class ReadyQueue {
  /** Slots of a chunk, without the last. */
  private static final int SLOTS = 127;

  private @Nullable Object[] headChunk = new Object[SLOTS + 1];
  private @Nullable Object[] tailChunk = headChunk;
  private int headSlot;
  private int tailSlot;

  /** How many slots the tail's chunk is after the head's. */
  private int slotsBetween;

  void add(Object item) {
    if (tailSlot == SLOTS) {
      startChunk();
    }
    tailChunk[tailSlot++] = item;
  }

  // Separate methods, so that add and poll stay small enough to be inlined.

  private void startChunk() {
    @Nullable Object[] next = new Object[SLOTS + 1];
    tailChunk[SLOTS] = next;
    tailChunk = next;
    tailSlot = 0;
    slotsBetween += SLOTS;
  }

  private void dropChunk() {
    @Nullable Object[] done = headChunk;
    headChunk = (Object[]) Objects.requireNonNull(done[SLOTS], "a full chunk has a next");
    done[SLOTS] = null; // or an old chunk that is garbage would make its successors old, each the next
    headSlot = 0;
    slotsBetween -= SLOTS;
  }

  /** Removes and returns the first item, or null. */
  @Nullable Object poll() {
    if (headSlot == tailSlot && slotsBetween == 0) {
      return null;
    }
    if (headSlot == SLOTS) {
      dropChunk();
    }
    Object first = headChunk[headSlot];
    headChunk[headSlot++] = null;
    return first;
  }

  int size() {
    return slotsBetween + tailSlot - headSlot;
  }
}
