package io.miniss.simulator.weave.rewrite;

import io.miniss.simulator.weave.hook.Statics;
import java.lang.classfile.Attributes;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.FieldModel;
import java.lang.classfile.MethodModel;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.lang.reflect.AccessFlag;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * Which woven classes are initialised in each run, and in which order, as chapter 12.4 of the Java Language
 * Specification has it. A class is initialised after its superclass and after those of its superinterfaces that have
 * methods with a body which are not static. An interface initialises no other.
 */
final class ClassInitialisation {
  private final ClassHierarchy classes;
  private final Predicate<String> isWoven;

  ClassInitialisation(ClassHierarchy classes, Predicate<String> isWoven) {
    this.classes = classes;
    this.isWoven = isWoven;
  }

  /** Whether {@code field} has a value that an initialiser gives it. */
  static boolean isState(FieldModel field) {
    return field.flags().has(AccessFlag.STATIC)
        && field.findAttribute(Attributes.constantValue()).isEmpty()
        && !CoverageProbes.isAdded(field);
  }

  /** Has the code initialise {@code type} if this run has not done so. */
  void initialise(CodeBuilder code, String type) {
    ClassModel model = classes.modelOf(type);
    code.invokestatic(
        ClassDesc.ofInternalName(type), Statics.INIT, MethodTypeDesc.of(ConstantDescs.CD_void),
        model != null && isInterface(model));
  }

  /** Whether {@code type} is initialised in each run: it is woven, and that does something. */
  boolean isInitialised(String type) {
    if (!isWoven.test(type)) {
      return false;
    }
    ClassModel model = classes.modelOf(type);
    return model != null && isInitialised(model);
  }

  /** The same for a woven class; its superclass alone is no reason. */
  boolean isInitialised(ClassModel model) {
    return hasStatics(model) || !interfacesBefore(model).isEmpty();
  }

  private static boolean hasStatics(ClassModel model) {
    return model.fields().stream().anyMatch(ClassInitialisation::isState)
        || model.methods().stream().anyMatch(each -> each.methodName().equalsString("<clinit>"));
  }

  /** What is initialised at a use of {@code model}: itself, or the superclass that is initialised first, or "". */
  String byUseOf(ClassModel model) {
    if (isInitialised(model)) {
      return model.thisClass().asInternalName();
    }
    return isInterface(model) ? "" : superclassBefore(model);
  }

  /** The nearest superclass of {@code model} that is initialised in each run, or "". */
  private String superclassBefore(ClassModel model) {
    for (String at = classes.superclassOf(model.thisClass().asInternalName());
        at != null && isWoven.test(at); at = classes.superclassOf(at)) {
      if (isInitialised(at)) {
        return at;
      }
    }
    return "";
  }

  /** What is initialised before {@code model}, in this order. */
  List<String> before(ClassModel model) {
    List<String> before = new ArrayList<>();
    String superclass = isInterface(model) ? "" : superclassBefore(model);
    if (!superclass.isEmpty()) {
      before.add(superclass);
    }
    before.addAll(interfacesBefore(model));
    return before;
  }

  private List<String> interfacesBefore(ClassModel model) {
    List<String> before = new ArrayList<>(0);
    if (!isInterface(model)) {
      model.interfaces().forEach(each -> addInterfaces(each.asInternalName(), before));
    }
    return before;
  }

  /** What is initialised before an object is made that implements the interface {@code type}, in this order. */
  List<String> byImplementing(String type) {
    List<String> before = new ArrayList<>(0);
    addInterfaces(type, before);
    return before;
  }

  private void addInterfaces(String type, List<String> to) {
    ClassModel model = isWoven.test(type) ? classes.modelOf(type) : null;
    if (model == null || !isInterface(model)) {
      return;
    }
    model.interfaces().forEach(each -> addInterfaces(each.asInternalName(), to));
    if (hasStatics(model) && model.methods().stream().anyMatch(ClassInitialisation::isOfObjects)
        && !to.contains(type)) {
      to.add(type);
    }
  }

  private static boolean isOfObjects(MethodModel method) {
    return method.code().isPresent() && !method.flags().has(AccessFlag.STATIC);
  }

  private static boolean isInterface(ClassModel model) {
    return (model.flags().flagsMask() & ClassFile.ACC_INTERFACE) != 0;
  }
}
