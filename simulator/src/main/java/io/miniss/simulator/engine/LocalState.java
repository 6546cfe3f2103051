package io.miniss.simulator.engine;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a thread has on its stack: for each frame, outside the engine, the method, the position in it and the local
 * variables. Two states of which neither {@link #mayBe} the other are different: a thread that was in both has gone
 * on.
 *
 * <p>The JVM shows local variables by an interface of its own ({@code java.lang.LiveStackFrame}), for which the
 * simulator has the right, as it has opened {@code java.lang}. A variable that is not used any more is 0 or null
 * in compiled code and has its old value in interpreted code, so 0 and null are taken for any value. Of a number of
 * 64 bits and of one of 32 bits the lower half is looked at, as the other one is undefined in compiled code. Of objects
 * the class is looked at, and of numbers and texts the value: what is in the fields of objects is not seen.
 */
final class LocalState {
  private static final String ENGINE = "io.miniss.simulator.engine.";

  /** Walks the calling thread's stack with local variables; null if this JVM does not let it. */
  private static final @Nullable StackWalker WALKER = walker();

  private static final @Nullable MethodHandle LOCALS = localsOf();

  private static final int MAX_FRAMES = 64;

  private record Frame(String method, int position, List<@Nullable Object> locals) {}

  private final List<Frame> frames;

  private LocalState(List<Frame> frames) {
    this.frames = frames;
  }

  private static @Nullable StackWalker walker() {
    try {
      Class<?> option = Class.forName("java.lang.StackWalker$ExtendedOption");
      Method factory = StackWalker.class.getDeclaredMethod("newInstance", Set.class, option);
      factory.setAccessible(true);
      return (StackWalker) factory.invoke(null, Set.of(), option.getEnumConstants()[0]);
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

  /** The state of the calling thread, or null if the JVM does not show it. */
  static @Nullable LocalState ofCallingThread() {
    StackWalker walker = WALKER;
    MethodHandle locals = LOCALS;
    if (walker == null || locals == null) {
      return null;
    }
    List<Frame> frames = new ArrayList<>();
    try {
      walker.<@Nullable Void>walk(
          stack -> {
            stack.filter(frame -> !frame.getClassName().startsWith(ENGINE))
                .limit(MAX_FRAMES)
                .forEach(frame -> frames.add(frame(frame, locals)));
            return null;
          });
    } catch (RuntimeException notSeen) {
      return null;
    }
    return new LocalState(frames);
  }

  private static Frame frame(StackWalker.StackFrame frame, MethodHandle locals) {
    try {
      return new Frame(
          frame.getClassName() + "." + frame.getMethodName(),
          frame.getByteCodeIndex(),
          Arrays.asList((@Nullable Object[]) locals.invoke(frame)));
    } catch (Throwable notSeen) {
      throw new IllegalStateException(notSeen);
    }
  }

  /** Whether nothing tells this state from {@code other}. */
  boolean mayBe(LocalState other) {
    if (frames.size() != other.frames.size()) {
      return false;
    }
    for (int i = 0; i < frames.size(); i++) {
      if (!mayBe(frames.get(i), other.frames.get(i))) {
        return false;
      }
    }
    return true;
  }

  private static boolean mayBe(Frame one, Frame other) {
    if (one.position != other.position || !one.method.equals(other.method)) {
      return false;
    }
    int count = Math.min(one.locals.size(), other.locals.size());
    for (int i = 0; i < count; i++) {
      if (!mayBe(one.locals.get(i), other.locals.get(i))) {
        return false;
      }
    }
    return true;
  }

  private static boolean mayBe(@Nullable Object one, @Nullable Object other) {
    if (one == null || other == null || one == other) {
      return true;
    }
    if (isPrimitive(one) && isPrimitive(other)) {
      int mine = lowerHalf(one);
      int others = lowerHalf(other);
      return mine == others || mine == 0 || others == 0;
    }
    if (one.getClass() != other.getClass()) {
      return isPrimitive(one) || isPrimitive(other); // a slot that is not used, which is shown as the number 0
    }
    return !(one instanceof Number || one instanceof CharSequence) || one.equals(other);
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
