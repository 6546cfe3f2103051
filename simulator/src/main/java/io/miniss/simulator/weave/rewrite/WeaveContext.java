package io.miniss.simulator.weave.rewrite;

import java.lang.classfile.ClassModel;
import java.lang.classfile.MethodModel;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.lang.reflect.AccessFlag;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;

/** What the weaving of a class knows of the other classes, and what all woven classes have. */
final class WeaveContext {
  static final MethodTypeDesc NOTHING = MethodTypeDesc.of(ConstantDescs.CD_void);

  private final ClassHierarchy classes;
  private final ClassInitialisation initialisation;
  private final Predicate<String> isWoven;
  private final BenignRaces benign;
  private final boolean isDeep;
  private final WeaveCount count;

  /** What constructors show, by the class's internal name and descriptor. Guarded by itself. */
  private final TreeMap<String, Optional<EscapingThis>> constructors = new TreeMap<>();

  WeaveContext(
      ClassHierarchy classes, Predicate<String> isWoven, BenignRaces benign, boolean isDeep,
      WeaveCount count) {
    this.classes = classes;
    this.initialisation = new ClassInitialisation(classes, isWoven);
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

  /** Whether {@code method} may be called by code that is not woven, which knows the method that it overrides. */
  boolean overridesUnwoven(ClassModel owner, MethodModel method) {
    return !method.methodName().stringValue().startsWith("<")
        && !method.flags().has(AccessFlag.STATIC)
        && !method.flags().has(AccessFlag.PRIVATE)
        && classes.overridesUnwoven(
            owner.thisClass().asInternalName(), method.methodName().stringValue(),
            method.methodType().stringValue(), isWoven);
  }

  /** Which woven classes are initialised in each run. */
  ClassInitialisation initialisation() {
    return initialisation;
  }

  /** What the constructor {@code method} shows to other threads. */
  EscapingThis escaping(MethodModel method) {
    return EscapingThis.in(method.code().orElseThrow(), this::constructor);
  }

  /** What the constructor that {@code call} calls shows; empty if it is not woven. */
  private Optional<EscapingThis> constructor(InvokeInstruction call) {
    String type = call.owner().asInternalName();
    if (!isWoven.test(type)) {
      return Optional.empty();
    }
    String key = type + call.type().stringValue();
    synchronized (constructors) {
      Optional<EscapingThis> known = constructors.get(key);
      if (known == null) {
        constructors.put(key, Optional.empty()); // one that calls itself makes no object
        known = constructor(type, call.type().stringValue()).map(this::escaping);
        constructors.put(key, known);
      }
      return known;
    }
  }

  private Optional<MethodModel> constructor(String type, String descriptor) {
    ClassModel model = classes.modelOf(type);
    return model == null
        ? Optional.empty()
        : model.methods().stream()
            .filter(each -> each.methodName().equalsString("<init>"))
            .filter(each -> each.methodType().equalsString(descriptor))
            .filter(each -> each.code().isPresent())
            .findFirst();
  }

  static MethodTypeDesc voidOf(ClassDesc... parameters) {
    return MethodTypeDesc.of(ConstantDescs.CD_void, parameters);
  }
}
