package io.miniss.simulator.weave.hook;

import io.miniss.runtime.spi.Access;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;

/**
 * The places and fields of all classes that this JVM has woven, by number. Numbers are given when a class is
 * woven, and are constants in its code; they are no part of what a run follows from. Any thread may call.
 */
public final class Places {
  private static final TreeMap<String, Integer> FIELD_NUMBERS = new TreeMap<>();
  private static final List<String> FIELD_TYPES = new ArrayList<>();
  private static final List<String> FIELD_OWNERS = new ArrayList<>();
  private static final List<String> FIELD_NAMES = new ArrayList<>();

  private static volatile Place[] places = new Place[256];
  private static volatile boolean[] volatileFields = new boolean[256];
  private static int count;

  private Places() {}

  /**
   * The number of a field.
   *
   * @param type the class that declares it, with its package
   * @param descriptor of its own type
   */
  public static synchronized int field(
      String type, String name, String descriptor, boolean isVolatile) {
    String key = type + '.' + name + ':' + descriptor;
    Integer known = FIELD_NUMBERS.get(key);
    if (known != null) {
      return known;
    }
    int number = FIELD_NAMES.size();
    FIELD_NUMBERS.put(key, number);
    FIELD_TYPES.add(type.substring(type.lastIndexOf('.') + 1));
    FIELD_OWNERS.add(type);
    FIELD_NAMES.add(name);
    if (number == volatileFields.length) {
      volatileFields = Arrays.copyOf(volatileFields, 2 * number);
    }
    volatileFields[number] = isVolatile;
    return number;
  }

  /** The number of a new place. */
  public static synchronized int place(
      int field, Access access, String where, boolean synchronizes, int locks, boolean isBenign) {
    int number = count++;
    Place[] known = places;
    if (number == known.length) {
      known = Arrays.copyOf(known, 2 * number);
    }
    known[number] = new Place(field, access, where, synchronizes, locks, isBenign);
    places = known;
    return number;
  }

  static Place get(int number) {
    return places[number];
  }

  static boolean isVolatile(int field) {
    return volatileFields[field];
  }

  static synchronized String typeName(int field) {
    return FIELD_TYPES.get(field);
  }

  /** The class that declares it, with its package. */
  static synchronized String ownerName(int field) {
    return FIELD_OWNERS.get(field);
  }

  static synchronized String fieldName(int field) {
    return FIELD_NAMES.get(field);
  }
}
