package io.miniss.properties.jqwik;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import net.jqwik.api.lifecycle.TryExecutionResult.Status;

/**
 * How jqwik came to a sample: from which seed, as which try, and what came of each try of shrinking, the
 * last of which is the sample. With that jqwik generates the same sample again, without running
 * anything in between. The value of {@code jqwik=} in a property's replay line: {@code
 * SEED/TRIES/INDEX} or {@code SEED/TRIES/INDEX/12S1F3S1F}.
 *
 * @param seed jqwik's random seed
 * @param tries how many tries the property had, as generation depends on it
 * @param index the try that failed, from 1
 * @param shrinking S, F and I for each try after that
 */
record SamplePath(String seed, int tries, int index, String shrinking) {
  static final String KEY = "jqwik";

  private static final Pattern TEXT =
      Pattern.compile("(-?\\d+)/(\\d{1,9})/(\\d{1,9})(?:/((?:\\d{1,9}[SFI])*\\d{1,9}F))?");
  private static final Pattern STRETCH = Pattern.compile("(\\d+)([SFI])");

  static char letter(Status status) {
    return switch (status) {
      case SATISFIED -> 'S';
      case FALSIFIED -> 'F';
      case INVALID -> 'I';
    };
  }

  static SamplePath parse(String text) {
    Matcher matcher = TEXT.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "cannot read \"" + KEY + "=" + text + "\"; accepted: SEED/TRIES/INDEX and perhaps"
              + " /SHRINKING as the line of a failure has it");
    }
    StringBuilder shrinking = new StringBuilder();
    if (matcher.group(4) != null) {
      Matcher stretch = STRETCH.matcher(matcher.group(4));
      while (stretch.find()) {
        shrinking.repeat(stretch.group(2), Integer.parseInt(stretch.group(1)));
      }
    }
    return new SamplePath(
        matcher.group(1),
        Integer.parseInt(matcher.group(2)),
        Integer.parseInt(matcher.group(3)),
        shrinking.toString());
  }

  /** Which try is the sample itself. */
  int length() {
    return index + shrinking.length();
  }

  /** What try number {@code number} was; it is before {@link #length}. */
  Status status(int number) {
    if (number < index) {
      return Status.SATISFIED;
    }
    if (number == index) {
      return Status.FALSIFIED;
    }
    return switch (shrinking.charAt(number - index - 1)) {
      case 'S' -> Status.SATISFIED;
      case 'I' -> Status.INVALID;
      default -> Status.FALSIFIED;
    };
  }

  @Override
  public String toString() {
    StringBuilder text =
        new StringBuilder(seed).append('/').append(tries).append('/').append(index);
    for (int from = 0; from < shrinking.length();) {
      char letter = shrinking.charAt(from);
      int to = from;
      while (to < shrinking.length() && shrinking.charAt(to) == letter) {
        to++;
      }
      text.append(from == 0 ? "/" : "").append(to - from).append(letter);
      from = to;
    }
    return text.toString();
  }
}
