package io.miniss.simulator.campaign;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One part of a campaign that several machines share. Shard i of n has every seed whose remainder by
 * n, never negative, is i - 1: the shards have no seed in common, and together they have all.
 *
 * @param index which, from 1
 * @param count of how many
 */
public record Shard(int index, int count) {
  /** The only shard of a campaign that is not shared. */
  public static final Shard WHOLE = new Shard(1, 1);

  private static final Pattern FORM = Pattern.compile("([0-9]{1,9})/([0-9]{1,9})");

  /** Checks the numbers. */
  public Shard {
    if (index < 1 || index > count) {
      throw unreadable(index + "/" + count);
    }
  }

  /**
   * Reads {@code i/n}.
   *
   * @throws IllegalArgumentException if it is something else; names what is accepted
   */
  public static Shard parse(String text) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      throw unreadable(text);
    }
    return new Shard(Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2)));
  }

  private static IllegalArgumentException unreadable(String text) {
    return new IllegalArgumentException(
        "there is no shard \"" + text + "\"; accepted: i/n with 1 <= i <= n, for example 2/8");
  }

  /** How far the first seed of this shard is from {@code firstSeed}: 0 to count - 1. */
  long offset(long firstSeed) {
    return Math.floorMod(index - 1 - Math.floorMod(firstSeed, count), count);
  }

  /** How many of the {@code seeds} from {@code firstSeed} on are this shard's. Seeds end at the largest long. */
  long size(long firstSeed, long seeds) {
    long span = Math.min(seeds - 1, Long.MAX_VALUE - Math.max(0, firstSeed));
    long offset = offset(firstSeed);
    return offset > span ? 0 : (span - offset) / count + 1;
  }

  @Override
  public String toString() {
    return index + "/" + count;
  }
}
