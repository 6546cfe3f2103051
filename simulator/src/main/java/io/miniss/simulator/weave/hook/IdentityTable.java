package io.miniss.simulator.weave.hook;

import org.jspecify.annotations.Nullable;

/**
 * Values by the identity of their keys, which it keeps. It is asked by key only: its order, which is that of identity
 * hash codes, is never seen. The maps of the JDK are none, as a run has a part in what they do. Used by one thread at a
 * time.
 */
final class IdentityTable<V> {
  private @Nullable Object[] keys = new Object[32];
  private @Nullable Object[] values = new Object[32];
  private int count;

  /** The value of {@code key}, or null. */
  @SuppressWarnings("unchecked")
  @Nullable V get(Object key) {
    return (V) values[find(key)];
  }

  void put(Object key, V value) {
    int slot = find(key);
    if (keys[slot] == null) {
      if (2 * ++count > keys.length) {
        grow();
        slot = find(key);
      }
      keys[slot] = key;
    }
    values[slot] = value;
  }

  private int find(Object key) {
    int mask = keys.length - 1;
    int slot = hash(key) & mask;
    while (keys[slot] != null && keys[slot] != key) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  private static int hash(Object key) {
    int mixed = System.identityHashCode(key) * 0x85EBCA6B;
    return mixed ^ (mixed >>> 15);
  }

  private void grow() {
    @Nullable Object[] oldKeys = keys;
    @Nullable Object[] oldValues = values;
    keys = new Object[2 * oldKeys.length];
    values = new Object[keys.length];
    for (int i = 0; i < oldKeys.length; i++) {
      Object key = oldKeys[i];
      if (key != null) {
        int slot = find(key);
        keys[slot] = key;
        values[slot] = oldValues[i];
      }
    }
  }
}
