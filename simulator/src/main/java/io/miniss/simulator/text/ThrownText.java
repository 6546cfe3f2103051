package io.miniss.simulator.text;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a throwable says, taken down once. Everything in a throwable is user code: its methods may throw,
 * return null, return themselves as their cause, or a cause that never ends. Nothing of that gets out of
 * here, but for a method that does not return: so it is made inside the run, which has a watchdog.
 */
public final class ThrownText {
  private static final int MAX_THROWABLES = 50;
  private static final int MAX_FRAMES = 2_000;
  private static final int MAX_CHARACTERS = 20_000;

  /** Instead of what a method did not return. */
  private static final String UNSPEAKABLE = "(its text cannot be had: ";

  private final Throwable original;
  private final String type;
  private final String text;
  private final @Nullable String message;
  private final StackTraceElement[] stack;
  private final @Nullable ThrownText cause;
  private final List<ThrownText> suppressed = new ArrayList<>();

  /** Whether all methods behaved, also those of the causes, and what they say is of a usual length. */
  private boolean behaved = true;

  private ThrownText(Throwable thrown, List<Throwable> seen) {
    this.original = thrown;
    this.type = thrown.getClass().getName();
    seen.add(thrown);
    this.message = shortened(ask(thrown::getMessage, "getMessage"));
    ask(thrown::getLocalizedMessage, "getLocalizedMessage");
    String said = ask(thrown::toString, "toString");
    if (said == null) {
      behaved = false;
    }
    this.text = said == null ? type : Objects.requireNonNull(shortened(said));
    StackTraceElement[] frames = ask(thrown::getStackTrace);
    this.stack = cleaned(frames);
    this.cause = of(ask(thrown::getCause), seen);
    Throwable[] others = ask(thrown::getSuppressed);
    for (Throwable other : others == null ? new Throwable[0] : others) {
      ThrownText one = of(other, seen);
      if (one != null) {
        suppressed.add(one);
      }
    }
  }

  private @Nullable ThrownText of(@Nullable Throwable other, List<Throwable> seen) {
    if (other == null) {
      return null;
    }
    if (seen.stream().anyMatch(each -> each == other) || seen.size() >= MAX_THROWABLES) {
      behaved = false;
      return null;
    }
    ThrownText one = new ThrownText(other, seen);
    behaved &= one.behaved;
    return one;
  }

  /** What {@code thrown} says now. */
  public static ThrownText of(Throwable thrown) {
    return new ThrownText(thrown, new ArrayList<>());
  }

  @FunctionalInterface
  private interface Question<T> {
    @Nullable T ask();
  }

  private <T> @Nullable T ask(Question<T> question) {
    try {
      return question.ask();
    } catch (Throwable unspeakable) {
      behaved = false;
      return null;
    }
  }

  private @Nullable String ask(Question<String> question, String name) {
    try {
      return question.ask();
    } catch (Throwable unspeakable) {
      behaved = false;
      return type + " " + UNSPEAKABLE + name + " throws " + unspeakable.getClass().getName() + ")";
    }
  }

  private @Nullable String shortened(@Nullable String said) {
    if (said == null) {
      return null;
    }
    behaved &= said.length() <= MAX_CHARACTERS; // who prints the throwable prints all of that
    return Shortened.lines(said, MAX_CHARACTERS);
  }

  private StackTraceElement[] cleaned(StackTraceElement @Nullable [] frames) {
    if (frames == null) {
      behaved = false;
      return new StackTraceElement[0];
    }
    List<StackTraceElement> clean = new ArrayList<>();
    for (StackTraceElement frame : frames) {
      if (frame == null || clean.size() == MAX_FRAMES) {
        behaved = false;
      } else {
        clean.add(frame);
      }
    }
    return clean.toArray(StackTraceElement[]::new);
  }

  /** In one or several lines: the message of a failed assertion, else what {@code toString} returns. */
  public String describe() {
    return original instanceof AssertionError && message != null ? message : text;
  }

  /**
   * The throwable itself if all its methods behave, and none says too much, else one that says the same, with the same stack, and
   * whose methods do.
   */
  public Throwable safe() {
    return behaved ? original : new Said(this);
  }

  /** How a stack is shown. */
  @FunctionalInterface
  public interface StackLines {
    /**
     * The lines, without indentation and line ends.
     *
     * @param frames without those of methods that weaving adds
     * @param isFurther whether it is the stack of a cause, or of what was suppressed
     */
    List<String> of(List<StackTraceElement> frames, boolean isFurther);
  }

  /** The lines that {@link Throwable#printStackTrace} would print, but with other stacks, and without line ends. */
  public List<String> lines(StackLines shown) {
    List<String> lines = new ArrayList<>();
    append(lines, "", "", shown);
    return lines;
  }

  private void append(List<String> lines, String indent, String caption, StackLines shown) {
    (indent + caption + text).lines().forEach(lines::add);
    List<StackTraceElement> frames =
        Arrays.stream(stack)
            .filter(frame -> !WovenFrames.isGenerated(frame.getMethodName()))
            .map(WovenFrames::original)
            .toList();
    shown.of(frames, !caption.isEmpty()).forEach(line -> lines.add(indent + "\t" + line));
    for (ThrownText one : suppressed) {
      one.append(lines, indent + "\t", "Suppressed: ", shown);
    }
    if (cause != null) {
      cause.append(lines, indent, "Caused by: ", shown);
    }
  }

  /** What an unspeakable throwable says, as a throwable that can be asked. */
  @SuppressWarnings("OverrideThrowableToString") // it says what another one says
  private static final class Said extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final String text;

    Said(ThrownText of) {
      super(of.message, of.cause == null ? null : of.cause.safe(), true, true);
      this.text = of.text;
      setStackTrace(of.stack);
      of.suppressed.forEach(one -> addSuppressed(one.safe()));
    }

    @Override
    public String toString() {
      return text;
    }
  }
}
