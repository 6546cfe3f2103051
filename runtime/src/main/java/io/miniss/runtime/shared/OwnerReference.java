package io.miniss.runtime.shared;

import io.miniss.runtime.spi.Access;
import io.miniss.runtime.spi.Scheduler;
import io.miniss.runtime.spi.SharedLocation;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * A reference that one thread, the owner, stores often and that any thread reads.
 *
 * <p>With G1, up to JDK 25, storing a reference to a young object in an old one costs a full fence. This
 * object lives long and so is old. The value is therefore in a box that the owner replaces now and then, so
 * that the box is young. A reader that finds a box which has just been replaced sees the value that was
 * current a moment before.
 *
 * @param <V> what it refers to
 */
public final class OwnerReference<V> extends SharedLocation {
  /** Stores into one box; a collection that makes the box old costs so many fences at most. */
  private static final int STORES = 256;

  private static final VarHandle BOX;
  private static final VarHandle VALUE;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      BOX = lookup.findVarHandle(OwnerReference.class, "box", Box.class);
      VALUE = lookup.findVarHandle(Box.class, "value", Object.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private static final class Box {
    @Nullable Object value;

    Box(@Nullable Object value) {
      this.value = value;
    }
  }

  private final String name;
  private Box box;
  private int stores;

  /** A reference to {@code initial}, called {@code name} in traces. */
  public OwnerReference(Scheduler scheduler, String name, @Nullable V initial) {
    super(scheduler);
    this.name = name;
    box = new Box(initial);
  }

  /** The value, and with it everything its writer did before it stored it. Any thread. */
  @SuppressWarnings("unchecked")
  public @Nullable V getAcquire() {
    point(Access.READ);
    return (V) VALUE.getAcquire((Box) BOX.getAcquire(this));
  }

  /** The owner's own last write, which no other thread can change, and so no interleaving point. */
  @SuppressWarnings("unchecked")
  public @Nullable V getByOwner() {
    return (V) box.value;
  }

  /** Publishes {@code newValue} and what this thread did before. The owner only. */
  public void setByOwnerRelease(@Nullable V newValue) {
    point(Access.WRITE);
    if (++stores < STORES) {
      VALUE.setRelease(box, newValue);
    } else {
      stores = 0;
      BOX.setRelease(this, new Box(newValue));
    }
  }

  @Override
  public @Nullable Object currentValue() {
    return box.value;
  }

  @Override
  public String describe() {
    return name;
  }
}
