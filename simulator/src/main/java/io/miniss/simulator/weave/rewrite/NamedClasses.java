package io.miniss.simulator.weave.rewrite;

import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.constantpool.ClassEntry;
import java.lang.classfile.constantpool.PoolEntry;
import java.net.URL;
import java.util.ArrayDeque;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The classes of the project that a class names, directly or through others. Those of the project are in
 * directories of the class path, and those of libraries in jars.
 */
public final class NamedClasses {
  private static final String PRIMITIVES = "io/miniss/runtime/shared/";
  private static final String MOCKITO = "org/mockito/";

  /** All tests of a class ask. */
  private static final ClassValue<NamedClasses> KNOWN =
      new ClassValue<>() {
        @Override
        protected NamedClasses computeValue(Class<?> type) {
          return find(type);
        }
      };

  private final ClassLoader loader;
  private final TreeSet<String> found = new TreeSet<>();
  private final ArrayDeque<String> open = new ArrayDeque<>();
  private boolean usesPrimitives;
  private boolean usesMocks;

  private NamedClasses(ClassLoader loader) {
    this.loader = loader;
  }

  /** What {@code type} names. It is looked for once. */
  public static NamedClasses of(Class<?> type) {
    return KNOWN.get(type);
  }

  private static NamedClasses find(Class<?> type) {
    ClassLoader own = type.getClassLoader();
    NamedClasses made = new NamedClasses(own == null ? ClassLoader.getSystemClassLoader() : own);
    made.add(type.getName().replace('.', '/'));
    for (String next = made.open.poll(); next != null; next = made.open.poll()) {
      made.read(next);
    }
    return made;
  }

  /** Whether one of them uses primitives of {@code io.miniss.runtime.shared}. */
  public boolean usePrimitives() {
    return usesPrimitives;
  }

  /** Whether one of them uses Mockito. */
  public boolean useMocks() {
    return usesMocks;
  }

  /** The names of the outermost classes, without those of {@code packageName} and of the packages in it. */
  public Set<String> outside(String packageName) {
    Set<String> names = new TreeSet<>();
    for (String each : found) {
      String name = each.replace('/', '.');
      int nested = name.indexOf('$', name.lastIndexOf('.') + 2);
      if (packageName.isEmpty() || !name.startsWith(packageName + '.')) {
        names.add(nested < 0 ? name : name.substring(0, nested));
      }
    }
    return names;
  }

  private void add(String type) {
    if (!type.startsWith("[") && WovenPackages.mayBeWoven(type.replace('/', '.'))
        && !found.contains(type)) {
      URL file = loader.getResource(type + ".class");
      if (file != null && file.getProtocol().equals("file")) {
        found.add(type);
        open.add(type);
      }
    }
  }

  private void read(String type) {
    ClassModel model = model(type);
    if (model == null) {
      return;
    }
    for (PoolEntry each : model.constantPool()) {
      if (each instanceof ClassEntry named) {
        String name = named.asInternalName();
        usesPrimitives |= name.startsWith(PRIMITIVES);
        usesMocks |= name.startsWith(MOCKITO);
        add(name);
      }
    }
  }

  private @Nullable ClassModel model(String type) {
    try (InputStream in = loader.getResourceAsStream(type + ".class")) {
      return in == null ? null : ClassFile.of().parse(in.readAllBytes());
    } catch (IOException e) {
      throw new IllegalArgumentException("cannot read the class file of " + type + ": " + e, e);
    } catch (IllegalArgumentException e) {
      return null; // of a newer version: weaving it says so
    }
  }
}
