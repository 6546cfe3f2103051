package io.miniss.simulator.weave.rewrite;

import static java.lang.constant.ConstantDescs.CD_Object;

import java.io.ByteArrayInputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassModel;
import java.lang.classfile.FieldModel;
import java.lang.classfile.MethodModel;
import java.lang.classfile.constantpool.ClassEntry;
import java.lang.constant.ClassDesc;
import java.lang.reflect.AccessFlag;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** What class files say of classes, so that weaving one loads no other. Any thread may ask. */
final class ClassHierarchy {
  private static final String THREAD = "java/lang/Thread";

  /** The bytes of a class by its internal name, or null. */
  private final Function<String, byte @Nullable []> files;

  private final TreeMap<String, Optional<ClassModel>> models = new TreeMap<>();

  ClassHierarchy(Function<String, byte @Nullable []> files) {
    this.files = files;
  }

  /**
   * A field as it is declared.
   *
   * @param owner the internal name of the declaring class
   */
  record Field(
      String owner, String name, boolean isFinal, boolean isVolatile, boolean isSynthetic,
      boolean isOfInterface) {}

  static String internalName(ClassDesc type) {
    String text = type.descriptorString();
    return text.substring(1, text.length() - 1);
  }

  /** For the stack maps of woven methods. A class that is not there, as of an optional library, is an Object. */
  ClassHierarchyResolver resolver() {
    return ClassHierarchyResolver.ofResourceParsing(
        (ClassDesc type) -> {
          byte[] bytes = files.apply(internalName(type));
          if (bytes != null) {
            refuseNewer(internalName(type).replace('/', '.'), bytes);
          }
          return bytes == null ? null : new ByteArrayInputStream(bytes);
        })
        .orElse(ClassHierarchyResolver.defaultResolver())
        .orElse(type -> ClassHierarchyResolver.ClassHierarchyInfo.ofClass(CD_Object))
        .cached();
  }

  synchronized void add(ClassModel model) {
    models.put(model.thisClass().asInternalName(), Optional.of(model));
  }

  private synchronized @Nullable ClassModel model(String type) {
    Optional<ClassModel> known = models.get(type);
    if (known == null) {
      byte[] bytes = type.startsWith("[") ? null : files.apply(type);
      known = Optional.ofNullable(bytes == null ? null : parsed(type, bytes));
      models.put(type, known);
    }
    return known.orElse(null);
  }

  private static ClassModel parsed(String type, byte[] bytes) {
    String name = type.replace('/', '.');
    refuseNewer(name, bytes);
    try {
      return ClassFile.of().parse(bytes);
    } catch (IllegalArgumentException e) {
      throw new UnweavableException(
          "the class file of " + name + " cannot be read: " + e.getMessage(), e);
    }
  }

  /** Refuses the class {@code name} if its class file is of a version that this JVM does not know. */
  static void refuseNewer(String name, byte[] bytes) {
    int major = bytes.length < 8 ? 0 : ((bytes[6] & 0xff) << 8) | (bytes[7] & 0xff);
    if (major > ClassFile.latestMajorVersion()) {
      throw new UnweavableException(
          "the class " + name + " is of a class file version (" + major
              + ") that is newer than this JVM's (" + ClassFile.latestMajorVersion()
              + "): compile it for an older release, or run with a newer JDK");
    }
  }

  private static @Nullable String superclass(ClassModel model) {
    return model.superclass().map(ClassEntry::asInternalName).orElse(null);
  }

  /**
   * The field that {@code type.name} refers to, or null if it is not known. Fields of one name and several types
   * are what obfuscators make.
   */
  @Nullable Field field(String type, String name, String descriptor) {
    for (String at = type; at != null && !at.startsWith("java/");) {
      ClassModel model = model(at);
      if (model == null) {
        return null;
      }
      for (FieldModel field : model.fields()) {
        if (field.fieldName().equalsString(name) && field.fieldType().equalsString(descriptor)) {
          return new Field(
              at,
              name,
              field.flags().has(AccessFlag.FINAL),
              field.flags().has(AccessFlag.VOLATILE),
              field.flags().has(AccessFlag.SYNTHETIC),
              model.flags().has(AccessFlag.INTERFACE));
        }
      }
      for (ClassEntry implemented : model.interfaces()) {
        Field inherited = field(implemented.asInternalName(), name, descriptor);
        if (inherited != null) {
          return inherited;
        }
      }
      at = superclass(model);
    }
    return null;
  }

  boolean isThread(String type) {
    for (String at = type; at != null;) {
      if (at.equals(THREAD)) {
        return true;
      }
      ClassModel model = at.equals("java/lang/Object") ? null : model(at);
      at = model == null ? null : superclass(model);
    }
    return false;
  }

  /** The superclass of {@code type}, or null. */
  @Nullable String superclassOf(String type) {
    ClassModel model = model(type);
    return model == null ? null : superclass(model);
  }

  /** The model of {@code type}, or null if there is no file of it. */
  @Nullable ClassModel modelOf(String type) {
    return model(type);
  }

  /** Whether the method that {@code type.name} refers to is {@code synchronized}. */
  boolean isSynchronized(String type, String name, String descriptor) {
    for (String at = type; at != null;) {
      ClassModel model = at.startsWith("[") ? null : model(at);
      if (model == null) {
        return false;
      }
      for (MethodModel method : model.methods()) {
        if (method.methodName().equalsString(name)
            && method.methodType().equalsString(descriptor)) {
          return method.flags().has(AccessFlag.SYNCHRONIZED);
        }
      }
      at = superclass(model);
    }
    return false;
  }

  /**
   * The first of the superclasses of {@code type}, or itself, that declares the method, or the one that is the first
   * whose class file is not known; null for an array.
   */
  @Nullable String declaring(String type, String name, String descriptor) {
    String last = null;
    for (String at = type.startsWith("[") ? null : type; at != null;) {
      ClassModel model = model(at);
      last = at;
      if (model == null) {
        return at;
      }
      for (MethodModel method : model.methods()) {
        if (method.methodName().equalsString(name)
            && method.methodType().equalsString(descriptor)) {
          return at;
        }
      }
      at = superclass(model);
    }
    return last;
  }

  /**
   * Whether a class or an interface above {@code type} for which {@code isWoven} does not hold declares such a method, or may
   * do so as its class file is not known.
   */
  boolean overridesUnwoven(
      String type, String name, String descriptor, Predicate<String> isWoven) {
    ClassModel model = model(type);
    if (model == null) {
      return true;
    }
    if (!isWoven.test(type)
        && model.methods().stream()
            .anyMatch(
                each -> each.methodName().equalsString(name)
                    && each.methodType().equalsString(descriptor))) {
      return true;
    }
    String superclass = superclass(model);
    return (superclass != null && overridesUnwoven(superclass, name, descriptor, isWoven))
        || model.interfaces().stream()
            .anyMatch(
                each -> overridesUnwoven(each.asInternalName(), name, descriptor, isWoven));
  }

  /** Whether a class between {@code type} and Object declares {@code hashCode}. */
  boolean hasHashCode(String type) {
    for (String at = type; at != null && !at.equals("java/lang/Object");) {
      ClassModel model = model(at);
      if (model == null) {
        return true; // not known, so left as it is
      }
      for (MethodModel method : model.methods()) {
        if (method.methodName().equalsString("hashCode")
            && method.methodType().equalsString("()I")) {
          return true;
        }
      }
      at = superclass(model);
    }
    return false;
  }
}
