package io.miniss.simulator.weave.rewrite;

import static java.lang.constant.ConstantDescs.CD_Object;
import static java.lang.constant.ConstantDescs.CD_int;

import io.miniss.runtime.spi.Access;
import io.miniss.simulator.weave.hook.Place;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.constant.MethodTypeDesc;
import org.jspecify.annotations.Nullable;

/**
 * Weaves the calls of the JDK that read or write many elements of an array at once: {@code clone}, and those that {@link
 * ArrayMethods} knows. They are no steps: if something orders them and the accesses of other threads, those see no
 * difference, and otherwise that is a data race. What reads the elements later, such as a stream, counts as reading them
 * at the call.
 */
final class ArrayCalls {
  private final PlaceNumbers places;

  ArrayCalls(PlaceNumbers places) {
    this.places = places;
  }

  /** Whether calls of {@code type.name} may access many elements. */
  static boolean contain(String type, String name, String descriptor) {
    return isClone(type, name) || ArrayMethods.take(type, name, descriptor);
  }

  private static boolean isClone(String type, String name) {
    return type.startsWith("[") && name.equals("clone");
  }

  /**
   * Has the code say what {@code call} will access.
   *
   * @return what {@link #after} is to know, or null if there is nothing to say after the call
   */
  @Nullable CallArguments before(CodeBuilder out, InvokeInstruction call) {
    String type = call.owner().asInternalName();
    String name = call.name().stringValue();
    if (isClone(type, name)) {
      out.dup();
      whole(out, "whole", Access.READ);
      return null;
    }
    if (!ArrayMethods.take(type, name, call.type().stringValue())
        || !accesses(call, type, name)) {
      return null;
    }
    CallArguments arguments = CallArguments.store(out, call);
    for (int i = 0; i < call.typeSymbol().parameterCount(); i++) {
      before(out, call, arguments, i);
    }
    arguments.load(out);
    return arguments;
  }

  private static boolean accesses(InvokeInstruction call, String type, String name) {
    MethodTypeDesc method = call.typeSymbol();
    for (int i = 0; i < method.parameterCount(); i++) {
      if (ArrayMethods.use(type, name, method, i) != ArrayMethods.Use.NONE) {
        return true;
      }
    }
    return false;
  }

  private void before(
      CodeBuilder out, InvokeInstruction call, CallArguments arguments, int number) {
    String type = call.owner().asInternalName();
    String name = call.name().stringValue();
    switch (ArrayMethods.use(type, name, call.typeSymbol(), number)) {
      case READ -> range(out, call, arguments, number, Access.READ);
      case WRITE -> {
        if (name.equals("getChars") || name.equals("getBytes")) {
          ofText(out, arguments, number);
        } else {
          range(out, call, arguments, number, Access.WRITE);
        }
      }
      case READ_DEEP -> {
        arguments.load(out, number);
        whole(out, "deep", Access.READ);
      }
      case NONE, WRITE_RETURNED, WRITE_ELEMENTS -> {}
    }
  }

  private void range(
      CodeBuilder out, InvokeInstruction call, CallArguments arguments, int number,
      Access access) {
    ArrayMethods.Range range =
        ArrayMethods.range(
            call.owner().asInternalName(), call.name().stringValue(), call.typeSymbol(), number);
    if (range == null) {
      return;
    }
    arguments.load(out, number);
    if (range.to() < 0) {
      whole(out, "whole", access);
      return;
    }
    if (range.from() < 0) {
      out.iconst_0();
    } else {
      arguments.load(out, range.from());
    }
    arguments.load(out, range.to());
    part(out, range.isEnd() ? "range" : "part", access);
  }

  /** The begin and the end of a part of a text are the first arguments; it is copied to the index after the array. */
  private void ofText(CodeBuilder out, CallArguments arguments, int array) {
    arguments.load(out, array);
    arguments.load(out, array + 1);
    arguments.load(out, 1);
    arguments.load(out, 0);
    out.isub();
    part(out, "part", Access.WRITE);
  }

  /** Has the code say what {@code call} has accessed, of which {@code arguments} are those that it had. */
  void after(CodeBuilder out, InvokeInstruction call, CallArguments arguments) {
    String type = call.owner().asInternalName();
    String name = call.name().stringValue();
    MethodTypeDesc method = call.typeSymbol();
    for (int i = 0; i < method.parameterCount(); i++) {
      switch (ArrayMethods.use(type, name, method, i)) {
        case WRITE_ELEMENTS -> {
          out.dup();
          arguments.load(out, i);
          out.loadConstant(place(Access.WRITE));
          out.invokestatic(
              Redirections.ARRAY_RANGES, "filled",
              WeaveContext.voidOf(CD_Object, CD_Object, CD_int));
        }
        case WRITE_RETURNED -> {
          out.dup();
          arguments.load(out, i);
          if (i + 1 < method.parameterCount() && method.parameterType(i + 1).equals(CD_int)) {
            arguments.load(out, i + 1);
          } else {
            out.iconst_0();
          }
          out.loadConstant(place(Access.WRITE));
          out.invokestatic(
              Redirections.ARRAY_RANGES, "counted",
              WeaveContext.voidOf(CD_int, CD_Object, CD_int, CD_int));
        }
        case NONE, READ, READ_DEEP, WRITE -> {}
      }
    }
  }

  private void part(CodeBuilder out, String hook, Access access) {
    out.loadConstant(place(access));
    out.invokestatic(
        Redirections.ARRAY_RANGES, hook, WeaveContext.voidOf(CD_Object, CD_int, CD_int, CD_int));
  }

  private void whole(CodeBuilder out, String hook, Access access) {
    out.loadConstant(place(access));
    out.invokestatic(Redirections.ARRAY_RANGES, hook, WeaveContext.voidOf(CD_Object, CD_int));
  }

  private int place(Access access) {
    return places.place(Place.NO_FIELD, access, false, 0);
  }
}
