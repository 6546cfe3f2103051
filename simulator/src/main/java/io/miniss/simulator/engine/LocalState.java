package io.miniss.simulator.engine;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a thread has on its own: for each frame, outside the engine, the method, the position in it and the local
 * variables, and all that is reached from these ({@link ObjectGraph}), from the static fields of the classes of its
 * frames and from its thread-local variables. Two states of which neither {@link #mayBe} the other are different: a
 * thread that was in both has gone on.
 *
 * <p>The JVM shows local variables by an interface of its own ({@code java.lang.LiveStackFrame}), for which the
 * simulator has the right, as it has opened {@code java.lang}. A variable that is not used any more is 0 or null
 * in compiled code and has its old value in interpreted code, so 0 and null are taken for any value. Of a number of
 * 64 bits and of one of 32 bits the lower half is looked at, as the other one is undefined in compiled code. An object
 * that compiled code keeps in registers is shown as null, and so is not seen.
 */
final class LocalState {
  private static final String ENGINE = "io.miniss.simulator.engine.";

  /** Walks the calling thread's stack with local variables; null if this JVM does not let it. */
  private static final @Nullable StackWalker WALKER = walker();

  private static final @Nullable MethodHandle LOCALS = localsOf();

  private static final @Nullable Field THREAD_LOCALS = threadLocals();

  private static final int MAX_FRAMES = 256;

  /**
   * A method that has been called and has not returned.
   *
   * @param locals its variables: a number or, of an object, its {@link Local}
   */
  private record Frame(
      Class<?> type, String method, int position, List<@Nullable Object> locals) {}

  /** An object that a variable refers to, by its number in the graph. */
  private record Local(int number) {}

  private final List<Frame> frames;
  private final ObjectGraph reached = new ObjectGraph();

  /** Those of the thread-local variables, and after these the classes of the frames. */
  private final List<Integer> others = new ArrayList<>();

  private LocalState(List<Frame> shown, @Nullable Object threadLocals)
      throws ObjectGraph.NotSeenException {
    others.add(reached.add(threadLocals));
    this.frames = shown.stream().map(this::added).toList();
    reached.complete();
  }

  private Frame added(Frame frame) {
    others.add(reached.add(frame.type));
    List<@Nullable Object> locals = new ArrayList<>();
    for (Object each : frame.locals) {
      locals.add(each == null || isPrimitive(each) ? each : new Local(reached.add(each)));
    }
    return new Frame(frame.type, frame.method, frame.position, locals);
  }

  private static @Nullable StackWalker walker() {
    try {
      Class<?> option = Class.forName("java.lang.StackWalker$ExtendedOption");
      Method factory = StackWalker.class.getDeclaredMethod("newInstance", Set.class, option);
      factory.setAccessible(true);
      return (StackWalker) factory.invoke(
          null, EnumSet.of(StackWalker.Option.RETAIN_CLASS_REFERENCE),
          option.getEnumConstants()[0]);
    } catch (ReflectiveOperationException | RuntimeException notThisJvm) {
      return null;
    }
  }

  private static @Nullable MethodHandle localsOf() {
    try {
      Method method = Class.forName("java.lang.LiveStackFrame").getMethod("getLocals");
      method.setAccessible(true);
      return MethodHandles.lookup().unreflect(method);
    } catch (ReflectiveOperationException | RuntimeException notThisJvm) {
      return null;
    }
  }

  private static @Nullable Field threadLocals() {
    try {
      Field field = Thread.class.getDeclaredField("threadLocals");
      field.setAccessible(true);
      return field;
    } catch (ReflectiveOperationException | RuntimeException notThisJvm) {
      return null;
    }
  }

  /** The state of the calling thread, or null if it cannot be seen as a whole. */
  static @Nullable LocalState ofCallingThread() {
    StackWalker walker = WALKER;
    MethodHandle locals = LOCALS;
    Field threadLocals = THREAD_LOCALS;
    if (walker == null || locals == null || threadLocals == null) {
      return null;
    }
    List<Frame> frames = new ArrayList<>();
    try {
      walker.<@Nullable Void>walk(
          stack -> {
            stack.filter(frame -> !frame.getClassName().startsWith(ENGINE))
                .limit(MAX_FRAMES + 1)
                .forEach(frame -> frames.add(frame(frame, locals)));
            return null;
          });
      return frames.size() > MAX_FRAMES
          ? null
          : new LocalState(frames, threadLocals.get(Thread.currentThread()));
    } catch (ObjectGraph.NotSeenException
        | IllegalAccessException
        | RuntimeException notSeen) {
      return null;
    }
  }

  private static Frame frame(StackWalker.StackFrame frame, MethodHandle locals) {
    try {
      return new Frame(
          frame.getDeclaringClass(),
          frame.getMethodName(),
          frame.getByteCodeIndex(),
          Arrays.asList((@Nullable Object[]) locals.invoke(frame)));
    } catch (Throwable notSeen) {
      throw new IllegalStateException(notSeen);
    }
  }

  /** Whether nothing tells this state from {@code other}. */
  boolean mayBe(LocalState other) {
    return mayBe(other, true);
  }

  /** Whether nothing but numbers tells this state from {@code other}. */
  boolean mayBeButForNumbers(LocalState other) {
    return mayBe(other, false);
  }

  private boolean mayBe(LocalState other, boolean comparesNumbers) {
    if (frames.size() != other.frames.size()) {
      return false;
    }
    ObjectGraph.Match match = new ObjectGraph.Match(reached, other.reached, comparesNumbers);
    for (int i = 0; i < frames.size(); i++) {
      if (!mayBe(frames.get(i), other.frames.get(i), match)) {
        return false;
      }
    }
    for (int i = 0; i < others.size(); i++) {
      if (!match.stands(others.get(i), other.others.get(i))) {
        return false;
      }
    }
    return true;
  }

  private static boolean mayBe(Frame one, Frame other, ObjectGraph.Match match) {
    if (one.type != other.type
        || one.position != other.position
        || !one.method.equals(other.method)) {
      return false;
    }
    int count = Math.min(one.locals.size(), other.locals.size());
    for (int i = 0; i < count; i++) {
      if (!mayBe(one.locals.get(i), other.locals.get(i), match)) {
        return false;
      }
    }
    return true;
  }

  private static boolean mayBe(
      @Nullable Object one, @Nullable Object other, ObjectGraph.Match match) {
    if (one == null || other == null) {
      return true;
    }
    if (one instanceof Local mine && other instanceof Local others) {
      return match.stands(mine.number, others.number);
    }
    if (one instanceof Local || other instanceof Local) {
      return true; // a slot that is not used, which is shown as the number 0
    }
    if (!match.comparesNumbers()) {
      return true;
    }
    int mine = lowerHalf(one);
    int others = lowerHalf(other);
    return mine == others || mine == 0 || others == 0;
  }

  /** Whether {@code slot} stands for a primitive value: an object of a class that only the JVM makes. */
  private static boolean isPrimitive(Object slot) {
    return slot.getClass().getName().startsWith("java.lang.LiveStackFrame");
  }

  /** Such an object says its value as text. */
  private static int lowerHalf(Object slot) {
    return (int) Long.parseLong(slot.toString());
  }
}
