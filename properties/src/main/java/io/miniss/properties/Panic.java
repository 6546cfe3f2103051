package io.miniss.properties;

import java.util.concurrent.CancellationException;

/** Kinds of throwables, the nasty ones included. Each carries a label to be known by. */
public enum Panic {
  /** Unchecked. */
  RUNTIME {
    @Override
    public Throwable create(String label) {
      return new IllegalStateException(label);
    }
  },
  /** Checked. */
  CHECKED {
    @Override
    public Throwable create(String label) {
      return new Exception(label);
    }
  },
  /** What tests throw. */
  ASSERTION {
    @Override
    public Throwable create(String label) {
      return new AssertionError(label);
    }
  },
  /** An error of the virtual machine. */
  STACK_OVERFLOW {
    @Override
    public Throwable create(String label) {
      return new StackOverflowError(label);
    }
  },
  /** Another. */
  OUT_OF_MEMORY {
    @Override
    public Throwable create(String label) {
      return new OutOfMemoryError(label);
    }
  },
  /** A class that cannot be loaded. */
  LINKAGE {
    @Override
    public Throwable create(String label) {
      return new NoClassDefFoundError(label);
    }
  },
  /** Thrown by code that nobody has cancelled. */
  CANCELLATION {
    @Override
    public Throwable create(String label) {
      return new CancellationException(label);
    }
  },
  /** An interrupt that nobody sent. */
  INTERRUPT {
    @Override
    public Throwable create(String label) {
      return new InterruptedException(label);
    }
  },
  /** Neither an exception nor an error. */
  BARE {
    @Override
    public Throwable create(String label) {
      return new Throwable(label);
    }
  },
  /** Its message and its text throw. */
  UNSPEAKABLE {
    @Override
    public Throwable create(String label) {
      return new Unspeakable(label);
    }
  };

  /** A throwable of this kind with {@code label}. */
  public abstract Throwable create(String label);

  /** Throws it, checked or not. */
  public void raise(String label) {
    Panic.<RuntimeException>sneak(create(label));
  }

  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // the usual way to throw unchecked
  private static <T extends Throwable> void sneak(Throwable thrown) throws T {
    throw (T) thrown;
  }

  /** The label of a throwable that was created here. */
  public static String label(Throwable thrown) {
    return thrown instanceof Unspeakable unspeakable
        ? unspeakable.label
        : String.valueOf(thrown.getMessage());
  }

  private static final class Unspeakable extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final String label;

    Unspeakable(String label) {
      this.label = label;
    }

    @Override
    public String getMessage() {
      throw new UnsupportedOperationException("no message for " + label);
    }

    @Override
    public String toString() {
      throw new UnsupportedOperationException("no text for " + label);
    }
  }
}
