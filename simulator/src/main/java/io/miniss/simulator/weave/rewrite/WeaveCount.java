package io.miniss.simulator.weave.rewrite;

import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;

/** How much has been woven, and what was met that nobody controls. Any thread may call. */
public final class WeaveCount {
  private final AtomicInteger classes = new AtomicInteger();
  private final AtomicInteger places = new AtomicInteger();
  private final TreeMap<String, Integer> uncontrolled = new TreeMap<>();

  /** A class has been woven. */
  void addClass() {
    classes.incrementAndGet();
  }

  /** A place has been woven. */
  void addPlace() {
    places.incrementAndGet();
  }

  /** A use of {@code what}, in a few words, was found. */
  synchronized void addUncontrolled(String what) {
    uncontrolled.merge(what, 1, Integer::sum);
  }

  /** How many classes have been woven. */
  public int classes() {
    return classes.get();
  }

  /** How many places have been woven. */
  public int places() {
    return places.get();
  }

  /** What is used that no seed controls, with the number of places; empty if nothing is. */
  public synchronized String uncontrolled() {
    StringBuilder text = new StringBuilder();
    uncontrolled.forEach(
        (what, count) -> text.append(text.isEmpty() ? "" : ", ")
            .append(what)
            .append(" (")
            .append(count)
            .append(count == 1 ? " place)" : " places)"));
    return text.toString();
  }

  /** Classes and places in words. */
  public String describe() {
    return String.format(
        "%,d %s, %,d %s",
        classes(), classes() == 1 ? "class" : "classes",
        places(), places() == 1 ? "place" : "places");
  }

  @Override
  public String toString() {
    return describe() + " woven";
  }
}
