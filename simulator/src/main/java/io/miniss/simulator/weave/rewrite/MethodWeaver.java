package io.miniss.simulator.weave.rewrite;

import static java.lang.constant.ConstantDescs.CD_Object;
import static java.lang.constant.ConstantDescs.CD_Throwable;
import static java.lang.constant.ConstantDescs.CD_boolean;
import static java.lang.constant.ConstantDescs.CD_int;

import io.miniss.runtime.spi.Access;
import io.miniss.simulator.weave.hook.Place;
import io.miniss.simulator.weave.hook.Places;
import io.miniss.simulator.weave.hook.Statics;
import java.lang.classfile.Attributes;
import java.lang.classfile.ClassModel;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeModel;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.Instruction;
import java.lang.classfile.Label;
import java.lang.classfile.MethodModel;
import java.lang.classfile.Opcode;
import java.lang.classfile.TypeKind;
import java.lang.classfile.attribute.CodeAttribute;
import java.lang.classfile.constantpool.ClassEntry;
import java.lang.classfile.instruction.ArrayLoadInstruction;
import java.lang.classfile.instruction.ArrayStoreInstruction;
import java.lang.classfile.instruction.ExceptionCatch;
import java.lang.classfile.instruction.FieldInstruction;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.LabelTarget;
import java.lang.classfile.instruction.LineNumber;
import java.lang.classfile.instruction.MonitorInstruction;
import java.lang.classfile.instruction.NewObjectInstruction;
import java.lang.classfile.instruction.ReturnInstruction;
import java.lang.classfile.instruction.StackInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDesc;
import java.lang.constant.DirectMethodHandleDesc;
import java.lang.constant.DynamicCallSiteDesc;
import java.lang.constant.MethodHandleDesc;
import java.lang.constant.MethodTypeDesc;
import java.lang.reflect.AccessFlag;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Weaves the code of one method. */
final class MethodWeaver implements CodeTransform {
  private static final String THREAD = "java/lang/Thread";

  /** Longer code may be longer than is allowed when each access to an array is woven. */
  private static final int LARGE = 12_000;

  private static final MethodTypeDesc OBJECT_PLACE = WeaveContext.voidOf(CD_Object, CD_int);
  private static final MethodTypeDesc PLACE = WeaveContext.voidOf(CD_int);
  private static final MethodTypeDesc OBJECT = WeaveContext.voidOf(CD_Object);

  private final WeaveContext weaver;
  private final ClassHierarchy classes;
  private final CallWeaver calls;
  private final ClassModel owner;
  private final MethodModel method;

  /** The class that the method initialises before all else, as its call is a use of it; empty for none. */
  private final String begins;

  private final References references;

  private final boolean isSynchronized;

  /** Whether the JDK or a library may call it. */
  private final boolean isCallback;

  /** Whether a library may call it, on a thread of its own. */
  private final boolean isCallbackOfLibrary;

  /** Of a callback: the local variable with what has called it, and the begin of what it does. */
  private int caller;

  private @Nullable Label afterEnter;

  /** What an initialiser does to static fields of its class and to elements, nobody else sees meanwhile. */
  private final boolean isInitialiser;

  /** Of a constructor, or null. */
  private final @Nullable EscapingThis escaping;

  /** How many instructions have accessed fields. */
  private int fieldInstructions;

  /** Whether accesses to elements of arrays are points. */
  private final boolean passesElements;

  /** Handlers that catch everything. */
  private final List<Label> catchers = new ArrayList<>();

  /** Other handlers. */
  private final List<Label> handlers = new ArrayList<>();

  /** Where the check at the start of a handler ends. */
  private final Map<Label, Label> afterCaught = new LinkedHashMap<>();

  private final @Nullable CodeModel original;

  /** For each {@code new Thread} that is not constructed yet, whether its reference was duplicated. */
  private final ArrayDeque<Boolean> newThreads = new ArrayDeque<>();

  /** Whether races of what it does are said to do no harm. */
  private final boolean isBenign;

  /**
   * Of the program. They come after those that end what begins before a call: what the call throws must not come to the
   * program before that.
   */
  private final List<ExceptionCatch> programHandlers = new ArrayList<>();

  private boolean isAfterNewThread;
  private int line;
  private CoverageProbes probes = new CoverageProbes();

  /** Of a synchronized method: the local variable with its monitor, and the begin of its body. */
  private int monitor;

  private @Nullable Label body;

  /** Whether the JDK may call it where that is woven inside. */
  private final boolean mayBeCalledInside;

  /** If so: the local variable with what is restored at its end. */
  private int callerMode;

  MethodWeaver(
      WeaveContext weaver, ClassModel owner, MethodModel method, CodeModel code, String begins,
      References references) {
    this.weaver = weaver;
    this.classes = weaver.classes();
    this.calls = new CallWeaver(weaver, this::place);
    this.owner = owner;
    this.method = method;
    this.begins = begins;
    this.references = references;
    this.original = code;
    this.mayBeCalledInside =
        weaver.isDeep()
            && !method.methodName().stringValue().startsWith("<")
            && (!method.flags().has(AccessFlag.PRIVATE)
                || method.methodName().stringValue().startsWith("lambda$"));
    this.isBenign = weaver.isBenign(owner, method);
    this.isSynchronized = method.flags().has(AccessFlag.SYNCHRONIZED);
    this.isInitialiser = method.methodName().equalsString("<clinit>");
    this.isCallbackOfLibrary = Libraries.mayCall(method.methodName().stringValue());
    this.isCallback = isCallbackOfLibrary || weaver.overridesUnwoven(owner, method);
    boolean isLarge = isLarge(code) && isLargeAsCompiled();
    this.passesElements = !isInitialiser && !isLarge;
    if (isLarge && !isInitialiser) {
      weaver.count().addUncontrolled("arrays in methods that are too large");
    }
    this.escaping =
        method.methodName().equalsString("<init>") ? weaver.escaping(method) : null;
    code.exceptionHandlers()
        .forEach(
            each -> {
              String type =
                  each.catchType().map(ClassEntry::asInternalName).orElse("java/lang/Throwable");
              if (type.equals("java/lang/Throwable") || type.equals("java/lang/Error")) {
                catchers.add(each.handler());
              } else {
                handlers.add(each.handler());
              }
            });
  }

  private static boolean isLarge(CodeModel code) {
    return code instanceof CodeAttribute attribute && attribute.codeLength() > LARGE;
  }

  /** Without what an agent has added: it must not decide what is a step. */
  private boolean isLargeAsCompiled() {
    ClassModel compiled = classes.modelOf(owner.thisClass().asInternalName());
    return compiled == null
        || compiled.methods().stream()
            .filter(
                each -> each.methodName().equalsString(method.methodName().stringValue())
                    && each.methodType().equalsString(method.methodType().stringValue()))
            .anyMatch(each -> each.code().filter(MethodWeaver::isLarge).isPresent());
  }

  private String where() {
    String type = owner.thisClass().asInternalName();
    String simple = type.substring(type.lastIndexOf('/') + 1);
    return simple + "." + method.methodName().stringValue() + "(" + sourceFile(simple)
        + (line == 0 ? "" : ":" + line) + ")";
  }

  private String sourceFile(String simple) {
    int nested = simple.indexOf('$', 1);
    return owner.findAttribute(Attributes.sourceFile())
        .map(each -> each.sourceFile().stringValue())
        .orElse((nested < 0 ? simple : simple.substring(0, nested)) + ".java");
  }

  /** What the method does before its own code, it does at its first line. */
  private void beginLine(CodeBuilder out) {
    if (original != null && line == 0) {
      original.elementStream()
          .filter(LineNumber.class::isInstance)
          .map(each -> ((LineNumber) each).line())
          .findFirst()
          .ifPresent(
              first -> {
                line = first;
                out.lineNumber(first);
              });
    }
  }

  private int place(int field, Access access, boolean synchronizes, int locks) {
    return place(field, access, synchronizes, locks, isBenign);
  }

  private int place(
      int field, Access access, boolean synchronizes, int locks, boolean isBenign) {
    weaver.count().addPlace();
    return Places.place(field, access, where(), synchronizes, locks, isBenign);
  }

  private boolean isCatcher(Label label) {
    return catchers.stream().anyMatch(each -> each == label);
  }

  /** After the check that stands at the start of a handler. */
  private Label afterCaught(CodeBuilder out, Label handler) {
    return afterCaught.computeIfAbsent(handler, each -> out.newLabel());
  }

  /**
   * A handler for {@code finally} may lie in the code that it covers, as a block before it is covered to its end.
   * The check at its start throws, and must not come back to it.
   */
  private void covered(CodeBuilder out, ExceptionCatch range) {
    Label handler = range.handler();
    if (isCatcher(handler) && isWithin(handler, range)) {
      programHandlers.add(
          ExceptionCatch.of(handler, range.tryStart(), handler, range.catchType()));
      programHandlers.add(
          ExceptionCatch.of(
              handler, afterCaught(out, handler), range.tryEnd(), range.catchType()));
    } else {
      programHandlers.add(range);
    }
  }

  private boolean isWithin(Label label, ExceptionCatch range) {
    return original instanceof CodeAttribute code
        && code.labelToBci(range.tryStart()) < code.labelToBci(label)
        && code.labelToBci(label) < code.labelToBci(range.tryEnd());
  }

  @Override
  public void atStart(CodeBuilder out) {
    fieldInstructions = 0;
    programHandlers.clear();
    probes = new CoverageProbes();
    beginLine(out);
    if (mayBeCalledInside) {
      callerMode = out.allocateLocal(TypeKind.INT);
      out.invokestatic(Redirections.DEEP, "begins", MethodTypeDesc.of(CD_int));
      out.istore(callerMode);
    }
    if (isCallback) {
      caller = out.allocateLocal(TypeKind.REFERENCE);
      out.loadConstant(isCallbackOfLibrary ? 1 : 0);
      out.invokestatic(Redirections.HOOKS, "enter", MethodTypeDesc.of(CD_Object, CD_boolean));
      out.astore(caller);
      afterEnter = out.newBoundLabel();
    }
    if (!begins.isEmpty()) {
      weaver.initialisation().initialise(out, begins);
    }
    if (isSynchronized) {
      monitor = out.allocateLocal(TypeKind.REFERENCE);
      if (method.flags().has(AccessFlag.STATIC)) {
        out.loadConstant(owner.thisClass().asSymbol());
      } else {
        out.aload(0);
      }
      out.dup();
      out.astore(monitor);
      weaver.count().addPlace();
      out.invokestatic(Redirections.MONITORS, "enter", OBJECT);
      body = out.newBoundLabel();
    }
  }

  @Override
  public void atEnd(CodeBuilder out) {
    programHandlers.forEach(out::with);
    Label start = body;
    if (start != null) {
      Label end = out.newBoundLabel();
      Label handler = out.newBoundLabel();
      out.aload(monitor);
      out.invokestatic(Redirections.MONITORS, "exit", OBJECT);
      out.athrow();
      out.exceptionCatchAll(start, end, handler);
    }
    Label entered = afterEnter;
    if (entered != null) {
      Label end = out.newBoundLabel();
      Label handler = out.newBoundLabel();
      leave(out);
      out.athrow();
      out.exceptionCatchAll(entered, end, handler);
    }
  }

  private void leave(CodeBuilder out) {
    out.aload(caller);
    out.loadConstant(isCallbackOfLibrary ? 1 : 0);
    out.invokestatic(
        Redirections.HOOKS, "leave", WeaveContext.voidOf(CD_Object, CD_boolean));
  }

  @Override
  public void accept(CodeBuilder out, CodeElement element) {
    if (probes.isProbe(element)) {
      out.with(element);
      return;
    }
    if (isAfterNewThread && element instanceof Instruction) {
      isAfterNewThread = false;
      boolean isDup = element instanceof StackInstruction each && each.opcode() == Opcode.DUP;
      newThreads.push(isDup);
      if (isDup) {
        return;
      }
    }
    switch (element) {
      case LineNumber number -> {
        line = number.line();
        out.with(number);
      }
      case LabelTarget target -> {
        out.with(target);
        if (isCatcher(target.label())) {
          out.dup();
          out.invokestatic(Redirections.HOOKS, "caught", WeaveContext.voidOf(CD_Throwable));
          out.labelBinding(afterCaught(out, target.label()));
        } else if (handlers.stream().anyMatch(each -> each == target.label())) {
          out.invokestatic(Redirections.HOOKS, "handled", WeaveContext.NOTHING);
        }
      }
      case ExceptionCatch handler -> {
        // The handler of a synchronized block covers itself, so what it throws would come back for ever.
        if (handler.tryStart() != handler.handler()) {
          covered(out, handler);
        }
      }
      case FieldInstruction field -> field(out, field);
      case ArrayLoadInstruction load when !passesElements -> out.with(load);
      case ArrayStoreInstruction store when !passesElements -> out.with(store);
      case ArrayLoadInstruction load -> {
        out.dup2();
        element(out, Access.READ);
        out.with(load);
      }
      case ArrayStoreInstruction store -> {
        TypeKind kind = store.typeKind().asLoadable();
        int value = out.allocateLocal(kind);
        out.storeLocal(kind, value);
        out.dup2();
        element(out, Access.WRITE);
        out.loadLocal(kind, value);
        out.with(store);
      }
      case MonitorInstruction each -> {
        weaver.count().addPlace();
        out.invokestatic(
            Redirections.MONITORS, each.opcode() == Opcode.MONITORENTER ? "enter" : "exit",
            OBJECT);
      }
      case ReturnInstruction each -> {
        if (isSynchronized) {
          out.aload(monitor);
          out.invokestatic(Redirections.MONITORS, "exit", OBJECT);
        }
        if (isCallback) {
          leave(out);
        }
        if (mayBeCalledInside) {
          out.iload(callerMode);
          out.invokestatic(Redirections.DEEP, "ends", PLACE);
        }
        out.with(each);
      }
      case NewObjectInstruction made -> {
        if (made.className().asInternalName().equals(THREAD)) {
          isAfterNewThread = true;
        } else {
          CallWeaver.refuse(out, Refused.instances(made.className().asInternalName()));
          out.with(made);
        }
      }
      case InvokeInstruction call when isNewThread(call) -> newThread(out, call);
      case InvokeInstruction call -> calls.weave(out, call);
      case InvokeDynamicInstruction call -> out.with(dynamic(out, call));
      default -> out.with(element);
    }
  }

  /** The stack has array and index, twice. */
  private void element(CodeBuilder out, Access access) {
    out.loadConstant(place(Place.NO_FIELD, access, false, 0));
    out.invokestatic(
        Redirections.HOOKS, "element", WeaveContext.voidOf(CD_Object, CD_int, CD_int));
  }

  // ---- fields ----

  private void field(CodeBuilder out, FieldInstruction instruction) {
    int instructionNumber = fieldInstructions++;
    String type = instruction.owner().asInternalName();
    String name = instruction.name().stringValue();
    if (type.equals("java/lang/System")) {
      systemStream(out, instruction, name);
      return;
    }
    ClassHierarchy.Field field = classes.field(type, name, instruction.type().stringValue());
    boolean isStatic =
        instruction.opcode() == Opcode.GETSTATIC || instruction.opcode() == Opcode.PUTSTATIC;
    boolean isWrite =
        instruction.opcode() == Opcode.PUTFIELD || instruction.opcode() == Opcode.PUTSTATIC;
    boolean isOwn = type.equals(owner.thisClass().asInternalName());
    if (field == null || !weaver.isWoven(field.owner())) {
      out.with(instruction);
      return;
    }
    if (isStatic && (!isOwn || field.isOfInterface())
        && weaver.initialisation().isInitialised(field.owner())) {
      // Methods of an interface may run before it is initialised, those of a class may not.
      weaver.initialisation().initialise(out, field.owner());
    }
    boolean isVisible = !field.isFinal();
    if (isWrite && isOwn && escaping != null) {
      isVisible = escaping.isVisible(instructionNumber);
    }
    if (isVisible && !(isInitialiser && isStatic && isOwn) && !field.isSynthetic()) {
      point(out, instruction, field, isWrite);
    }
    if (isStatic && field.isOfInterface() && weaver.initialisation().isInitialised(field.owner())
        && isStateOfInterface(field)) {
      ClassDesc holder = ClassDesc.ofInternalName(field.owner() + Statics.HOLDER_SUFFIX);
      if (isWrite) {
        out.putstatic(holder, name, instruction.typeSymbol());
      } else {
        out.getstatic(holder, name, instruction.typeSymbol());
      }
    } else if (isWrite && isStatic && isEnumConstant(field)) {
      out.getstatic(
          instruction.owner().asSymbol(), name, instruction.typeSymbol());
      out.invokestatic(
          Redirections.STATICS, "enumConstant", MethodTypeDesc.of(CD_Object, CD_Object, CD_Object));
      out.checkcast(instruction.typeSymbol());
      out.with(instruction);
    } else {
      out.with(instruction);
    }
  }

  private boolean isStateOfInterface(ClassHierarchy.Field field) {
    ClassModel model = classes.modelOf(field.owner());
    return model != null
        && model.fields().stream()
            .anyMatch(each -> each.fieldName().equalsString(field.name())
                && ClassInitialisation.isState(each));
  }

  private boolean isEnumConstant(ClassHierarchy.Field field) {
    ClassModel model = classes.modelOf(field.owner());
    return model != null
        && model.flags().has(AccessFlag.ENUM)
        && model.fields().stream()
            .anyMatch(each -> each.fieldName().equalsString(field.name())
                && each.flags().has(AccessFlag.ENUM));
  }

  private void systemStream(CodeBuilder out, FieldInstruction instruction, String name) {
    out.with(instruction);
    ClassDesc type = instruction.typeSymbol();
    out.invokestatic(
        Redirections.PROCESSES, name.equals("in") ? "input" : "print",
        MethodTypeDesc.of(type, type));
  }

  private void point(
      CodeBuilder out, FieldInstruction instruction, ClassHierarchy.Field field, boolean isWrite) {
    int number =
        Places.field(
            field.owner().replace('/', '.'), field.name(), instruction.type().stringValue(),
            field.isVolatile());
    int place =
        place(
            number, isWrite ? Access.WRITE : Access.READ, false, 0,
            isBenign || weaver.isBenign(field));
    switch (instruction.opcode()) {
      case GETSTATIC -> {
        out.loadConstant(place);
        out.invokestatic(Redirections.HOOKS, "getStatic", PLACE);
      }
      case PUTSTATIC -> {
        out.loadConstant(place);
        out.invokestatic(Redirections.HOOKS, "putStatic", PLACE);
      }
      case GETFIELD -> {
        out.dup();
        out.loadConstant(place);
        out.invokestatic(Redirections.HOOKS, "getField", OBJECT_PLACE);
      }
      default -> {
        if (TypeKind.from(instruction.typeSymbol()).slotSize() == 1) {
          out.dup2();
          out.pop();
        } else {
          out.dup2_x1();
          out.pop2();
          out.dup_x2();
        }
        out.loadConstant(place);
        out.invokestatic(Redirections.HOOKS, "putField", OBJECT_PLACE);
      }
    }
  }

  // ---- threads that are made ----

  /** A constructor of {@code Thread} becomes a call that returns the thread. */
  private void newThread(CodeBuilder out, InvokeInstruction call) {
    weaver.count().addPlace();
    out.invokestatic(
        Redirections.THREADS, "thread", call.typeSymbol().changeReturnType(Redirections.THREAD));
    if (!newThreads.pop()) {
      out.pop();
    }
  }

  private boolean isNewThread(InvokeInstruction call) {
    return call.opcode() == Opcode.INVOKESPECIAL
        && call.name().equalsString("<init>")
        && call.owner().asInternalName().equals(THREAD)
        && !newThreads.isEmpty();
  }

  // ---- method references ----

  /** Of a method that calls what the program has a reference to. */
  private MethodWeaver(WeaveContext weaver, ClassModel owner, MethodWeaver referring) {
    this.weaver = weaver;
    this.classes = weaver.classes();
    this.calls = new CallWeaver(weaver, this::place);
    this.owner = owner;
    this.method = referring.method;
    this.begins = "";
    this.references = referring.references;
    this.original = null;
    this.isBenign = referring.isBenign;
    this.isSynchronized = false;
    this.escaping = null;
    this.isInitialiser = false;
    this.isCallback = true;
    this.isCallbackOfLibrary = false;
    this.mayBeCalledInside = weaver.isDeep();
    this.passesElements = true;
    this.line = referring.line;
  }

  /**
   * References to methods that are replaced refer to the replacement, and those to methods of shared objects to a
   * method of the class that calls these as any other woven code does.
   */
  private InvokeDynamicInstruction dynamic(CodeBuilder out, InvokeDynamicInstruction call) {
    ClassDesc made = call.typeSymbol().returnType();
    if (made.isClassOrInterface()) { // perhaps by a lambda
      weaver.initialisation().byImplementing(ClassHierarchy.internalName(made))
          .forEach(each -> weaver.initialisation().initialise(out, each));
    }
    List<ConstantDesc> arguments = new ArrayList<>();
    boolean isChanged = false;
    for (ConstantDesc each : call.bootstrapArgs()) {
      ConstantDesc redirected =
          each instanceof DirectMethodHandleDesc handle
              ? redirected(handle, call.typeSymbol())
              : null;
      if (redirected == null && each instanceof DirectMethodHandleDesc handle
          && call.bootstrapMethod().methodName().equals("metafactory")) {
        redirected = entered(handle, call.typeSymbol());
      }
      isChanged |= redirected != null;
      arguments.add(redirected == null ? each : redirected);
    }
    if (!isChanged) {
      return call;
    }
    DynamicCallSiteDesc site =
        DynamicCallSiteDesc.of(
            call.bootstrapMethod(), call.name().stringValue(), call.typeSymbol(),
            arguments.toArray(ConstantDesc[]::new));
    return InvokeDynamicInstruction.of(out.constantPool().invokeDynamicEntry(site));
  }

  /** What is referred to in place of {@code handle}, where {@code captured} takes the receiver if that is known. */
  private @Nullable ConstantDesc redirected(
      DirectMethodHandleDesc handle, MethodTypeDesc captured) {
    if (!isMethod(handle.kind())) {
      return null; // of a record: its methods are made of references to its fields
    }
    String type = ClassHierarchy.internalName(handle.owner());
    MethodTypeDesc parameters = MethodTypeDesc.ofDescriptor(handle.lookupDescriptor());
    if (handle.kind() == DirectMethodHandleDesc.Kind.CONSTRUCTOR) {
      if (type.equals(THREAD)) {
        return staticMethod(
            Redirections.THREADS, "thread", parameters.changeReturnType(Redirections.THREAD));
      }
      boolean isReplaced =
          ArrayMethods.take(type, handle.methodName(), handle.lookupDescriptor())
              || CallWeaver.changesArguments(type, handle.methodName(), parameters);
      return isReplaced
          ? reference(handle, null, parameters.changeReturnType(handle.owner()))
          : null;
    }
    boolean isStatic = References.isStatic(handle);
    if (!isStatic && handle.kind() != DirectMethodHandleDesc.Kind.VIRTUAL
        && handle.kind() != DirectMethodHandleDesc.Kind.INTERFACE_VIRTUAL) {
      return null;
    }
    Redirections.Target target =
        Redirections.of(
            type, handle.methodName(), handle.lookupDescriptor(), isStatic, classes);
    // The receiver's own type, as that of an argument that is captured has to be exact.
    ClassDesc bound = captured.parameterCount() > 0 ? captured.parameterType(0) : null;
    boolean isReplaced =
        target == null
            ? calls.changes(type, handle.methodName(), handle.lookupDescriptor(), isStatic)
            : !isStatic && bound != null && !bound.equals(CallWeaver.receiver(target, type));
    if (isReplaced) {
      ClassDesc receiver = bound == null ? handle.owner() : bound;
      return reference(handle, isStatic ? null : receiver, parameters);
    }
    return target == null
        ? null
        : staticMethod(
            target.owner(), target.name(),
            isStatic
                ? parameters
                : parameters.insertParameterTypes(0, CallWeaver.receiver(target, type)));
  }

  /** In place of a reference to a method of the program: one that says that it is a callback. */
  private @Nullable ConstantDesc entered(
      DirectMethodHandleDesc handle, MethodTypeDesc captured) {
    MethodTypeDesc parameters = MethodTypeDesc.ofDescriptor(handle.lookupDescriptor());
    ClassDesc bound = captured.parameterCount() > 0 ? captured.parameterType(0) : handle.owner();
    if (handle.methodName().startsWith("lambda$") // which says so itself
        || !weaver.isWoven(ClassHierarchy.internalName(handle.owner()))) {
      return null;
    }
    return switch (handle.kind()) {
      case STATIC, INTERFACE_STATIC -> reference(handle, null, parameters);
      case VIRTUAL, INTERFACE_VIRTUAL -> reference(handle, bound, parameters);
      case CONSTRUCTOR -> reference(handle, null, parameters.changeReturnType(handle.owner()));
      default -> null;
    };
  }

  private ConstantDesc reference(
      DirectMethodHandleDesc handle, @Nullable ClassDesc receiver, MethodTypeDesc parameters) {
    return references.add(
        handle, receiver, parameters, line, new MethodWeaver(weaver, owner, this));
  }

  private static boolean isMethod(DirectMethodHandleDesc.Kind kind) {
    return switch (kind) {
      case GETTER, SETTER, STATIC_GETTER, STATIC_SETTER -> false;
      default -> true;
    };
  }

  private static ConstantDesc staticMethod(ClassDesc in, String name, MethodTypeDesc type) {
    return MethodHandleDesc.ofMethod(DirectMethodHandleDesc.Kind.STATIC, in, name, type);
  }
}
