package example.woven;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** One thread calls what accesses an array as a whole, and another one accesses the element 5 of each. */
@SuppressWarnings("all")
public final class RacyArrays {
  private static final int[] INTS = new int[8];
  private static final char[] CHARS = new char[8];
  private static final byte[] BYTES = new byte[8];
  private static final String[] TEXTS = {"a", "b", "c", "d", "e", "f", "g", "h"};
  private static final int[][] NESTED = {{1, 2}, INTS};
  private static final List<String> COPIED = new ArrayList<>(List.of("1", "2", "3", "4", "5"));
  private static final Function<char[], String> MAKES_TEXT = String::new;
  private static final Function<char[], StringBuilder> APPENDS = new StringBuilder()::append;
  private static final Function<String[], Stream<String>> STREAMS = Stream::of;

  private RacyArrays() {}

  private static Runnable reading(String how) {
    return switch (how) {
      case "equals" -> () -> Arrays.equals(INTS, new int[8]);
      case "equalsRange" -> () -> Arrays.equals(INTS, 4, 8, new int[8], 4, 8);
      case "compare" -> () -> Arrays.compare(new int[8], INTS);
      case "mismatch" -> () -> Arrays.mismatch(INTS, new int[8]);
      case "stream" -> () -> Arrays.stream(INTS).sum();
      case "streamRange" -> () -> Arrays.stream(INTS, 4, 8).sum();
      case "spliterator" -> () -> Arrays.spliterator(INTS);
      case "binarySearch" -> () -> Arrays.binarySearch(INTS, 3);
      case "deepToString" -> () -> Arrays.deepToString(NESTED);
      case "deepHashCode" -> () -> Arrays.deepHashCode(NESTED);
      case "deepEquals" -> () -> Arrays.deepEquals(new int[][] {{1, 2}, {3}}, NESTED);
      case "ofInts" -> () -> IntStream.of(INTS).sum();
      case "atomic" -> () -> new AtomicIntegerArray(INTS);
      case "listOf" -> () -> List.of(TEXTS);
      case "streamOf" -> () -> Stream.of(TEXTS).count();
      case "streamByReference" -> () -> STREAMS.apply(TEXTS).count();
      case "addAll" -> () -> Collections.addAll(new ArrayList<>(), TEXTS);
      case "copyOnWrite" -> () -> new CopyOnWriteArrayList<>(TEXTS);
      case "join" -> () -> String.join("-", TEXTS);
      case "format" -> () -> String.format("%s%s%s%s%s%s", (Object[]) TEXTS);
      case "newString" -> () -> new String(CHARS);
      case "newStringByReference" -> () -> MAKES_TEXT.apply(CHARS);
      case "newStringRange" -> () -> new String(CHARS, 4, 2);
      case "valueOf" -> () -> String.valueOf(CHARS);
      case "copyValueOf" -> () -> String.copyValueOf(CHARS, 4, 2);
      case "append" -> () -> new StringBuilder().append(CHARS);
      case "appendByReference" -> () -> APPENDS.apply(CHARS);
      case "insert" -> () -> new StringBuilder("ab").insert(1, CHARS, 5, 1);
      case "fromBytes" -> () -> new String(BYTES, StandardCharsets.UTF_8);
      case "fromBytesRange" -> () -> new String(BYTES, 5, 2, StandardCharsets.UTF_8);
      case "number" -> () -> new BigInteger(BYTES);
      case "base64" -> () -> Base64.getEncoder().encodeToString(BYTES);
      case "put" -> () -> ByteBuffer.allocate(8).put(BYTES);
      case "output" -> () -> new ByteArrayOutputStream().write(BYTES, 5, 1);
      default -> throw new IllegalArgumentException(how);
    };
  }

  private static Runnable writing(String how) {
    return switch (how) {
      case "toArray" -> () -> COPIED.toArray(TEXTS);
      case "getChars" -> () -> "letters".getChars(2, 5, CHARS, 3);
      case "getCharsOfBuilder" -> () -> new StringBuilder("letters").getChars(2, 5, CHARS, 3);
      case "nextBytes" -> () -> new Random(1).nextBytes(BYTES);
      case "get" -> () -> ByteBuffer.allocate(8).get(BYTES);
      case "input" -> () -> new ByteArrayInputStream(new byte[3]).read(BYTES, 4, 4);
      case "parallelPrefix" -> () -> Arrays.parallelPrefix(INTS, Integer::sum);
      default -> throw new IllegalArgumentException(how);
    };
  }

  private static void accessElements(boolean writes) {
    int sum = INTS[5] + CHARS[5] + BYTES[5] + TEXTS[5].length();
    if (writes) {
      INTS[5] = sum;
      CHARS[5] = 'x';
      BYTES[5] = 'x';
      TEXTS[5] = "x";
    }
  }

  /** The first argument says whether the call reads, the second which one it is. */
  public static void main(String[] arguments) throws InterruptedException {
    boolean reads = arguments[0].equals("reads");
    Runnable call = reads ? reading(arguments[1]) : writing(arguments[1]);
    Thread one = new Thread(call, "one");
    Thread other = new Thread(() -> accessElements(reads), "other");
    one.start();
    other.start();
    one.join();
    other.join();
  }
}
