package io.miniss.simulator.weave.hook;

import org.jspecify.annotations.Nullable;

/**
 * What one run keeps of objects, by identity and a number. It is asked by key only: its order, which is that
 * of identity hash codes, is never seen. Used by one thread at a time.
 */
final class ObjectTable<V> {
  private @Nullable Object[] keys = new Object[32];
  private int[] numbers = new int[32];
  private @Nullable Object[] values = new Object[32];
  private int count;

  /** What is kept of {@code key} and {@code number}, or null. */
  @Nullable V get(Object key, int number) {
    return value(find(key, number));
  }

  void put(Object key, int number, V value) {
    int slot = find(key, number);
    if (keys[slot] == null) {
      if (2 * ++count > keys.length) {
        grow();
        slot = find(key, number);
      }
      keys[slot] = key;
      numbers[slot] = number;
    }
    values[slot] = value;
  }

  @SuppressWarnings("unchecked")
  private @Nullable V value(int slot) {
    return (V) values[slot];
  }

  private int find(Object key, int number) {
    int mask = keys.length - 1;
    int slot = hash(key, number) & mask;
    while (keys[slot] != null && (keys[slot] != key || numbers[slot] != number)) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  private static int hash(Object key, int number) {
    int mixed = (System.identityHashCode(key) + number * 0x9E3779B9) * 0x85EBCA6B;
    return mixed ^ (mixed >>> 15);
  }

  private void grow() {
    @Nullable Object[] oldKeys = keys;
    int[] oldNumbers = numbers;
    @Nullable Object[] oldValues = values;
    keys = new Object[2 * oldKeys.length];
    numbers = new int[keys.length];
    values = new Object[keys.length];
    for (int i = 0; i < oldKeys.length; i++) {
      Object key = oldKeys[i];
      if (key != null) {
        int slot = find(key, oldNumbers[i]);
        keys[slot] = key;
        numbers[slot] = oldNumbers[i];
        values[slot] = oldValues[i];
      }
    }
  }
}
