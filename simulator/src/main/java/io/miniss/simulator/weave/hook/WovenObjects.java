package io.miniss.simulator.weave.hook;

import org.jspecify.annotations.Nullable;

/**
 * What one run keeps of objects, by identity. It is asked by object only: its order, which is that of identity hash
 * codes, is never seen, and neither is when an object is collected. Used by one thread at a time.
 *
 * <p>A hash table with linear probing. What it keeps of collected objects is removed bit by bit, as others come; a
 * {@code ReferenceQueue} would take a lock that threads outside the run hold.
 */
final class WovenObjects {
  private static final int FIRST_LENGTH = 64;

  /** So many slots are looked at for each object that is new. */
  private static final int SWEPT = 4;

  private @Nullable WovenObject[] slots = new WovenObject[FIRST_LENGTH];
  private int count;

  /** The slot that is looked at next. */
  private int hand;

  /** What is kept of {@code object}, or null. */
  @Nullable WovenObject get(Object object) {
    return find(object, System.identityHashCode(object));
  }

  /** What is kept of {@code object}, from now on at the latest. */
  WovenObject of(Object object) {
    int identity = System.identityHashCode(object);
    WovenObject known = find(object, identity);
    return known == null ? add(object, identity) : known;
  }

  private @Nullable WovenObject find(Object object, int identity) {
    int mask = slots.length - 1;
    int slot = mixed(identity) & mask;
    WovenObject at = slots[slot];
    while (at != null && (at.identity != identity || at.get() != object)) {
      slot = (slot + 1) & mask;
      at = slots[slot];
    }
    return at;
  }

  private WovenObject add(Object object, int identity) {
    sweep(); // before anything that needs memory
    WovenObject made = new WovenObject(object, identity);
    if (2 * (count + 1) > slots.length) {
      grow();
    }
    insert(made);
    return made;
  }

  private void insert(WovenObject made) {
    int mask = slots.length - 1;
    int slot = mixed(made.identity) & mask;
    while (slots[slot] != null) {
      slot = (slot + 1) & mask;
    }
    slots[slot] = made;
    count++;
  }

  private static int mixed(int identity) {
    int mixed = identity * 0x85EBCA6B;
    return mixed ^ (mixed >>> 15);
  }

  private void sweep() {
    for (int i = 0; i < SWEPT; i++) {
      WovenObject at = slots[hand];
      if (at != null && at.get() == null) {
        remove(hand); // which may move another one here
      } else {
        hand = (hand + 1) & (slots.length - 1);
      }
    }
  }

  /** Those after it move up whose search would end at the hole: Knuth, volume 3, section 6.4, algorithm R. */
  private void remove(int removed) {
    int mask = slots.length - 1;
    int hole = removed;
    int slot = (hole + 1) & mask;
    WovenObject at = slots[slot];
    while (at != null) {
      int fromHome = (slot - mixed(at.identity)) & mask;
      if (fromHome >= ((slot - hole) & mask)) {
        slots[hole] = at;
        hole = slot;
      }
      slot = (slot + 1) & mask;
      at = slots[slot];
    }
    slots[hole] = null;
    count--;
  }

  /** Leaves out what is kept of collected objects; the table stays as large if enough are. */
  private void grow() {
    @Nullable WovenObject[] old = slots;
    int live = 0;
    for (WovenObject each : old) {
      live += each != null && each.get() != null ? 1 : 0;
    }
    slots = new WovenObject[4 * live > old.length ? 2 * old.length : old.length];
    count = 0;
    hand = 0;
    for (WovenObject each : old) {
      if (each != null && each.get() != null) {
        insert(each);
      }
    }
  }
}
