package io.miniss.simulator.weave.hook;

import io.miniss.runtime.spi.SharedLocation;
import java.lang.ref.WeakReference;
import org.jspecify.annotations.Nullable;

/**
 * What a run keeps of one object. It does not keep the object itself: what the program drops is garbage, as it is
 * outside a simulation. Used by one thread at a time.
 */
final class WovenObject extends WeakReference<Object> {
  private static final int[] NO_FIELDS = {0};
  private static final @Nullable SharedLocation[] NO_LOCATIONS = {null};

  /** The JVM's hash code of the object. */
  final int identity;

  private final Class<?> type;

  /** A hash table of locations by the numbers of their fields, at most half full. */
  private int[] fields = NO_FIELDS;

  private @Nullable SharedLocation[] locations = NO_LOCATIONS;
  private int locationCount;

  /** Its number among the objects of its class, in the order in which the run touches them first; 0 before that. */
  int ordinal;

  /** The hash code that the run has given it; 0 before that. */
  int hash;

  /**
   * What it stands for, or what stands for it: of a thread the {@code RunThread}, of a {@code VarHandle} or an updater
   * the {@code Handle}, of a view of a collection that collection, of an array its name, of a class how far its
   * initialisation is.
   */
  @Nullable Object role;

  WovenObject(Object object, int identity) {
    super(object);
    this.identity = identity;
    this.type = object.getClass();
  }

  Class<?> type() {
    return type;
  }

  /** The location of {@code field}, or null if there is none yet. */
  @Nullable SharedLocation location(int field) {
    return locations[slot(field)];
  }

  /** Adds the location of {@code field}, which has none yet. */
  void add(int field, SharedLocation location) {
    if (2 * ++locationCount > locations.length) {
      grow();
    }
    put(field, location);
  }

  private void put(int field, SharedLocation location) {
    int slot = slot(field);
    fields[slot] = field;
    locations[slot] = location;
  }

  private void grow() {
    int[] oldFields = fields;
    @Nullable SharedLocation[] old = locations;
    fields = new int[2 * old.length];
    locations = new SharedLocation[2 * old.length];
    for (int i = 0; i < old.length; i++) {
      SharedLocation each = old[i];
      if (each != null) {
        put(oldFields[i], each);
      }
    }
  }

  private int slot(int field) {
    int mask = locations.length - 1;
    int slot = mixed(field) & mask;
    while (locations[slot] != null && fields[slot] != field) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  private static int mixed(int field) {
    int mixed = field * 0x9E3779B9;
    return mixed ^ (mixed >>> 15);
  }
}
