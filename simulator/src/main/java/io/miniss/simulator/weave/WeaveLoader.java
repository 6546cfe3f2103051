package io.miniss.simulator.weave;

import io.miniss.simulator.weave.hook.WovenClasses;
import io.miniss.simulator.weave.rewrite.ClassWeaver;
import io.miniss.simulator.weave.rewrite.WovenPackages;
import java.io.IOException;
import java.io.InputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.security.CodeSource;
import java.security.ProtectionDomain;
import java.security.cert.Certificate;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Defines the classes of some packages itself, woven, and all other classes of its path as they are; what is on
 * neither comes from its parent. Woven static state belongs to the loader, so runs at the same time need one
 * each; they share the woven bytes.
 */
final class WeaveLoader extends URLClassLoader implements WovenClasses {
  private final WovenPackages packages;
  private final WovenBytes bytes;
  private final VarHandle epoch;
  private int runs;
  private @Nullable Method entry;

  static {
    registerAsParallelCapable();
  }

  /**
   * A loader.
   *
   * @param path where classes are; empty if they are the parent's
   */
  WeaveLoader(URL[] path, ClassLoader parent, WovenPackages packages, WovenBytes bytes) {
    super(path, parent);
    this.packages = packages;
    this.bytes = bytes;
    setDefaultAssertionStatus(true);
    byte[] code = ClassWeaver.epochClass();
    Class<?> type = defineClass(ClassWeaver.EPOCH_CLASS, code, 0, code.length);
    try {
      this.epoch =
          MethodHandles.publicLookup()
              .findStaticVarHandle(type, ClassWeaver.EPOCH_FIELD, int.class);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("the class that was just made has a field", e);
    }
  }

  /** The method that the runs of this loader begin with; {@code finder} is asked the first time. */
  Method entry(Supplier<Method> finder) {
    Method known = entry;
    if (known == null) {
      known = finder.get();
      entry = known;
    }
    return known;
  }

  /** A run begins: every class is initialised when it is used next. */
  void beginRun() {
    epoch.set(++runs);
  }

  @Override
  public boolean isWoven(Class<?> type) {
    return packages.contains(type.getName());
  }

  @Override
  protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
    synchronized (getClassLoadingLock(name)) {
      Class<?> known = findLoadedClass(name);
      if (known != null) {
        return known;
      }
      if (packages.contains(name)) {
        return define(name);
      }
      if (getURLs().length > 0 && !isOfThePlatform(name)) {
        try {
          return findClass(name);
        } catch (ClassNotFoundException e) {
          return super.loadClass(name, resolve);
        }
      }
      return super.loadClass(name, resolve);
    }
  }

  private static boolean isOfThePlatform(String name) {
    return name.startsWith("java.")
        || name.startsWith("javax.")
        || name.startsWith("jdk.")
        || name.startsWith("sun.")
        || name.startsWith("io.miniss.");
  }

  private Class<?> define(String name) throws ClassNotFoundException {
    byte[] woven = bytes.of(name, this::read);
    if (woven == null) {
      throw new ClassNotFoundException(name);
    }
    int dot = name.lastIndexOf('.');
    if (dot > 0 && getDefinedPackage(name.substring(0, dot)) == null) {
      definePackage(name.substring(0, dot), null, null, null, null, null, null, null);
    }
    // Without certificates: the bytes are not those that were signed.
    URL url = getResource(name.replace('.', '/') + ".class");
    ProtectionDomain domain =
        new ProtectionDomain(new CodeSource(url, (Certificate @Nullable []) null), null, this,
            null);
    return defineClass(name, woven, 0, woven.length, domain);
  }

  /** The bytes of a class file by the class's internal name, or null. */
  byte @Nullable [] read(String type) {
    String file = type + ".class";
    URL own = findResource(file);
    try (InputStream in =
        own != null
            ? own.openStream()
            : Objects.requireNonNull(getParent()).getResourceAsStream(file)) {
      return in == null ? null : in.readAllBytes();
    } catch (IOException e) {
      throw new IllegalArgumentException("cannot read the class file of " + type + ": " + e, e);
    }
  }
}
