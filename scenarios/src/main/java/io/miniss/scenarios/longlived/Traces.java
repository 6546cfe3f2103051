package io.miniss.scenarios.longlived;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.ToIntFunction;

/**
 * What was in use and has ended, by the name of the use: known weakly, so that it can be told whether somebody
 * still keeps it. Any thread may note; nobody waits for anything while he holds the monitor.
 */
public final class Traces {
  /** The name of what an external thread waits with. */
  public static final String WAIT = "wait of an external thread";

  private final Consumer<Object> onNote;
  private final TreeMap<String, List<Trace>> noted = new TreeMap<>();

  /** No traces; {@code onNote} is told what is noted. */
  public Traces(Consumer<Object> onNote) {
    this.onNote = onNote;
  }

  /** What one use has made, of which all is to be gone. Belongs to the thread of the use, and to whom it waits for. */
  final class Trace {
    private final List<WeakReference<Object>> made = new ArrayList<>();

    private Trace() {}

    void add(Object object) {
      onNote.accept(object);
      made.add(new WeakReference<>(object));
    }

    private boolean isLeft() {
      return made.stream().anyMatch(each -> each.get() != null);
    }
  }

  /** A use begins. */
  Trace begin(String use) {
    Trace trace = new Trace();
    synchronized (noted) {
      noted.computeIfAbsent(use, name -> new ArrayList<>()).add(trace);
    }
    return trace;
  }

  /** A use that makes one object. */
  void note(String use, Object object) {
    begin(use).add(object);
  }

  /**
   * Collects garbage, if the JVM does so when it is asked.
   *
   * @return whether it does
   */
  public static boolean collectGarbage() {
    WeakReference<Object> control = garbage();
    System.gc();
    return control.get() == null;
  }

  private static WeakReference<Object> garbage() {
    return new WeakReference<>(new Object());
  }

  /** Says of which use more are still reachable than {@code mostOf} its name allows, or nothing. */
  public String tooMany(ToIntFunction<String> mostOf) {
    StringBuilder text = new StringBuilder();
    synchronized (noted) {
      noted.forEach(
          (name, all) -> {
            int most = mostOf.applyAsInt(name);
            long left = all.stream().filter(Trace::isLeft).count();
            if (left > most) {
              text.append(text.isEmpty() ? "" : "; ")
                  .append(
                      "%d of %d of \"%s\" are still reachable, and at most %d may be"
                          .formatted(left, all.size(), name, most));
            }
          });
    }
    return text.toString();
  }

  /** How many uses have been noted. */
  public int size() {
    synchronized (noted) {
      return noted.values().stream().mapToInt(List::size).sum();
    }
  }
}
