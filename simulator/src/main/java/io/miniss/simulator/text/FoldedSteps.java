package io.miniss.simulator.text;

import java.util.StringJoiner;

/** Steps of which only the number is shown: those that the runtime makes for itself, and the JDK for a program. */
public final class FoldedSteps {
  private int ofRuntime;
  private int ofJdk;

  /** One more. */
  public void add(boolean isOfJdk) {
    if (isOfJdk) {
      ofJdk++;
    } else {
      ofRuntime++;
    }
  }

  /** Whether there is none. */
  public boolean isEmpty() {
    return ofRuntime + ofJdk == 0;
  }

  /** How many there are, for example {@code 12 steps of the runtime}. */
  public String words() {
    StringJoiner words = new StringJoiner(", ");
    if (ofRuntime > 0) {
      words.add(count(ofRuntime) + " of the runtime");
    }
    if (ofJdk > 0) {
      words.add(count(ofJdk) + " of the JDK");
    }
    return words.toString();
  }

  /** So many steps, in words. */
  public static String count(int steps) {
    return steps == 1 ? "1 step" : String.format("%,d steps", steps);
  }
}
