package io.miniss.simulator.weave.jdk;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.classfile.Attributes;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.FieldModel;
import java.lang.classfile.MethodModel;
import java.lang.classfile.constantpool.ClassEntry;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.reflect.AccessFlag;
import java.net.URI;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The classes of {@code java.util.concurrent} that can be woven inside, as this JDK has them: all with code, except
 * for the variables of {@code atomic}, each call of which is one access, and what has no shared state.
 */
final class DeepClasses {
  /** The folder of the package in class files. */
  static final String FOLDER = "java/util/concurrent/";

  /** In the patch: how much is woven, and the names of the classes. Not in a package, so that it can be read. */
  static final String LIST = "META-INF/miniss-deep.txt";

  private static final Path BASE =
      FileSystems.getFileSystem(URI.create("jrt:/")).getPath("/modules/java.base");

  private final Map<String, ClassModel> models = new TreeMap<>();

  private DeepClasses() {}

  /** Reads all of them. */
  static DeepClasses read() throws IOException {
    DeepClasses all = new DeepClasses();
    try (Stream<Path> files = Files.walk(BASE.resolve(FOLDER))) {
      for (Path each : (Iterable<Path>) files.filter(one -> one.toString().endsWith(".class"))
          .sorted()::iterator) {
        String file = BASE.relativize(each).toString();
        String type = file.substring(0, file.length() - ".class".length());
        if (isWoven(type)) {
          all.models.put(type, ClassFile.of().parse(Files.readAllBytes(each)));
        }
      }
    }
    return all;
  }

  /** Whether a class of this internal name is woven inside. */
  static boolean isWoven(String type) {
    return type.startsWith(FOLDER)
        && !type.endsWith("Exception")
        && !isAtomic(type)
        && !type.startsWith(FOLDER + "TimeUnit")
        && !type.startsWith(FOLDER + "ThreadLocalRandom")
        && !type.startsWith(FOLDER + "locks/LockSupport");
  }

  /** Whether it is a variable of {@code java.util.concurrent.atomic}. */
  static boolean isAtomic(String type) {
    return type.startsWith(FOLDER + "atomic/Atomic");
  }

  /** Their internal names. */
  Set<String> names() {
    return new TreeSet<>(models.keySet());
  }

  /** Their class files. */
  byte[] bytes(String type) {
    try {
      return Files.readAllBytes(BASE.resolve(type + ".class"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * The field that {@code type.name} refers to, in the form that {@code JdkFields} of the hooks reads, or null if its
   * accesses are no points: it is final, static, or of another class.
   */
  @Nullable String sharedField(String type, String name, String descriptor) {
    for (String at = type; at != null;) {
      ClassModel model = models.get(at);
      if (model == null) {
        return null;
      }
      for (FieldModel each : model.fields()) {
        if (each.fieldName().equalsString(name) && each.fieldType().equalsString(descriptor)) {
          boolean isShared =
              !each.flags().has(AccessFlag.FINAL) && !each.flags().has(AccessFlag.STATIC)
                  && !each.flags().has(AccessFlag.SYNTHETIC);
          return isShared ? at.replace('/', '.') + '#' + name + '#' + descriptor : null;
        }
      }
      at = model.superclass().map(ClassEntry::asInternalName).orElse(null);
    }
    return null;
  }

  /** Whether a constructor only sets fields of the new object. */
  boolean isSimpleConstructor(String type, String descriptor) {
    if (type.equals("java/lang/Object")) {
      return true;
    }
    ClassModel model = models.get(type);
    if (model == null) {
      return false;
    }
    for (MethodModel each : model.methods()) {
      if (each.methodName().equalsString("<init>") && each.methodType().equalsString(descriptor)) {
        return each.findAttribute(Attributes.code()).isPresent()
            && each.code().orElseThrow().elementStream()
                .noneMatch(
                    one -> one instanceof InvokeInstruction call
                        && !(call.name().equalsString("<init>")
                            && isSimpleConstructor(
                                call.owner().asInternalName(), call.type().stringValue())));
      }
    }
    return false;
  }
}
