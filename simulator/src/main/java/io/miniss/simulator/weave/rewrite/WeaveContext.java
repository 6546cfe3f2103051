package io.miniss.simulator.weave.rewrite;

import io.miniss.simulator.weave.hook.Statics;
import java.lang.classfile.Attributes;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.FieldModel;
import java.lang.classfile.MethodModel;
import java.lang.classfile.constantpool.ClassEntry;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.lang.reflect.AccessFlag;
import java.util.TreeMap;
import java.util.function.Predicate;

/** What the weaving of a class knows of the other classes, and what all woven classes have. */
final class WeaveContext {
  /** The suffix of the class that holds the static fields of an interface. */
  static final String HOLDER_SUFFIX = "$miniss$Statics";

  /** The static method that initialises a class if the run has not done so. */
  static final String INIT = Statics.INIT;

  static final MethodTypeDesc NOTHING = MethodTypeDesc.of(ConstantDescs.CD_void);

  private final ClassHierarchy classes;
  private final Predicate<String> isWoven;
  private final BenignRaces benign;
  private final boolean isDeep;
  private final WeaveCount count;

  /** Whether constructors of a class may give their objects away, by its internal name. Guarded by itself. */
  private final TreeMap<String, Boolean> leaking = new TreeMap<>();

  WeaveContext(
      ClassHierarchy classes, Predicate<String> isWoven, BenignRaces benign, boolean isDeep,
      WeaveCount count) {
    this.classes = classes;
    this.isWoven = isWoven;
    this.benign = benign;
    this.isDeep = isDeep;
    this.count = count;
  }

  ClassHierarchy classes() {
    return classes;
  }

  WeaveCount count() {
    return count;
  }

  /** Whether {@code java.util.concurrent} is woven inside. */
  boolean isDeep() {
    return isDeep;
  }

  /** Whether races on the field are said to do no harm. */
  boolean isBenign(ClassHierarchy.Field field) {
    ClassModel owner = classes.modelOf(field.owner());
    return owner != null && benign.containsField(owner, field.name());
  }

  /** Whether races of what {@code method} does are said to do no harm. */
  boolean isBenign(ClassModel owner, MethodModel method) {
    return benign.containsMethod(owner, method);
  }

  boolean isWoven(String type) {
    return isWoven.test(type);
  }

  /** Whether {@code type} has static state and so is initialised in each run. */
  boolean isInitialised(String type) {
    if (!isWoven.test(type)) {
      return false;
    }
    ClassModel model = classes.modelOf(type);
    return model != null && hasStatics(model);
  }

  static boolean hasStatics(ClassModel model) {
    return model.fields().stream().anyMatch(WeaveContext::isState)
        || model.methods().stream().anyMatch(each -> each.methodName().equalsString("<clinit>"));
  }

  static boolean isState(FieldModel field) {
    return field.flags().has(AccessFlag.STATIC)
        && field.findAttribute(Attributes.constantValue()).isEmpty();
  }

  /** Has the code initialise {@code type} if this run has not done so. */
  void initialise(CodeBuilder code, String type) {
    ClassModel model = classes.modelOf(type);
    boolean isInterface =
        model != null && (model.flags().flagsMask() & ClassFile.ACC_INTERFACE) != 0;
    code.invokestatic(ClassDesc.ofInternalName(type), INIT, NOTHING, isInterface);
  }

  /** What the constructor {@code method} of {@code owner} shows to other threads. */
  EscapingThis escaping(ClassModel owner, MethodModel method) {
    return EscapingThis.in(
        method.code().orElseThrow(), superclassLeaks(owner));
  }

  private boolean superclassLeaks(ClassModel model) {
    String type = model.superclass().map(ClassEntry::asInternalName).orElse("");
    if (type.isEmpty() || !isWoven.test(type)) {
      return false;
    }
    synchronized (leaking) {
      Boolean known = leaking.get(type);
      if (known == null) {
        ClassModel superclass = classes.modelOf(type);
        known = superclass != null && leaks(superclass);
        leaking.put(type, known);
      }
      return known;
    }
  }

  private boolean leaks(ClassModel model) {
    return superclassLeaks(model)
        || model.methods().stream()
            .filter(each -> each.methodName().equalsString("<init>"))
            .flatMap(each -> each.code().stream())
            .anyMatch(each -> EscapingThis.in(each, false).escapes());
  }

  static MethodTypeDesc voidOf(ClassDesc... parameters) {
    return MethodTypeDesc.of(ConstantDescs.CD_void, parameters);
  }
}
