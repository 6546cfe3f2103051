package io.miniss.simulator.engine;

import io.miniss.simulator.addopens.JdkPackages;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.ref.Reference;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The fields of a class, private ones of the JDK included: those of its objects with what they inherit, and its static
 * ones. Nothing of the program runs when they are read, not even the initialiser of a class.
 */
final class ObjectFields {
  /** Asks the JVM whether the initialiser of a class has yet to end; null if it does not tell. */
  private static final @Nullable MethodHandle SHOULD_BE_INITIALIZED = shouldBeInitialized();

  private static final ClassValue<ObjectFields> OF = new ClassValue<>() {
    @Override
    protected ObjectFields computeValue(Class<?> type) {
      return new ObjectFields(type);
    }
  };

  private final List<Field> ofObjects = new ArrayList<>();
  private final List<Field> ofClass = new ArrayList<>();

  private ObjectFields(Class<?> type) {
    for (Class<?> each = type; each != null; each = each.getSuperclass()) {
      if (each != Reference.class && each.getSuperclass() != Reference.class) { // the collector changes these
        for (Field field : each.getDeclaredFields()) {
          add(type, field);
        }
      }
    }
  }

  private void add(Class<?> type, Field field) {
    boolean isOfClass = Modifier.isStatic(field.getModifiers());
    if (!isOfClass || field.getDeclaringClass() == type) {
      open(field);
      (isOfClass ? ofClass : ofObjects).add(field);
    }
  }

  private static @Nullable MethodHandle shouldBeInitialized() {
    try {
      JdkPackages.open("jdk.internal.misc");
      Class<?> jvm = Class.forName("jdk.internal.misc.Unsafe");
      MethodHandles.Lookup in = MethodHandles.privateLookupIn(jvm, MethodHandles.lookup());
      Object instance =
          in.findStatic(jvm, "getUnsafe", MethodType.methodType(jvm)).invoke();
      return in.findVirtual(
          jvm, "shouldBeInitialized", MethodType.methodType(boolean.class, Class.class))
          .bindTo(instance);
    } catch (Throwable notThisJvm) {
      return null;
    }
  }

  private static void open(Field field) {
    if (!field.trySetAccessible()) {
      Class<?> owner = field.getDeclaringClass();
      JdkPackages.open(owner.getModule(), owner.getPackageName());
      field.setAccessible(true);
    }
  }

  /**
   * Those that each object of {@code type} has.
   *
   * @throws RuntimeException if one of them cannot be read
   * @throws LinkageError if the class of one of them is missing
   */
  static List<Field> ofObjects(Class<?> type) {
    return OF.get(type).ofObjects;
  }

  /** The static ones of {@code type}; none while its initialiser has not ended. Throws as {@link #ofObjects}. */
  static List<Field> ofClass(Class<?> type) {
    MethodHandle isToBe = SHOULD_BE_INITIALIZED;
    try {
      return isToBe == null || (boolean) isToBe.invokeExact(type)
          ? List.of()
          : OF.get(type).ofClass;
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }
}
