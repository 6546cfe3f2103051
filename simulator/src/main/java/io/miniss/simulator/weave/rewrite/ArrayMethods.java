package io.miniss.simulator.weave.rewrite;

import static java.lang.constant.ConstantDescs.CD_int;

import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What methods of the JDK do with arrays that they are given. One that has a parameter of an array type reads its
 * elements, unless it is named here: it may write them, or only keep the array.
 */
final class ArrayMethods {
  /** What is done with the elements. */
  enum Use {
    /** Nothing, or nothing yet. */
    NONE,
    READ,
    /** Also those of arrays that are elements. */
    READ_DEEP,
    WRITE,
    /** As many as the method returns. */
    WRITE_RETURNED,
    /** Up to the first null, if the method returns the array. */
    WRITE_ELEMENTS
  }

  private static final String[] PACKAGES = {
    "java/io/", "java/lang/", "java/math/", "java/nio/", "java/security/", "java/util/"
  };

  /** Their methods only hand arrays on, or the positions that they are given are no ranges. */
  private static final String[] OTHERS = {
    "java/lang/Character", "java/lang/foreign/", "java/lang/invoke/", "java/lang/reflect/"
  };

  /** Methods of {@code java.util.Arrays} that write their first argument. */
  private static final String[] CHANGES = {
    "fill", "parallelPrefix", "parallelSetAll", "parallelSort", "setAll", "sort"
  };

  /** Methods of other classes that write all of the range. */
  private static final String[] WRITES = {
    "copyInto", "getBytes", "getChars", "nextBytes", "readFully"
  };

  /** Methods that keep the array, or make a view of it. */
  private static final String[] KEEPS = {
    "ofArray", "setDictionary", "setExtra", "setInput", "wrap"
  };

  /** Classes whose constructors do. */
  private static final String[] KEEPERS = {
    "java/io/ByteArrayInputStream", "java/io/CharArrayReader"
  };

  private ArrayMethods() {}

  /** Whether a method of {@code type} with this descriptor does something with an array that is an argument. */
  static boolean take(String type, String name, String descriptor) {
    return isCopy(type, name) || takeArrays(type, descriptor);
  }

  /** {@code System.arraycopy}, whose parameters are of type {@code Object}. */
  private static boolean isCopy(String type, String name) {
    return type.equals("java/lang/System") && name.equals("arraycopy");
  }

  private static boolean takeArrays(String type, String descriptor) {
    return descriptor.lastIndexOf('[', descriptor.indexOf(')')) > 0
        && startsWithAny(type, PACKAGES)
        && !startsWithAny(type, OTHERS);
  }

  private static boolean startsWithAny(String type, String[] prefixes) {
    for (String each : prefixes) {
      if (type.startsWith(each)) {
        return true;
      }
    }
    return false;
  }

  /** What a call of {@code type.name}, which {@link #take takes} arrays, does with its parameter {@code number}. */
  static Use use(String type, String name, MethodTypeDesc method, int number) {
    if (isCopy(type, name)) {
      return switch (number) {
        case 0 -> Use.READ;
        case 2 -> Use.WRITE;
        default -> Use.NONE;
      };
    }
    if (!method.parameterType(number).isArray()) {
      return Use.NONE;
    }
    if (type.equals("java/util/Arrays")) {
      return ofArrays(name, number);
    }
    if (name.equals("<init>")) {
      return Arrays.binarySearch(KEEPERS, type) >= 0 ? Use.NONE : Use.READ;
    }
    if (Arrays.binarySearch(KEEPS, name) >= 0) {
      return Use.NONE;
    }
    if (Arrays.binarySearch(WRITES, name) >= 0) {
      return Use.WRITE;
    }
    boolean isCounted = method.returnType().equals(CD_int);
    return switch (name) {
      case "get" -> type.startsWith("java/nio/") ? Use.WRITE : Use.READ;
      case "toArray" -> Use.WRITE_ELEMENTS;
      case "read", "readNBytes", "inflate", "deflate", "enumerate" ->
        isCounted ? Use.WRITE_RETURNED : Use.NONE;
      case "encode", "decode" -> isCounted && number == 1 ? Use.WRITE_RETURNED : Use.READ;
      case "digest", "sign" -> isCounted ? Use.WRITE_RETURNED : Use.READ;
      default -> Use.READ;
    };
  }

  private static Use ofArrays(String name, int number) {
    if (name.equals("asList")) {
      return Use.NONE;
    }
    if (name.startsWith("deep")) {
      return Use.READ_DEEP;
    }
    return number == 0 && Arrays.binarySearch(CHANGES, name) >= 0 ? Use.WRITE : Use.READ;
  }

  /**
   * Which of its elements a method uses of the array that is its parameter {@code number}: a number of them from
   * a first one, as two other parameters say.
   *
   * @param from the parameter with the first one; -1 for the first of the array
   * @param to the parameter with the number of elements, or with the end; -1 for the last of the array
   * @param isEnd whether {@code to} is the end
   */
  record Range(int from, int to, boolean isEnd) {
    static final Range WHOLE = new Range(-1, -1, false);
  }

  /** The range of the parameter {@code number}, or null if that is not known. */
  static @Nullable Range range(String type, String name, MethodTypeDesc method, int number) {
    int first = number + 1;
    int positions = positions(method, number);
    if (positions == 0) {
      return Range.WHOLE;
    }
    return switch (type) {
      case "java/lang/System" -> new Range(first, 4, false);
      case "java/util/Arrays" -> {
        if (positions == 1) { // what is searched or filled in, or the length of a copy
          yield name.equals("copyOf") ? new Range(-1, first, true) : Range.WHOLE;
        }
        yield new Range(first, first + 1, true);
      }
      case "java/util/HexFormat", "java/util/Spliterators" ->
        positions == 1 ? Range.WHOLE : new Range(first, first + 1, true);
      case "java/lang/String" -> {
        if (positions == 1) { // upper bytes
          yield name.equals("<init>") ? Range.WHOLE : null;
        }
        yield new Range(first + positions - 2, first + positions - 1, false);
      }
      default -> positions == 2 ? new Range(first, first + 1, false) : null;
    };
  }

  /** How many parameters of type int follow the parameter {@code number}. */
  private static int positions(MethodTypeDesc method, int number) {
    List<ClassDesc> parameters = method.parameterList();
    int end = number + 1;
    while (end < parameters.size() && parameters.get(end).equals(CD_int)) {
      end++;
    }
    return end - number - 1;
  }
}
