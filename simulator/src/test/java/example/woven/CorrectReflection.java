package example.woven;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.invoke.VarHandle;
import java.lang.reflect.Field;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.function.Supplier;

/** Programs that name classes and fields at run time only; they hold in each run, as the first one of a JVM. */
@SuppressWarnings("all")
public final class CorrectReflection {
  private static final List<String> LOG = new ArrayList<>();

  private static int log(String what) {
    LOG.add(what);
    return 41;
  }

  private static void expect(Object expected, Object seen) {
    if (!expected.equals(seen)) {
      throw new AssertionError("expected " + expected + ", saw " + seen);
    }
  }

  private static String name(String nested) {
    return CorrectReflection.class.getName() + "$" + nested;
  }

  /** A class that is named is initialised then, unless it is only loaded. */
  public static final class ByName {
    static final class Named {
      static final int VALUE = log("named");
    }

    static final class Loaded {
      static final int VALUE = log("loaded");
    }

    static final class Referred {
      static final int VALUE = log("referred");
    }

    static final class Ensured {
      static final int VALUE = log("ensured");
    }

    interface Naming {
      Class<?> named(String name) throws ClassNotFoundException;
    }

    public static void main(String[] arguments) throws Exception {
      ClassLoader loader = ByName.class.getClassLoader();
      Class.forName(name("ByName$Named"));
      expect(List.of("named"), LOG);
      Class.forName(name("ByName$Loaded"), false, loader);
      expect(1, LOG.size());
      Class.forName(name("ByName$Loaded"), true, loader);
      expect(List.of("named", "loaded"), LOG);
      Naming naming = Class::forName;
      naming.named(name("ByName$Referred"));
      expect(List.of("named", "loaded", "referred"), LOG);
      MethodHandles.lookup().ensureInitialized(Ensured.class);
      expect(List.of("named", "loaded", "referred", "ensured"), LOG);
    }
  }

  /** Static fields of classes that nothing else uses. */
  public static final class StaticFields {
    static final class Handle {
      static int value = log("handle");
    }

    static final class Getter {
      static int value = log("getter");
    }

    static final class Unreflected {
      static int value = log("unreflected");
    }

    static final class Reflected {
      static int value = log("reflected");
    }

    public static void main(String[] arguments) throws Throwable {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      VarHandle handle = lookup.findStaticVarHandle(Handle.class, "value", int.class);
      VarHandle unreflected =
          lookup.unreflectVarHandle(Unreflected.class.getDeclaredField("value"))
              .withInvokeExactBehavior();
      MethodHandle getter = lookup.findStaticGetter(Getter.class, "value", int.class);
      Field field = Reflected.class.getDeclaredField("value");
      expect(List.of(), LOG);
      expect(41, (int) handle.getAndAdd(1));
      expect(42, Handle.value);
      expect(41, (int) getter.invokeExact());
      expect(41, (int) unreflected.get());
      expect(41, field.getInt(null));
      field.setInt(null, 43);
      expect(43, Reflected.value);
      expect(List.of("handle", "getter", "unreflected", "reflected"), LOG);
    }
  }

  /** Fields of objects, of all widths, by handles of methods and reflection. */
  public static final class ObjectFields {
    int width = 1;
    long wide = 2;
    final String text = "three";

    public static void main(String[] arguments) throws Throwable {
      ObjectFields target = new ObjectFields();
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      lookup.findSetter(ObjectFields.class, "wide", long.class).invokeExact(target, 20L);
      expect(20L, (long) lookup.findGetter(ObjectFields.class, "wide", long.class)
          .invokeExact(target));
      Field width = ObjectFields.class.getDeclaredField("width");
      Supplier<Object> reading = () -> {
        try {
          return width.get(target);
        } catch (IllegalAccessException e) {
          throw new IllegalStateException(e);
        }
      };
      width.set(target, 10);
      expect(10, reading.get());
      expect(10, lookup.unreflectGetter(width).invoke(target));
      expect("three", ObjectFields.class.getDeclaredField("text").get(target));
      Object array = java.lang.reflect.Array.newInstance(long.class, 2);
      java.lang.reflect.Array.setLong(array, 1, 5);
      expect(5L, java.lang.reflect.Array.get(array, 1));
    }
  }

  /** Variables of all kinds by handles of methods that are made of handles of variables. */
  public static final class MethodsOfHandles {
    long wide = 2;
    String text = "one";

    static final class Static {
      static int value = log("methods");
    }

    public static void main(String[] arguments) throws Throwable {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      MethodsOfHandles target = new MethodsOfHandles();
      VarHandle wide = lookup.findVarHandle(MethodsOfHandles.class, "wide", long.class);
      VarHandle text = lookup.findVarHandle(MethodsOfHandles.class, "text", String.class);
      VarHandle value = lookup.findStaticVarHandle(Static.class, "value", int.class);
      expect(
          2L,
          (long) wide.toMethodHandle(VarHandle.AccessMode.GET_AND_ADD)
              .invokeExact(target, 40L));
      expect(
          true,
          (boolean) text.toMethodHandle(VarHandle.AccessMode.COMPARE_AND_SET)
              .invokeExact(target, "one", "two"));
      expect("two", target.text);
      expect(42L, target.wide);
      MethodHandle ofStatic = value.toMethodHandle(VarHandle.AccessMode.GET_AND_SET);
      expect(List.of(), LOG);
      expect(41, (int) ofStatic.invokeExact(5));
      expect(List.of("methods"), LOG);
      VarHandle elements = MethodHandles.arrayElementVarHandle(long[].class);
      long[] array = {1, 2};
      elements.toMethodHandle(VarHandle.AccessMode.SET_RELEASE).invokeExact(array, 1, 7L);
      MethodHandle invoker =
          MethodHandles.varHandleInvoker(
              VarHandle.AccessMode.GET, MethodType.methodType(long.class, long[].class, int.class));
      expect(7L, (long) invoker.invokeExact(elements, array, 1));
      MethodHandle exact =
          MethodHandles.varHandleExactInvoker(
              VarHandle.AccessMode.SET, MethodType.methodType(void.class, int.class));
      exact.invokeExact(value, 8);
      expect(8, Static.value);
      VarHandle view = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
      expect(
          258, (int) view.toMethodHandle(VarHandle.AccessMode.GET)
              .invokeExact(new byte[] {0, 0, 1, 2}, 0));
      MethodHandles.arrayElementSetter(long[].class).invokeExact(array, 0, 9L);
      expect(9L, (long) MethodHandles.arrayElementGetter(long[].class).invokeExact(array, 0));
      try {
        MethodHandles.arrayElementGetter(long[].class).invoke(array, 2);
        throw new AssertionError();
      } catch (ArrayIndexOutOfBoundsException expected) {
        LOG.clear();
      }
    }
  }

  /** Constants of interfaces, which have an initialiser or none. */
  public static final class Constants {
    interface Limits {
      int MOST = log("limits");
      int LEAST = 1;
    }

    public static void main(String[] arguments) throws Throwable {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      expect(1, Limits.class.getField("LEAST").get(null));
      expect(41, Limits.class.getField("MOST").get(null));
      MethodHandle getter = lookup.findStaticGetter(Limits.class, "MOST", int.class);
      expect(41, (int) getter.invokeExact());
      VarHandle handle = lookup.findStaticVarHandle(Limits.class, "MOST", int.class);
      expect(41, (int) handle.get());
      expect(List.of("limits"), LOG);
    }
  }

  /** An initialiser fails: first with what it has thrown, then with its name. */
  public static final class Failed {
    static class Base {
      static final int VALUE = Integer.parseInt("x" + log("base"));
    }

    static final class Derived extends Base {}

    static void expectFailed(Throwable thrown) {
      expect(NoClassDefFoundError.class, thrown.getClass());
      expect("Could not initialize class " + name("Failed$Base"), thrown.getMessage());
      expect(ExceptionInInitializerError.class, thrown.getCause().getClass());
      expect(
          "Exception java.lang.NumberFormatException: For input string: \"x41\" [in thread \"main\"]",
          thrown.getCause().getMessage());
    }

    public static void main(String[] arguments) throws Exception {
      try {
        Base.class.getDeclaredConstructor().newInstance();
        throw new AssertionError("initialised");
      } catch (ExceptionInInitializerError e) {
        expect(NumberFormatException.class, e.getCause().getClass());
      }
      try {
        Base.class.getDeclaredConstructor().newInstance();
        throw new AssertionError("initialised");
      } catch (NoClassDefFoundError e) {
        expectFailed(e);
      }
      try {
        Class.forName(name("Failed$Base"));
        throw new AssertionError("initialised");
      } catch (NoClassDefFoundError e) {
        expectFailed(e);
      }
      expect(List.of("base"), LOG);
    }
  }

  /** Superinterfaces with bodies of methods are initialised before a class, others are not. */
  public static final class Superinterfaces {
    interface Abstract {
      int VALUE = log("abstract");

      void run();
    }

    interface WithBody {
      int VALUE = log("with body");

      default void rest() {}
    }

    interface Both extends Abstract, WithBody {}

    static class Plain implements Both {
      @Override
      public void run() {}
    }

    static final class WithState extends Plain implements ForLambda {
      static final int VALUE = log("with state");

      @Override
      public void run() {}
    }

    interface ForLambda {
      int VALUE = log("for lambda");

      void run();

      default void again() {
        run();
      }
    }

    public static void main(String[] arguments) throws Exception {
      new Plain();
      expect(List.of("with body"), LOG);
      ForLambda lambda = () -> {};
      expect(List.of("with body", "for lambda"), LOG);
      new WithState();
      expect(List.of("with body", "for lambda", "with state"), LOG);
    }
  }

  /** Enums that the JDK uses first; their constants are as new in each run. */
  public static final class Enums {
    enum Set {
      ONE;

      static final int VALUE = log("set");
      int hits;
    }

    enum Map {
      ONE;

      static final int VALUE = log("map");
    }

    enum Constants {
      ONE;

      static final int VALUE = log("constants");
    }

    enum Named {
      ONE;

      static final int VALUE = log("named");
    }

    public static void main(String[] arguments) {
      expect(0, EnumSet.allOf(Set.class).iterator().next().hits++);
      new EnumMap<>(Map.class).put(Map.ONE, 1);
      expect(1, Constants.class.getEnumConstants().length);
      Enum.valueOf(Named.class, "ONE");
      expect(List.of("set", "map", "constants", "named"), LOG);
    }
  }

  /** What is abstract is not initialised when somebody tries to make an object of it. */
  public static final class Abstract {
    interface Shape {
      int CORNERS = log("shape");
    }

    abstract static class Figure {
      static final int CORNERS = log("figure");
    }

    @SuppressWarnings("deprecation")
    public static void main(String[] arguments) throws ReflectiveOperationException {
      try {
        Shape.class.newInstance();
        throw new AssertionError();
      } catch (InstantiationException e) {
        expect(List.of(), LOG);
      }
      try {
        Figure.class.getDeclaredConstructor().newInstance();
        throw new AssertionError();
      } catch (InstantiationException e) {
        expect(List.of(), LOG);
      }
      log("done");
    }
  }

  /** An initialiser fails with the error of another one. */
  public static final class FailedInside {
    static final class Inner {
      static final int VALUE = Integer.parseInt("x");
    }

    static final class Outer {
      static final int VALUE = Inner.VALUE + log("outer");
    }

    public static void main(String[] arguments) {
      try {
        expect(0, Outer.VALUE);
      } catch (ExceptionInInitializerError e) {
        expect(NumberFormatException.class, e.getCause().getClass());
      }
      try {
        expect(0, Outer.VALUE);
      } catch (NoClassDefFoundError e) {
        expect(
            "Exception java.lang.ExceptionInInitializerError [in thread \"main\"]",
            e.getCause().getMessage());
      }
      expect(List.of(), LOG);
      log("done");
    }
  }

  /** Two threads count by reflection, under a lock. */
  public static final class Guarded {
    static int count;

    public static void main(String[] arguments) throws Exception {
      Field field = Guarded.class.getDeclaredField("count");
      Runnable counting = () -> {
        try {
          synchronized (Guarded.class) {
            field.setInt(null, field.getInt(null) + 1);
          }
        } catch (IllegalAccessException e) {
          throw new IllegalStateException(e);
        }
      };
      Thread one = new Thread(counting);
      Thread other = new Thread(counting);
      one.start();
      other.start();
      one.join();
      other.join();
      expect(2, count);
    }
  }
}
