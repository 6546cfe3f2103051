package io.miniss.simulator.engine;

import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What is reached from some objects at one moment: fields, elements of arrays, and the static fields of the program's
 * classes that are met, with those of the classes that are nested in the same one. Two graphs are the same if each
 * object of one stands for exactly one of the other, of the same class, with the same numbers and texts in it.
 *
 * <p>Threads, class loaders and method handles are not looked into, nor is the simulator itself, whose counters change
 * with each step. What a weak reference refers to is not followed.
 */
final class ObjectGraph {
  /** More objects than that are not looked at. */
  static final int MAX_OBJECTS = 20_000;

  /** So many references and elements of arrays of numbers are looked at. */
  private static final int MAX_PARTS = 1_000_000;

  private static final String SIMULATOR = "io.miniss.simulator.";

  private static final List<String> OPAQUE =
      List.of("java.lang.invoke", "java.lang.reflect", "jdk.internal.vm");

  /** There are too many objects, or one cannot be read. */
  static final class NotSeenException extends Exception {
    private static final long serialVersionUID = 1;

    NotSeenException(@Nullable Throwable cause) {
      super(cause);
    }
  }

  /** An object. */
  private static final class Node {
    /** Its class; or itself if that is all that counts. */
    private final Object what;

    /** A fingerprint of the numbers in it. */
    private final long numbers;

    /** What it refers to, by number; -1 is null. */
    private final int[] parts;

    Node(Object what, long numbers, int[] parts) {
      this.what = what;
      this.numbers = numbers;
      this.parts = parts;
    }

    boolean isValue() {
      return isValue(what);
    }

    static boolean isValue(Object object) {
      return object instanceof String
          || object instanceof Boolean
          || object instanceof Character
          || (object instanceof Number && object.getClass().getPackageName().equals("java.lang"));
    }

    boolean looksLike(Node other) {
      return (what == other.what || (isValue() && what.equals(other.what)))
          && numbers == other.numbers
          && parts.length == other.parts.length;
    }

    /** As {@link #looksLike}, whatever the numbers are. */
    boolean looksLikeButForNumbers(Node other) {
      return (what == other.what
          || (what instanceof Number && what.getClass() == other.what.getClass()))
          && parts.length == other.parts.length;
    }
  }

  private static final int[] NONE = {};

  private final List<Node> nodes = new ArrayList<>();

  /** Empty once the graph is complete. */
  private final IdentityHashMap<Object, Integer> numberOf = new IdentityHashMap<>();

  private final Deque<Object> unread = new ArrayDeque<>();
  private int left = MAX_PARTS;
  private long numbers;

  // ---- building ----

  /** The number of {@code object} here, with which {@link #complete} begins; -1 for null. */
  int add(@Nullable Object object) {
    if (object == null) {
      return -1;
    }
    Integer known = numberOf.get(object);
    if (known != null) {
      return known;
    }
    int number = numberOf.size();
    numberOf.put(object, number);
    unread.add(object);
    return number;
  }

  /** Follows all references. */
  void complete() throws NotSeenException {
    try {
      for (Object next = unread.poll(); next != null; next = unread.poll()) {
        if (numberOf.size() > MAX_OBJECTS) {
          throw new NotSeenException(null);
        }
        nodes.add(node(next));
      }
    } catch (ReflectiveOperationException | RuntimeException | LinkageError notReadable) {
      throw new NotSeenException(notReadable);
    }
    numberOf.clear();
  }

  private Node node(Object object) throws NotSeenException, ReflectiveOperationException {
    Class<?> type = object.getClass();
    if (object instanceof Class<?> met) {
      numbers = 1; // not the same as an object of it
      int[] parts = isOfProgram(met) ? statics(met) : NONE;
      return new Node(met, numbers, parts);
    }
    if (Node.isValue(object) || isOpaque(object)) {
      return new Node(object, 0, NONE);
    }
    if (isSimulator(type)) {
      return new Node(type, 0, NONE);
    }
    numbers = 0;
    int[] parts = type.isArray() ? elements(object) : fields(object, type);
    return new Node(type, numbers, parts);
  }

  private static boolean isOpaque(Object object) {
    return object instanceof Thread
        || object instanceof ThreadGroup
        || object instanceof ClassLoader
        || object instanceof Module
        || OPAQUE.contains(object.getClass().getPackageName());
  }

  /** The simulator's tests are in its packages, and are programs. */
  private static boolean isSimulator(Class<?> type) {
    return type.getName().startsWith(SIMULATOR)
        && Objects.equals(
            type.getProtectionDomain().getCodeSource(),
            ObjectGraph.class.getProtectionDomain().getCodeSource());
  }

  private static boolean isOfProgram(Class<?> type) {
    ClassLoader loader = type.getClassLoader();
    return loader != null
        && loader != ClassLoader.getPlatformClassLoader()
        && !isSimulator(type);
  }

  private int[] fields(Object object, Class<?> type)
      throws NotSeenException, ReflectiveOperationException {
    List<Field> fields = ObjectFields.ofObjects(type);
    int[] parts = new int[fields.size() + 1];
    int count = read(fields, object, parts);
    parts[count++] = isOfProgram(type) ? add(type) : -1;
    return Arrays.copyOf(parts, count);
  }

  private int[] statics(Class<?> type) throws NotSeenException, ReflectiveOperationException {
    Class<?> host = type.getNestHost();
    Class<?>[] nest =
        type == host && !type.isHidden() ? type.getNestMembers() : new Class<?>[] {host};
    List<Field> fields = ObjectFields.ofClass(type);
    int[] parts = new int[fields.size() + nest.length + 1];
    int count = read(fields, null, parts);
    parts[count++] = add(type.getSuperclass());
    for (Class<?> each : nest) {
      parts[count++] = add(each);
    }
    return Arrays.copyOf(parts, count);
  }

  private int read(List<Field> fields, @Nullable Object object, int[] parts)
      throws NotSeenException, ReflectiveOperationException {
    use(fields.size());
    int count = 0;
    for (int i = 0; i < fields.size(); i++) {
      Field field = fields.get(i);
      if (field.getType().isPrimitive()) {
        mixIn(bits(Objects.requireNonNull(field.get(object))));
      } else {
        parts[count++] = add(field.get(object));
      }
    }
    return count;
  }

  private int[] elements(Object array) throws NotSeenException {
    int length = Array.getLength(array);
    use(length);
    mixIn(length);
    if (array instanceof Object[] objects) {
      int[] parts = new int[length];
      for (int i = 0; i < length; i++) {
        parts[i] = add(objects[i]);
      }
      return parts;
    }
    for (int i = 0; i < length; i++) {
      mixIn(bits(Array.get(array, i)));
    }
    return NONE;
  }

  private void use(int parts) throws NotSeenException {
    left -= parts;
    if (left < 0) {
      throw new NotSeenException(null);
    }
  }

  private void mixIn(long number) {
    numbers = (numbers ^ number) * 0x9E3779B97F4A7C15L + 1;
    numbers ^= numbers >>> 32;
  }

  private static long bits(Object number) {
    return switch (number) {
      case Boolean flag -> flag ? 1 : 0;
      case Character character -> character;
      case Double real -> Double.doubleToRawLongBits(real);
      case Float real -> Float.floatToRawIntBits(real);
      default -> ((Number) number).longValue();
    };
  }

  // ---- comparing ----

  /** Which object of one graph stands for which of another. */
  static final class Match {
    private final ObjectGraph mine;
    private final ObjectGraph other;
    private final boolean comparesNumbers;
    private final int[] toOther;
    private final int[] toMine;
    private final Deque<int[]> open = new ArrayDeque<>();

    Match(ObjectGraph mine, ObjectGraph other, boolean comparesNumbers) {
      this.mine = mine;
      this.other = other;
      this.comparesNumbers = comparesNumbers;
      this.toOther = new int[mine.nodes.size()];
      this.toMine = new int[other.nodes.size()];
      Arrays.fill(toOther, -1);
      Arrays.fill(toMine, -1);
    }

    /** Whether numbers tell objects apart. */
    boolean comparesNumbers() {
      return comparesNumbers;
    }

    /** Whether number {@code one} may stand for {@code another}, after what has been asked before. */
    boolean stands(int one, int another) {
      open.clear();
      open.push(new int[] {one, another});
      while (!open.isEmpty()) {
        int[] pair = open.pop();
        if (!standsAlone(pair[0], pair[1])) {
          return false;
        }
      }
      return true;
    }

    private boolean standsAlone(int one, int another) {
      if (one < 0 || another < 0) {
        return one == another;
      }
      if (toOther[one] >= 0 || toMine[another] >= 0) {
        return toOther[one] == another && toMine[another] == one;
      }
      Node left = mine.nodes.get(one);
      Node right = other.nodes.get(another);
      if (!(comparesNumbers ? left.looksLike(right) : left.looksLikeButForNumbers(right))) {
        return false;
      }
      if (!left.isValue()) {
        toOther[one] = another;
        toMine[another] = one;
        for (int i = 0; i < left.parts.length; i++) {
          open.push(new int[] {left.parts[i], right.parts[i]});
        }
      }
      return true;
    }
  }
}
