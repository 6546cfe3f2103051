package io.miniss.simulator.strategy;

import io.miniss.simulator.random.SplitMix64;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/**
 * A program of a few threads for tests of a search; {@link SmallRun} runs it. Each thread is a line of words:
 *
 * <pre>
 *   r1 w1 u1   reads, overwrites, updates location 1; locations are numbered from 1
 *   s          spins once
 *   a1         reads location 1 and spins, until it is not 0
 *   p          parks
 *   v0         unparks thread 0
 *   n          is pinned: the next switch away from it is refused
 * </pre>
 */
record SmallProgram(List<List<Operation>> threads) {
  enum Kind {
    READ,
    WRITE,
    UPDATE,
    SPIN,
    AWAIT,
    PARK,
    UNPARK,
    PIN
  }

  /** What a thread does, and to which location or thread. */
  record Operation(Kind kind, int of) {
    static Operation parse(String word) {
      Kind kind =
          switch (word.charAt(0)) {
            case 'r' -> Kind.READ;
            case 'w' -> Kind.WRITE;
            case 'u' -> Kind.UPDATE;
            case 's' -> Kind.SPIN;
            case 'a' -> Kind.AWAIT;
            case 'p' -> Kind.PARK;
            case 'v' -> Kind.UNPARK;
            case 'n' -> Kind.PIN;
            default -> throw new IllegalArgumentException(word);
          };
      return new Operation(kind, word.length() == 1 ? 0 : Integer.parseInt(word.substring(1)));
    }
  }

  static SmallProgram of(String... lines) {
    List<List<Operation>> threads = new ArrayList<>();
    for (String line : lines) {
      threads.add(
          Arrays.stream(line.split(" "))
              .filter(word -> !word.isEmpty())
              .map(Operation::parse)
              .toList());
    }
    return new SmallProgram(threads);
  }

  /** So many threads with the same line. */
  static SmallProgram repeated(int threads, String line) {
    return of(Collections.nCopies(threads, line).toArray(String[]::new));
  }

  /** A program of two or three threads whose operations are drawn from {@code words}. */
  static SmallProgram random(long seed, String... words) {
    SplitMix64 random = new SplitMix64(seed);
    int count = 2 + random.nextInt(2);
    String[] lines = new String[count];
    for (int thread = 0; thread < count; thread++) {
      int length = 1 + random.nextInt(count == 2 ? 4 : thread == 0 ? 2 : 1);
      List<String> line = new ArrayList<>();
      for (int i = 0; i < length; i++) {
        String word = words[random.nextInt(words.length)];
        line.add(word.equals("v") ? word + (thread + 1 + random.nextInt(count - 1)) % count : word);
      }
      lines[thread] = String.join(" ", line);
    }
    return of(lines);
  }
}
