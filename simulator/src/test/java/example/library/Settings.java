package example.library;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.UUID;

/** A class that is not woven, and that draws random numbers when it is used first. */
public final class Settings {
  private static final Map<Object, Integer> NUMBERS = new HashMap<>();
  private static final long DRAWN =
      UUID.randomUUID().getMostSignificantBits() ^ new Random().nextLong();

  static {
    for (int i = 0; i < 10; i++) {
      NUMBERS.put(new Object(), i);
    }
  }

  private Settings() {}

  /** How many there are. */
  public static int size() {
    return DRAWN == 0 ? 0 : NUMBERS.size();
  }
}
