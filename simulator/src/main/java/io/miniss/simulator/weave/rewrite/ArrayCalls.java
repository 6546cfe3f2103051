package io.miniss.simulator.weave.rewrite;

import static java.lang.constant.ConstantDescs.CD_Object;
import static java.lang.constant.ConstantDescs.CD_int;

import io.miniss.runtime.spi.Access;
import io.miniss.simulator.weave.hook.Place;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.constant.ClassDesc;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Weaves the calls of the JDK that read or write many elements of an array at once: {@code System.arraycopy}, {@code
 * clone}, and those of {@code java.util.Arrays} whose range does not depend on what is in the array. They are no steps:
 * if something orders them and the accesses of other threads, those see no difference, and otherwise that is a data race.
 */
final class ArrayCalls {
  private final PlaceNumbers places;

  ArrayCalls(PlaceNumbers places) {
    this.places = places;
  }

  /** Whether calls of {@code type.name} are woven here. */
  static boolean contain(String type, String name) {
    return isCopy(type, name)
        || (type.startsWith("[") && name.equals("clone"))
        || (type.equals("java/util/Arrays") && accessOfArrays(name) != null);
  }

  private static boolean isCopy(String type, String name) {
    return type.equals("java/lang/System") && name.equals("arraycopy");
  }

  void weave(CodeBuilder out, InvokeInstruction call, String type, String name) {
    if (name.equals("clone")) {
      out.dup();
      whole(out, Access.READ);
      out.with(call);
      return;
    }
    CallArguments arguments = CallArguments.store(out, call);
    if (isCopy(type, name)) {
      copied(out, arguments, 0, Access.READ);
      copied(out, arguments, 2, Access.WRITE);
    } else {
      ofArrays(out, call, arguments, Objects.requireNonNull(accessOfArrays(name)));
    }
    arguments.load(out);
    out.with(call);
  }

  /** What a method of {@code Arrays} does to the whole range; null if it may stop before, or begins later. */
  private static @Nullable Access accessOfArrays(String name) {
    return switch (name) {
      case "fill", "setAll", "sort", "parallelPrefix", "parallelSetAll", "parallelSort" ->
        Access.WRITE;
      case "copyOf", "copyOfRange", "hashCode", "toString" -> Access.READ;
      default -> null;
    };
  }

  /** The array and the index of its first element are arguments of {@code System.arraycopy}, the length is the last. */
  private void copied(CodeBuilder out, CallArguments arguments, int array, Access access) {
    arguments.load(out, array);
    arguments.load(out, array + 1);
    arguments.load(out, 4);
    out.loadConstant(place(access));
    out.invokestatic(
        Redirections.ARRAY_RANGES, "part",
        WeaveContext.voidOf(CD_Object, CD_int, CD_int, CD_int));
  }

  /** The first argument is the array; the range follows, or the length of a copy, or neither. */
  private void ofArrays(
      CodeBuilder out, InvokeInstruction call, CallArguments arguments, Access access) {
    List<ClassDesc> parameters = call.typeSymbol().parameterList();
    boolean hasRange =
        parameters.size() > 2 && parameters.get(1).equals(CD_int)
            && parameters.get(2).equals(CD_int);
    boolean isCopy = call.name().equalsString("copyOf");
    arguments.load(out, 0);
    if (!hasRange && !isCopy) {
      whole(out, access);
      return;
    }
    if (hasRange) {
      arguments.load(out, 1);
      arguments.load(out, 2);
    } else {
      out.iconst_0();
      arguments.load(out, 1);
    }
    out.loadConstant(place(access));
    out.invokestatic(
        Redirections.ARRAY_RANGES, "range",
        WeaveContext.voidOf(CD_Object, CD_int, CD_int, CD_int));
  }

  private void whole(CodeBuilder out, Access access) {
    out.loadConstant(place(access));
    out.invokestatic(
        Redirections.ARRAY_RANGES, "whole", WeaveContext.voidOf(CD_Object, CD_int));
  }

  private int place(Access access) {
    return places.place(Place.NO_FIELD, access, false, 0);
  }
}
