package io.miniss.simulator.weave.hook;

import io.miniss.simulator.addopens.JdkPackages;
import java.lang.constant.DynamicConstantDesc;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.invoke.VarHandle;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The numbers in {@link Places} of what the JDK accesses: by the name of a field, by an offset in an object, and by a
 * {@code VarHandle}. Any thread may ask.
 */
final class JdkFields {
  private static final Handle NOTHING = new Handle(Handle.OF_CLASS, Place.NO_FIELD);

  /** The JDK's {@code Unsafe}, which is not exported. */
  private static final class Layout {
    static final MethodHandle OFFSET;
    static final MethodHandle BASE;
    static final MethodHandle SCALE;

    static {
      try {
        JdkPackages.open("jdk.internal.misc");
        JdkPackages.open("java.util.concurrent");
        JdkPackages.open("java.util.concurrent.atomic");
        JdkPackages.open("java.util.concurrent.locks");
        Class<?> type = Class.forName("jdk.internal.misc.Unsafe");
        MethodHandles.Lookup lookup =
            MethodHandles.privateLookupIn(type, MethodHandles.lookup());
        Object unsafe = lookup.findStatic(type, "getUnsafe", MethodType.methodType(type)).invoke();
        OFFSET =
            lookup.findVirtual(
                type, "objectFieldOffset", MethodType.methodType(long.class, Field.class))
                .bindTo(unsafe);
        BASE =
            lookup.findVirtual(
                type, "arrayBaseOffset", MethodType.methodType(long.class, Class.class))
                .bindTo(unsafe);
        SCALE =
            lookup.findVirtual(
                type, "arrayIndexScale", MethodType.methodType(int.class, Class.class))
                .bindTo(unsafe);
      } catch (Throwable e) {
        throw new IllegalStateException("cannot look into the objects of the JDK", e);
      }
    }

    private Layout() {}
  }

  /** What is where in the objects of a class. */
  private static final class Offsets {
    private final long base;

    /** Of an array, or 0. */
    private final int scale;

    private final long[] offsets;
    private final int[] numbers;

    Offsets(long base, int scale, long[] offsets, int[] numbers) {
      this.base = base;
      this.scale = scale;
      this.offsets = offsets;
      this.numbers = numbers;
    }

    int at(long offset) {
      if (scale > 0) {
        return WovenLocation.element((int) ((offset - base) / scale));
      }
      for (int i = 0; i < offsets.length; i++) {
        if (offsets[i] == offset) {
          return numbers[i];
        }
      }
      throw new IllegalStateException("there is no field at the offset " + offset);
    }
  }

  private static final ClassValue<Offsets> OFFSETS =
      new ClassValue<>() {
        @Override
        protected Offsets computeValue(Class<?> type) {
          return offsets(type);
        }
      };

  /** By identity. A table that anybody may be reading is not changed: there is a new one for each new key. */
  private static final class Known<V> {
    private final List<Object> keys = new ArrayList<>();
    private final List<V> values = new ArrayList<>();
    private volatile IdentityTable<V> table = new IdentityTable<>();

    @Nullable V get(Object key) {
      return table.get(key);
    }

    V add(Object key, V value) {
      keys.add(key);
      values.add(value);
      IdentityTable<V> made = new IdentityTable<>();
      for (int i = 0; i < keys.size(); i++) {
        made.put(keys.get(i), values.get(i));
      }
      table = made;
      return value;
    }
  }

  /** By the JVM's one object of each constant. */
  private static final Known<Integer> BY_KEY = new Known<>();

  private static final Known<Handle> BY_HANDLE = new Known<>();

  private JdkFields() {}

  /** Of the field {@code key}: its class, name and type, with {@code #} between them. */
  static int number(String key) {
    Integer known = BY_KEY.get(key);
    return known == null ? addKey(key) : known;
  }

  private static synchronized int addKey(String key) {
    String[] parts = key.split("#", -1);
    return BY_KEY.add(key, Places.field(parts[0], parts[1], parts[2], true));
  }

  /** Of what is at {@code offset} of objects of {@code type}. */
  static int at(Class<?> type, long offset) {
    return OFFSETS.get(type).at(offset);
  }

  private static Offsets offsets(Class<?> type) {
    try {
      if (type.isArray()) {
        return new Offsets(
            (long) Layout.BASE.invoke(type), (int) Layout.SCALE.invoke(type), new long[0],
            new int[0]);
      }
      List<Field> fields = new ArrayList<>();
      for (Class<?> at = type; at != null; at = at.getSuperclass()) {
        for (Field each : at.getDeclaredFields()) {
          if (!Modifier.isStatic(each.getModifiers())) {
            fields.add(each);
          }
        }
      }
      long[] offsets = new long[fields.size()];
      int[] numbers = new int[fields.size()];
      for (int i = 0; i < offsets.length; i++) {
        offsets[i] = (long) Layout.OFFSET.invoke(fields.get(i));
        numbers[i] = number(fields.get(i));
      }
      return new Offsets(0, 0, offsets, numbers);
    } catch (Throwable e) {
      throw new IllegalStateException("cannot see what is where in a " + type.getName(), e);
    }
  }

  private static int number(Field field) {
    return Places.field(
        field.getDeclaringClass().getName(), field.getName(),
        field.getType().descriptorString(), true);
  }

  /** What {@code handle} accesses; of a static field nothing is said. */
  static Handle handle(VarHandle handle) {
    Handle known = BY_HANDLE.get(handle);
    return known == null ? addHandle(handle) : known;
  }

  private static synchronized Handle addHandle(VarHandle handle) {
    return BY_HANDLE.add(handle, find(handle));
  }

  private static Handle find(VarHandle handle) {
    List<Class<?>> coordinates = handle.coordinateTypes();
    if (coordinates.size() == 2) {
      return new Handle(Handle.OF_ARRAY, Place.NO_FIELD);
    }
    if (coordinates.isEmpty()) {
      return NOTHING;
    }
    String name =
        handle.describeConstable().map(DynamicConstantDesc::constantName).orElse("");
    for (Class<?> at = coordinates.getFirst(); at != null; at = at.getSuperclass()) {
      for (Field each : at.getDeclaredFields()) {
        if (each.getName().equals(name)) {
          return new Handle(Handle.OF_OBJECT, number(each));
        }
      }
    }
    return NOTHING;
  }
}
