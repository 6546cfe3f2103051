package example.woven;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;

/** One thread calls what accesses half of an array each, while another one writes the other half. */
@SuppressWarnings("all")
public final class CorrectArrays {
  private static final int[] INTS = new int[8];
  private static final char[] CHARS = new char[8];
  private static final byte[] BYTES = new byte[8];
  private static final String[] TEXTS = {"a", "b", "c", "d", "e", "f", "g", "h"};

  private CorrectArrays() {}

  private static void accessFirstHalf() {
    List<Object> seen = new ArrayList<>();
    seen.add(Arrays.equals(INTS, 0, 4, new int[4], 0, 4));
    seen.add(Arrays.compare(new int[4], 0, 4, INTS, 0, 4));
    seen.add(Arrays.mismatch(INTS, 0, 4, new int[4], 0, 4));
    seen.add(Arrays.binarySearch(INTS, 0, 4, 3));
    seen.add(Arrays.stream(INTS, 0, 4).sum());
    Arrays.fill(INTS, 0, 4, 8);
    seen.add(new String(CHARS, 0, 4));
    seen.add(new String(CHARS, 1, 3));
    seen.add(String.valueOf(CHARS, 1, 3));
    seen.add(new StringBuilder("ab").insert(1, CHARS, 1, 3).append(CHARS, 2, 2));
    "text".getChars(1, 4, CHARS, 1);
    seen.add(new String(BYTES, 1, 3, StandardCharsets.UTF_8));
    new ByteArrayOutputStream().write(BYTES, 1, 3);
    seen.add(ByteBuffer.allocate(4).put(BYTES, 1, 3));
    ByteBuffer.allocate(4).get(BYTES, 1, 3);
    seen.add(new ByteArrayInputStream(new byte[4]).read(BYTES, 0, 8)); // as many as there are
    seen.add(new ArrayList<>(List.of("1", "2", "3")).toArray(TEXTS)); // and a null
    Supplier<List<String>> view = () -> Arrays.asList(TEXTS);
    seen.add(view.get().get(0));
    if (seen.isEmpty()) {
      throw new AssertionError();
    }
  }

  public static void main(String[] arguments) throws InterruptedException {
    Thread one = new Thread(CorrectArrays::accessFirstHalf);
    one.start();
    for (int i = 4; i < 8; i++) {
      INTS[i] = i;
      CHARS[i] = 'x';
      BYTES[i] = 'x';
      TEXTS[i] = "x";
    }
    one.join();
  }
}
