package io.miniss.simulator.weave.hook;

import io.miniss.runtime.spi.Access;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * Method handles that access what a {@code VarHandle} stands for, or an element: each is an access through the {@code
 * VarHandle}, or that of code which names the element.
 */
public final class MethodsOfHandles {
  private static final MethodHandle VARIABLE =
      before(
          "variable",
          MethodType.methodType(
              void.class, VarHandle.AccessMode.class, VarHandle.class, Object.class, int.class));

  private static final MethodHandle ELEMENT =
      before(
          "element", MethodType.methodType(void.class, int.class, Object.class, int.class));

  private MethodsOfHandles() {}

  private static MethodHandle before(String name, MethodType type) {
    try {
      return MethodHandles.lookup().findStatic(MethodsOfHandles.class, name, type);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("a method of this class is not found", e);
    }
  }

  /** In place of {@code made}, which accesses what {@code of} stands for. */
  public static MethodHandle ofVariable(
      MethodHandle made, VarHandle of, VarHandle.AccessMode mode) {
    MethodHandle before = MethodHandles.insertArguments(VARIABLE, 0, mode, of);
    return MethodHandles.foldArguments(made, adapted(before, made.type(), 0));
  }

  /** In place of {@code made}, whose first argument is a {@code VarHandle}. */
  public static MethodHandle invoker(MethodHandle made, VarHandle.AccessMode mode) {
    MethodHandle before = VARIABLE.bindTo(mode);
    return MethodHandles.foldArguments(made, adapted(before, made.type(), 1));
  }

  /** In place of {@code made}, which is of the method {@code name} of {@code type}: perhaps of a {@code VarHandle}. */
  public static MethodHandle found(MethodHandle made, Class<?> type, String name) {
    return type == VarHandle.class && name.matches("(get|set|.*ompareAnd).*")
        ? invoker(made, VarHandle.AccessMode.valueFromMethodName(name))
        : made;
  }

  /** In place of {@code made}, which reads or writes the element that its arguments are an array and the index of. */
  public static MethodHandle ofElement(MethodHandle made, int place) {
    MethodHandle before = MethodHandles.insertArguments(ELEMENT, 0, place);
    return MethodHandles.foldArguments(made, adapted(before, made.type(), 0));
  }

  /**
   * {@code before} with the first parameters of {@code type}. From {@code first} on they are the object or the array, and
   * the index, if there are such.
   */
  private static MethodHandle adapted(MethodHandle before, MethodType type, int first) {
    int count = type.parameterCount() - first;
    boolean hasTarget = count > 0 && !type.parameterType(first).isPrimitive();
    boolean hasIndex = hasTarget && count > 1 && type.parameterType(first + 1) == int.class;
    MethodHandle adapted =
        hasIndex ? before : MethodHandles.insertArguments(before, first + 1, 0);
    adapted =
        hasTarget ? adapted : MethodHandles.insertArguments(adapted, first, (Object) null);
    return adapted.asType(
        type.dropParameterTypes(adapted.type().parameterCount(), type.parameterCount())
            .changeReturnType(void.class));
  }

  static void variable(
      VarHandle.AccessMode mode, @Nullable VarHandle handle, @Nullable Object target, int index) {
    Handles.access(handle, target, index, access(mode), isOrdering(mode));
  }

  static void element(int place, @Nullable Object array, int index) {
    ReflectedFields.element(array, index, place);
  }

  private static Access access(VarHandle.AccessMode mode) {
    return switch (mode) {
      case GET, GET_OPAQUE, GET_ACQUIRE, GET_VOLATILE -> Access.READ;
      case SET, SET_OPAQUE, SET_RELEASE, SET_VOLATILE -> Access.WRITE;
      default -> Access.UPDATE;
    };
  }

  private static boolean isOrdering(VarHandle.AccessMode mode) {
    return switch (mode) {
      case GET, SET, GET_OPAQUE, SET_OPAQUE, WEAK_COMPARE_AND_SET_PLAIN -> false;
      default -> true;
    };
  }
}
