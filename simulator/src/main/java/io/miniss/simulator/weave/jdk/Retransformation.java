package io.miniss.simulator.weave.jdk;

import io.miniss.simulator.addopens.SelfAttach;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.lang.instrument.UnmodifiableClassException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.ProtectionDomain;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import org.jspecify.annotations.Nullable;

/** Gives loaded classes of the JDK other bodies, by an agent. */
final class Retransformation {
  /** What the rewritten bodies call. */
  static final List<String> BOOT_CLASSES =
      List.of(
          HookInstructions.HOOKS_NAME, HookInstructions.HOOKS_NAME + "$Handler",
          DeepRewriter.HOOKS_NAME, DeepRewriter.HOOKS_NAME + "$Handler");

  private Retransformation() {}

  /** Retransforms the classes; returns what went wrong, or nothing. */
  static String attempt() {
    try {
      Instrumentation instrumentation = SelfAttach.instrumentation();
      Path jar = bootJar();
      jar.toFile().deleteOnExit();
      instrumentation.appendToBootstrapClassLoaderSearch(new JarFile(jar.toFile()));
      BodyRewriter rewriter = new BodyRewriter();
      return retransform(instrumentation, JdkClasses.ALL, rewriter::rewrite);
    } catch (IOException | ClassNotFoundException e) {
      return e.toString();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "interrupted";
    }
  }

  /**
   * Gives {@code classes} second bodies, when the other {@code attempt} has succeeded or this JVM was started with
   * rewritten bodies; returns what went wrong, or nothing.
   *
   * @param isPatched whether it was started with them
   */
  static String attempt(DeepClasses classes, DeepRewriter rewriter, boolean isPatched) {
    // The JVM transforms the class files that it was given: those of a patch have their new bodies already.
    Set<String> patched = isPatched ? JdkClasses.ALL : Set.of();
    BodyRewriter bodies = new BodyRewriter();
    try {
      return retransform(
          SelfAttach.instrumentation(),
          classes.names(),
          (name, bytes) -> rewriter.rewrite(
              name, patched.contains(name) ? bytes : bodies.rewrite(name, bytes)));
    } catch (IOException | ClassNotFoundException e) {
      return e.toString();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "interrupted";
    }
  }

  private static Path bootJar() throws IOException {
    Path jar = Files.createTempFile("miniss-boot-", ".jar");
    try (OutputStream file = Files.newOutputStream(jar);
        JarOutputStream out = new JarOutputStream(file)) {
      for (String each : BOOT_CLASSES) {
        out.putNextEntry(new JarEntry(each.replace('.', '/') + ".class"));
        out.write(bytes(each));
        out.closeEntry();
      }
    }
    return jar;
  }

  /** The class file of a class of ours, which must not be loaded. */
  static byte[] bytes(String type) throws IOException {
    String entry = "/" + type.replace('.', '/') + ".class";
    try (InputStream in = Retransformation.class.getResourceAsStream(entry)) {
      if (in == null) {
        throw new IOException("there is no " + entry);
      }
      return in.readAllBytes();
    }
  }

  private static String retransform(
      Instrumentation instrumentation, Set<String> names,
      BiFunction<String, byte[], byte[]> rewriter)
      throws ClassNotFoundException {
    List<Class<?>> classes = new ArrayList<>();
    for (String each : names) {
      classes.add(Class.forName(each.replace('/', '.'), false, null));
    }
    Transformer transformer = new Transformer(names, rewriter);
    instrumentation.addTransformer(transformer, true);
    try {
      instrumentation.retransformClasses(classes.toArray(Class<?>[]::new));
    } catch (UnmodifiableClassException | LinkageError | InternalError e) {
      transformer.problem = e.toString();
    } finally {
      instrumentation.removeTransformer(transformer);
    }
    return transformer.problem;
  }

  /** Called by the JVM; what it throws would be lost. */
  private static final class Transformer implements ClassFileTransformer {
    private final Set<String> names;
    private final BiFunction<String, byte[], byte[]> rewriter;
    private String problem = "";

    Transformer(Set<String> names, BiFunction<String, byte[], byte[]> rewriter) {
      this.names = names;
      this.rewriter = rewriter;
    }

    @Override
    public byte @Nullable [] transform(
        @Nullable Module module,
        @Nullable ClassLoader loader,
        String name,
        @Nullable Class<?> redefined,
        @Nullable ProtectionDomain domain,
        byte[] bytes) {
      if (loader != null || redefined == null || !names.contains(name)) {
        return null;
      }
      try {
        return rewriter.apply(name, bytes);
      } catch (RuntimeException | Error e) {
        problem = name + ": " + e;
        return null;
      }
    }
  }
}
