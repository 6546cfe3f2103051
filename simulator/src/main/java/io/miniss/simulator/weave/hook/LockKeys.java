package io.miniss.simulator.weave.hook;

import io.miniss.simulator.addopens.JdkPackages;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.lang.reflect.Field;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The synchronizer behind a lock, a condition of it, or the read or write lock of a read-write lock: threads that
 * use any of these synchronise on that.
 */
final class LockKeys {
  private static final String[] FIELDS = {"sync", "this$0"};

  /** Null in a {@code NONE} of a class that is its own synchronizer. */
  private record Link(VarHandle field) {}

  private static final Object NONE = new Object();

  private static final ClassValue<Object> LINKS =
      new ClassValue<>() {
        @Override
        protected Object computeValue(Class<?> type) {
          return link(type);
        }
      };

  static {
    JdkPackages.open(ReentrantLock.class.getPackageName());
  }

  private LockKeys() {}

  static Object of(Object lock) {
    return LINKS.get(lock.getClass()) instanceof Link link ? link.field.get(lock) : lock;
  }

  private static Object link(Class<?> type) {
    for (Class<?> at = type; at != null; at = at.getSuperclass()) {
      if (at.getClassLoader() != null) {
        continue; // a class of the program's own that extends a lock
      }
      for (Field field : at.getDeclaredFields()) {
        for (String name : FIELDS) {
          if (field.getName().equals(name)) {
            try {
              return new Link(
                  MethodHandles.privateLookupIn(at, MethodHandles.lookup())
                      .unreflectVarHandle(field));
            } catch (IllegalAccessException e) {
              throw new IllegalStateException("cannot see " + field, e);
            }
          }
        }
      }
    }
    return NONE;
  }
}
