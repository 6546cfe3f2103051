package io.miniss.runtime.spi;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Virtual threads on an executor of the caller's choice. The JDK has the constructor ({@code
 * java.lang.ThreadBuilders$VirtualThreadBuilder(Executor)}) but does not export it, so the JVM must
 * be started with {@link #flag()}; without the flag {@link #unstarted} throws and names it.
 *
 * <p>The executor receives the thread's continuation whenever the thread may run, from whichever
 * thread made it runnable, and must run it on a platform thread.
 */
public final class VirtualThreads {
  /** The JVM flag that opens the constructor if this library is on the class path. */
  public static final String FLAG = "--add-opens java.base/java.lang=ALL-UNNAMED";

  /**
   * Whether the constructor has been found. Not decided once and for all: an agent may open the
   * package later. A benign race: who does not see it yet looks again.
   */
  private static boolean found;

  /** The constructor, loaded when it is known to be there: a constant for the compiler. */
  private static final class Builder {
    static final MethodHandle NEW;

    static {
      try {
        NEW = find();
      } catch (ReflectiveOperationException e) {
        throw new ExceptionInInitializerError(e);
      }
    }

    private Builder() {}
  }

  /** Methods of the JDK that need the same flag; null where the JVM was started without it. */
  private static final @Nullable MethodHandle CURRENT_CARRIER =
      findStatic("java.lang.Thread", "currentCarrierThread", Thread.class);

  /** Loaded when it is first needed: an agent may have opened the package since this class was loaded. */
  private static final class DefaultScheduler {
    static final @Nullable MethodHandle GET =
        findStatic("java.lang.VirtualThread", "defaultScheduler", Executor.class);

    private DefaultScheduler() {}
  }

  private VirtualThreads() {}

  private static @Nullable MethodHandle findStatic(String type, String method, Class<?> result) {
    try {
      Class<?> owner = Class.forName(type);
      return MethodHandles.privateLookupIn(owner, MethodHandles.lookup())
          .findStatic(owner, method, MethodType.methodType(result));
    } catch (ReflectiveOperationException _) {
      return null; // require() says what is missing
    }
  }

  /**
   * The platform thread that the calling thread runs on: itself, or the carrier of a virtual thread.
   * Where the JVM does not tell, the calling thread.
   */
  static Thread currentCarrier() {
    if (CURRENT_CARRIER == null) {
      return Thread.currentThread();
    }
    try {
      return (Thread) CURRENT_CARRIER.invokeExact();
    } catch (Throwable e) {
      throw new IllegalStateException("cannot find the carrier of " + Thread.currentThread(), e);
    }
  }

  /**
   * Lets the JDK's own scheduler run {@code continuation}, of a virtual thread that is no fiber. A
   * virtual thread that is created inside another one inherits its executor, so threads that libraries
   * start inside a fiber arrive at the fiber's executor.
   *
   * @throws IllegalStateException if the JVM was started without {@link #flag()}
   */
  public static void runOnDefaultScheduler(Runnable continuation) {
    require();
    MethodHandle get = DefaultScheduler.GET;
    if (get == null) {
      throw new IllegalStateException("this JDK has no default scheduler of virtual threads");
    }
    Executor scheduler;
    try {
      scheduler = (Executor) get.invokeExact();
    } catch (Throwable e) {
      throw new IllegalStateException("cannot reach the scheduler of virtual threads", e);
    }
    scheduler.execute(continuation);
  }

  /**
   * The JVM flag that opens the constructor to this library where it is: {@value #FLAG} on the class
   * path, and the same with the name of the module on the module path.
   */
  public static String flag() {
    Module here = VirtualThreads.class.getModule();
    return here.isNamed() ? FLAG.replace("ALL-UNNAMED", here.getName()) : FLAG;
  }

  /**
   * Opens {@code java.lang} to {@code module} as well, if it is open to this library; else does nothing.
   * So one JVM flag is enough for the modules that stand on this one.
   */
  public static void openJavaLangTo(Module module) {
    Module base = Object.class.getModule();
    if (base.isOpen("java.lang", VirtualThreads.class.getModule())) {
      base.addOpens("java.lang", module);
    }
  }

  private static MethodHandle find() throws ReflectiveOperationException {
    Class<?> type = Class.forName("java.lang.ThreadBuilders$VirtualThreadBuilder");
    return MethodHandles.privateLookupIn(type, MethodHandles.lookup())
        .findConstructor(type, MethodType.methodType(void.class, Executor.class))
        .asType(MethodType.methodType(Thread.Builder.OfVirtual.class, Executor.class));
  }

  /** Whether this JVM lets us choose the executor of a virtual thread. */
  public static boolean available() {
    return problem() == null;
  }

  /**
   * Checks that {@link #unstarted} can work.
   *
   * @throws IllegalStateException if the JVM was started without {@link #flag()}
   */
  public static void require() {
    Throwable problem = problem();
    if (problem != null) {
      throw new IllegalStateException(
          "fibers and simulated threads need the JVM flag "
              + flag()
              + " (java "
              + Runtime.version()
              + " does not open java.lang to "
              + (VirtualThreads.class.getModule().isNamed()
                  ? "this module, which ALL-UNNAMED does not include)"
                  : "this library)"),
          problem);
    }
  }

  private static @Nullable Throwable problem() {
    if (!found) {
      try {
        find();
        JdkThreads.initialise(); // what the JDK starts in a thread of ours would stay on our executor
        found = true;
      } catch (ReflectiveOperationException e) {
        return e;
      }
    }
    return null;
  }

  /**
   * A virtual thread that runs on {@code executor}, not yet started.
   *
   * @throws IllegalStateException if the JVM was started without {@link #flag()}
   */
  public static Thread unstarted(Executor executor, String name, Runnable body) {
    require();
    try {
      return ((Thread.Builder.OfVirtual) Builder.NEW.invokeExact(executor))
          .name(name)
          .unstarted(body);
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException("cannot create a virtual thread on " + executor, e);
    }
  }
}
