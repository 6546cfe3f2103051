package io.miniss.simulator.weave.hook;

import io.miniss.runtime.spi.Scheduler;
import io.miniss.runtime.spi.SharedLocation;
import io.miniss.simulator.engine.RunThread;
import io.miniss.simulator.weave.race.History;
import io.miniss.simulator.weave.race.VectorClock;
import org.jspecify.annotations.Nullable;

/**
 * Something that woven code accesses: a field of an object, an element of an array, an object as a whole or its
 * monitor. Numbered in the order in which a run touches it first.
 */
public final class WovenLocation extends SharedLocation {
  /** In place of the number of a field: the object's monitor. */
  static final int MONITOR = -1;

  /** In place of the number of a field: the object as a whole, which only its methods access. */
  static final int OBJECT = -2;

  /** In place of the number of a field: what the JDK locks inside the object. */
  static final int INSIDE = -3;

  /** In place of the number of a field: the initialisation of a class, which is the object. */
  static final int INITIALISATION = -4;

  /** In place of the object of a static field. */
  static final Object STATICS = new Object();

  private static final int FIRST_ELEMENT = 1 << 29;
  private static final int LAST_INDEX = Integer.MAX_VALUE - FIRST_ELEMENT;

  /** Finds a name for the object, when somebody asks. */
  private final ObjectNames names;

  private final WovenObject owner;
  final int field;

  /** Of a monitor. */
  @Nullable Monitor monitor;

  /** Who accessed it last, of a plain variable. */
  @Nullable History history;

  /** What whoever acquires it next happens after, of a synchroniser. */
  @Nullable VectorClock released;

  WovenLocation(Scheduler scheduler, ObjectNames names, WovenObject owner, int field) {
    super(scheduler);
    this.names = names;
    this.owner = owner;
    this.field = field;
  }

  /**
   * In place of the number of a field: the element {@code index} of an array. Where hardly any array has such an element,
   * and an access throws, it is the array as a whole.
   */
  static int element(int index) {
    return index < 0 || index > LAST_INDEX ? OBJECT : FIRST_ELEMENT + index;
  }

  boolean isElement() {
    return field >= FIRST_ELEMENT;
  }

  boolean isVolatile() {
    return field >= 0 && !isElement() && Places.isVolatile(field);
  }

  /** What is in it, in words; a static field tells if its class is known to the thread that asks. */
  @Override
  public @Nullable Object currentValue() {
    if (field == MONITOR || field == INSIDE) {
      Monitor known = monitor;
      RunThread owner = known == null ? null : known.owner;
      return owner == null ? "free" : "held by " + owner.thread().getName();
    }
    if (field == INITIALISATION) {
      return owner.role == null ? "not begun" : owner.role.toString();
    }
    Object object = owner.get();
    Object holder = object == STATICS ? statics() : object;
    if (holder == null) {
      return NO_VALUE;
    }
    if (field == OBJECT) {
      return LocationValues.ofObject(holder, names::of);
    }
    return isElement()
        ? LocationValues.ofElement(holder, field - FIRST_ELEMENT, names::of)
        : LocationValues.ofField(holder, Places.fieldName(field), names::of);
  }

  private @Nullable Class<?> statics() {
    try {
      return Class.forName(
          Places.ownerName(field), false, Thread.currentThread().getContextClassLoader());
    } catch (ClassNotFoundException e) {
      return null;
    }
  }

  @Override
  public String describe() {
    if (field == MONITOR) {
      return "monitor of " + names.of(owner);
    }
    if (field == OBJECT) {
      return names.of(owner);
    }
    if (field == INITIALISATION) {
      return "initialisation of " + names.of(owner);
    }
    if (field == INSIDE) {
      return "lock inside " + names.of(owner);
    }
    if (isElement()) {
      return names.of(owner) + "[" + (field - FIRST_ELEMENT) + "]";
    }
    String name = Places.fieldName(field);
    return owner.get() == STATICS
        ? Places.typeName(field) + "." + name
        : names.of(owner) + "." + name;
  }
}
