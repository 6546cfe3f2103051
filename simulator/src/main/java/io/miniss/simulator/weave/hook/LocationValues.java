package io.miniss.simulator.weave.hook;

import io.miniss.runtime.spi.SharedLocation;
import io.miniss.simulator.text.Contents;
import io.miniss.simulator.text.KnownCollections;
import io.miniss.simulator.text.RecordFields;
import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * What is in fields, elements and objects now, in words, for traces. No code of the program is called and no lock is taken.
 */
final class LocationValues {
  private static final int MAX_LENGTH = 40;

  private LocationValues() {}

  /** The field {@code name} of {@code object}, or of its class if that is the object; {@code names} names objects. */
  static Object ofField(Object object, String name, Function<Object, String> names) {
    Class<?> type = object instanceof Class<?> itself ? itself : object.getClass();
    for (Class<?> at = type; at != null; at = at.getSuperclass()) {
      for (Field each : at.getDeclaredFields()) {
        if (each.getName().equals(name)) {
          return valueOf(each, object, names);
        }
      }
    }
    return SharedLocation.NO_VALUE;
  }

  private static Object valueOf(Field field, Object object, Function<Object, String> names) {
    try {
      field.setAccessible(true);
      return words(field.get(object), names);
    } catch (IllegalAccessException | RuntimeException e) {
      return SharedLocation.NO_VALUE; // a trace says nothing of it
    }
  }

  /** An element of an array, or of an atomic one. */
  static Object ofElement(Object array, int index, Function<Object, String> names) {
    return switch (array) {
      case AtomicIntegerArray all -> ofElement(all.length(), index, all::get, names);
      case AtomicLongArray all -> ofElement(all.length(), index, all::get, names);
      case AtomicReferenceArray<?> all -> ofElement(all.length(), index, all::get, names);
      default -> ofElement(
          Array.getLength(array), index, each -> Array.get(array, each), names);
    };
  }

  private static Object ofElement(
      int length, int index, IntFunction<@Nullable Object> elements,
      Function<Object, String> names) {
    return index < length ? words(elements.apply(index), names) : SharedLocation.NO_VALUE;
  }

  /** An object that is shared as a whole. */
  static Object ofObject(Object object, Function<Object, String> names) {
    if (object.getClass().getClassLoader() != null) {
      return SharedLocation.NO_VALUE; // its methods may be the program's
    }
    Contents contents = KnownCollections.contents(object, each -> part(each, names));
    if (contents != null) {
      return contents;
    }
    int size = QuietSizes.of(object);
    return switch (object) {
      case AtomicInteger number -> Integer.toString(number.get());
      case AtomicLong number -> Long.toString(number.get());
      case AtomicBoolean flag -> Boolean.toString(flag.get());
      case AtomicReference<?> reference -> words(reference.get(), names);
      case LongAdder adder -> Long.toString(adder.sum());
      case CountDownLatch latch -> Long.toString(latch.getCount());
      case Semaphore semaphore -> semaphore.availablePermits() + " permits";
      case Collection<?> all when size >= 0 -> size + " elements";
      case Map<?, ?> map when size >= 0 -> size + " entries";
      default -> LockWords.of(object);
    };
  }

  /** A value, and what is in it if that is known. */
  private static String words(@Nullable Object value, Function<Object, String> names) {
    if (value == null) {
      return "null";
    }
    Contents contents = KnownCollections.contents(value, each -> part(each, names));
    if (contents != null) {
      return names.apply(value) + " " + contents;
    }
    return value instanceof Record record
        ? names.apply(value) + RecordFields.of(record, each -> part(each, names))
        : part(value, names);
  }

  private static String part(@Nullable Object value, Function<Object, String> names) {
    String text =
        switch (value) {
          case null -> "null";
          case String string -> '"' + string + '"';
          case Character character -> "'" + character + "'";
          case Boolean flag -> flag.toString();
          case Integer number -> number.toString();
          case Long number -> number.toString();
          case Number number when number.getClass().getName().startsWith("java.lang.") -> number
              .toString();
          case Enum<?> constant -> constant.name();
          default -> names.apply(value);
        };
    return text.length() <= MAX_LENGTH ? text : text.substring(0, MAX_LENGTH) + "...";
  }
}
