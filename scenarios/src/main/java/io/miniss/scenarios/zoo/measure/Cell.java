package io.miniss.scenarios.zoo.measure;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** The campaigns of one contestant for one bug. Any thread. */
public final class Cell {
  private final Find[] finds;
  private int missed;

  Cell(int campaigns) {
    this.finds = new Find[campaigns];
  }

  synchronized void put(int campaign, Find find) {
    finds[campaign] = find;
    if (find.failed().isEmpty()) {
      missed++;
    }
  }

  /** Whether more than half of the campaigns have found nothing: then the median is known. */
  synchronized boolean isDecided() {
    return missed > finds.length / 2;
  }

  /** The campaigns that were run, by number; all of them unless the median was known before. */
  public synchronized List<Find> finds() {
    List<Find> known = new ArrayList<>();
    for (@Nullable Find find : finds) {
      if (find != null) {
        known.add(find);
      }
    }
    return known;
  }

  /** How many campaigns have found the bug. */
  public long found() {
    return finds().stream().filter(find -> find.failed().isPresent()).count();
  }

  /** Whether every campaign has found the bug. */
  public boolean isFoundByAll() {
    return found() == finds.length;
  }

  /** The median number of runs to the first failure; nothing if half of them do not know theirs. */
  public OptionalLong median() {
    long[] runs = sorted();
    int upper = runs.length / 2;
    int lower = (runs.length - 1) / 2;
    return runs[upper] == Long.MAX_VALUE
        ? OptionalLong.empty()
        : OptionalLong.of((runs[lower] + runs[upper]) / 2);
  }

  /** The largest number of runs to the first failure; nothing if a campaign has found nothing. */
  public OptionalLong most() {
    long most = sorted()[finds.length - 1];
    return most == Long.MAX_VALUE ? OptionalLong.empty() : OptionalLong.of(most);
  }

  /** In ascending order; those that found nothing, or were left out, come last. */
  private synchronized long[] sorted() {
    return Arrays.stream(finds)
        .mapToLong(
            find -> find == null || find.failed().isEmpty()
                ? Long.MAX_VALUE
                : Objects.requireNonNull(find).runs())
        .sorted()
        .toArray();
  }
}
