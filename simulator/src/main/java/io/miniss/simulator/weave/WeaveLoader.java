package io.miniss.simulator.weave;

import io.miniss.simulator.engine.RunThread;
import io.miniss.simulator.weave.hook.JdkCalls;
import io.miniss.simulator.weave.hook.Statics;
import io.miniss.simulator.weave.hook.WovenClasses;
import io.miniss.simulator.weave.rewrite.ClassWeaver;
import io.miniss.simulator.weave.rewrite.UnweavableException;
import io.miniss.simulator.weave.rewrite.WovenPackages;
import java.io.IOException;
import java.io.InputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.net.URL;
import java.net.URLClassLoader;
import java.security.CodeSource;
import java.security.ProtectionDomain;
import java.security.cert.Certificate;
import java.util.Arrays;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Defines the classes of some packages itself, woven, and all other classes of its path as they are; what is on
 * neither comes from its parent. Woven static state belongs to the loader, so runs at the same time need one
 * each; they share the woven bytes.
 */
final class WeaveLoader extends URLClassLoader
    implements WovenClasses, CoverageAgent.WeavingLoader {
  /** Something that the JVM refuses; without any bytes, it takes the original ones. */
  private static final byte[] NO_CLASS_FILE = {0};

  private final WovenPackages packages;
  private final WovenBytes bytes;
  private final boolean isBehindAgent;
  private final VarHandle epoch;

  /** Why classes could not be woven, until that is thrown. */
  private final Map<String, Throwable> failures = Collections.synchronizedMap(new TreeMap<>());

  private int runs;
  private @Nullable Object kept;

  static {
    registerAsParallelCapable();
  }

  /**
   * A loader.
   *
   * @param path where classes are; empty if they are the parent's
   * @param isBehindAgent whether classes are woven when {@link CoverageAgent} has changed them
   */
  WeaveLoader(
      URL[] path, ClassLoader parent, WovenPackages packages, WovenBytes bytes,
      boolean isBehindAgent) {
    super(path, parent);
    this.packages = packages;
    this.bytes = bytes;
    this.isBehindAgent = isBehindAgent;
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

  /** What the runs of this loader begin with; {@code maker} is asked the first time. */
  Object kept(Supplier<Object> maker) {
    Object known = kept;
    if (known == null) {
      known = maker.get();
      kept = known;
    }
    return known;
  }

  /**
   * The class {@code name}, not initialised.
   *
   * @throws IllegalArgumentException if there is none
   */
  Class<?> named(String name) {
    try {
      return Class.forName(name, false, this);
    } catch (ClassNotFoundException e) {
      throw noClass(name, e);
    } catch (NoClassDefFoundError e) {
      String message = String.valueOf(e.getMessage());
      if (message.contains("wrong name")) {
        throw new IllegalArgumentException(
            "the file of the class " + name + " has another class in it: " + message, e);
      }
      throw message.startsWith(name.replace('.', '/'))
          ? noClass(name, e)
          : new IllegalArgumentException(
              "the class " + name + " needs a class that is not on the class path: "
                  + e.getMessage(),
              e);
    }
  }

  private IllegalArgumentException noClass(String name, Throwable cause) {
    URL[] path = getURLs();
    return new IllegalArgumentException(
        "there is no class " + name + " on the class path"
            + (path.length == 0
                ? ": name its directories and jars with --classpath"
                : Arrays.stream(path).map(URL::getPath).collect(Collectors.joining(", ", " ", ""))),
        cause);
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
    Class<?> known = findLoadedClass(name);
    if (known != null) {
      return known;
    }
    JdkCalls.beginOnce(); // before the lock: to find it is a call of java.util.concurrent
    try {
      synchronized (getClassLoadingLock(name)) {
        known = findLoadedClass(name);
        return known == null ? load(name, resolve) : known;
      }
    } finally {
      JdkCalls.endOnce();
    }
  }

  private Class<?> load(String name, boolean resolve) throws ClassNotFoundException {
    if (packages.contains(name)) {
      return define(name);
    }
    if (getURLs().length > 0 && !isOfThePlatform(name)) {
      try {
        return packages.reachInto(packageOf(name)) ? defineUnsigned(name) : findClass(name);
      } catch (ClassNotFoundException e) {
        return super.loadClass(name, resolve);
      }
    }
    return super.loadClass(name, resolve);
  }

  /** What the program's own path has hides what this JVM's has, as with another version of a library. */
  @Override
  public @Nullable URL getResource(String name) {
    URL own = findResource(name);
    return own == null ? super.getResource(name) : own;
  }

  /** Providers of services that the program's path does not have are of other versions, or none of its own. */
  @Override
  public Enumeration<URL> getResources(String name) throws IOException {
    if (getURLs().length == 0) {
      return super.getResources(name);
    }
    Enumeration<URL> own = findResources(name);
    if (!name.startsWith(ModuleServices.FILES)) {
      return own.hasMoreElements() ? own : super.getResources(name);
    }
    List<URL> files = Collections.list(own);
    ModuleServices
        .file(
            name.substring(ModuleServices.FILES.length()), findResources("module-info.class"))
        .ifPresent(files::add);
    return Collections.enumeration(files);
  }

  private static boolean isOfThePlatform(String name) {
    return name.startsWith("java.")
        || name.startsWith("javax.")
        || name.startsWith("jdk.")
        || name.startsWith("sun.")
        || name.startsWith("io.miniss.");
  }

  private Class<?> define(String name) throws ClassNotFoundException {
    if (isBehindAgent && !name.endsWith(Statics.HOLDER_SUFFIX)) {
      return defineBehindAgent(name);
    }
    byte[] woven = woven(() -> bytes.of(name, this::read));
    if (woven == null) {
      throw new ClassNotFoundException(name);
    }
    return define(name, woven);
  }

  /** The class is woven by {@link #weave}, which the JVM calls. */
  private Class<?> defineBehindAgent(String name) throws ClassNotFoundException {
    byte[] original = read(name.replace('.', '/'));
    if (original == null) {
      throw new ClassNotFoundException(name);
    }
    try {
      return define(name, original);
    } catch (ClassFormatError e) {
      Throwable failure = failures.remove(name);
      if (failure instanceof RuntimeException thrown) {
        throw thrown;
      }
      if (failure instanceof Error thrown) {
        throw thrown;
      }
      throw e;
    }
  }

  /** The JVM forgets what a transformer throws, so that is kept, and no class file is returned. */
  @Override
  public byte @Nullable [] weave(String type, byte[] file) {
    String name = type.replace('/', '.');
    if (!packages.contains(name) || name.endsWith(Statics.HOLDER_SUFFIX)) {
      return null;
    }
    try {
      return woven(() -> bytes.of(name, file, this::read));
    } catch (RuntimeException | Error e) {
      failures.put(name, e);
      return NO_CLASS_FILE;
    }
  }

  /** A class that is not woven in a package of which others are: all classes of a package have the same signers. */
  private Class<?> defineUnsigned(String name) throws ClassNotFoundException {
    URL url = findResource(name.replace('.', '/') + ".class");
    byte[] bytes = url == null ? null : read(name.replace('.', '/'));
    if (bytes == null) {
      throw new ClassNotFoundException(name);
    }
    return define(name, bytes);
  }

  private static String packageOf(String name) {
    return name.substring(0, Math.max(0, name.lastIndexOf('.')));
  }

  private Class<?> define(String name, byte[] woven) {
    String packageName = packageOf(name);
    if (!packageName.isEmpty() && getDefinedPackage(packageName) == null) {
      definePackage(packageName, null, null, null, null, null, null, null);
    }
    // Without certificates: the bytes are not those that were signed.
    URL url = getResource(name.replace('.', '/') + ".class");
    ProtectionDomain domain =
        new ProtectionDomain(new CodeSource(url, (Certificate @Nullable []) null), null, this,
            null);
    return defineClass(name, woven, 0, woven.length, domain);
  }

  private static byte @Nullable [] woven(Supplier<byte @Nullable []> bytes) {
    try {
      return bytes.get();
    } catch (UnweavableException e) {
      RunThread me = RunThread.current();
      if (me == null) {
        throw e;
      }
      throw me.run().escape(String.valueOf(e.getMessage()));
    }
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
