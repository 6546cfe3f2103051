package io.miniss.simulator.weave.rewrite;

import static java.lang.constant.ConstantDescs.CD_Object;
import static java.lang.constant.ConstantDescs.CD_String;
import static java.lang.constant.ConstantDescs.CD_Throwable;
import static java.lang.constant.ConstantDescs.CD_int;

import io.miniss.runtime.spi.Access;
import io.miniss.simulator.weave.hook.Handle;
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
import java.lang.constant.ConstantDescs;
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
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Weaves the code of one method. */
final class MethodWeaver implements CodeTransform {
  private static final String THREAD = "java/lang/Thread";

  /** Longer code may be longer than is allowed when each access to an array is woven. */
  private static final int LARGE = 12_000;

  private static final ClassDesc THREAD_DESC = ClassDesc.ofInternalName(THREAD);
  private static final MethodTypeDesc OBJECT_PLACE = WeaveContext.voidOf(CD_Object, CD_int);
  private static final MethodTypeDesc PLACE = WeaveContext.voidOf(CD_int);
  private static final MethodTypeDesc OBJECT = WeaveContext.voidOf(CD_Object);

  private final WeaveContext weaver;
  private final ClassHierarchy classes;
  private final ClassModel owner;
  private final MethodModel method;

  /** The class that the method initialises before all else, as its call is a use of it; empty for none. */
  private final String begins;

  private final References references;

  private final boolean isSynchronized;
  private final boolean isConstructor;

  /** Whether a library may call it, on a thread of its own. */
  private final boolean isCallback;

  /** Initialisers pass no points, see {@link Statics}. */
  private final boolean isInitialiser;

  /** Whether accesses to elements of arrays are points. */
  private final boolean passesElements;

  /** Handlers that catch everything. */
  private final List<Label> catchers = new ArrayList<>();

  /** Where the check at the start of a handler ends. */
  private final Map<Label, Label> afterCaught = new LinkedHashMap<>();

  private final @Nullable CodeModel original;

  /** For each {@code new Thread} that is not constructed yet, whether its reference was duplicated. */
  private final ArrayDeque<Boolean> newThreads = new ArrayDeque<>();

  /** Whether races of what it does are said to do no harm. */
  private final boolean isBenign;

  private boolean isAfterNewThread;
  private int line;

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
    this.isCallback = Libraries.mayCall(method.methodName().stringValue());
    boolean isLarge = code instanceof CodeAttribute attribute && attribute.codeLength() > LARGE;
    this.passesElements = !isInitialiser && !isLarge;
    if (isLarge && !isInitialiser) {
      weaver.count().addUncontrolled("arrays in methods that are too large");
    }
    this.isConstructor =
        method.methodName().equalsString("<init>") || method.methodName().equalsString("<clinit>");
    code.exceptionHandlers()
        .forEach(
            each -> {
              String type =
                  each.catchType().map(ClassEntry::asInternalName).orElse("java/lang/Throwable");
              if (type.equals("java/lang/Throwable") || type.equals("java/lang/Error")) {
                catchers.add(each.handler());
              }
            });
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
      out.with(
          ExceptionCatch.of(handler, range.tryStart(), handler, range.catchType()));
      out.with(
          ExceptionCatch.of(
              handler, afterCaught(out, handler), range.tryEnd(), range.catchType()));
    } else {
      out.with(range);
    }
  }

  private boolean isWithin(Label label, ExceptionCatch range) {
    return original instanceof CodeAttribute code
        && code.labelToBci(range.tryStart()) < code.labelToBci(label)
        && code.labelToBci(label) < code.labelToBci(range.tryEnd());
  }

  @Override
  public void atStart(CodeBuilder out) {
    beginLine(out);
    if (mayBeCalledInside) {
      callerMode = out.allocateLocal(TypeKind.INT);
      out.invokestatic(Redirections.DEEP, "begins", MethodTypeDesc.of(CD_int));
      out.istore(callerMode);
    }
    if (!begins.isEmpty()) {
      weaver.initialise(out, begins);
    }
    if (isCallback) {
      out.invokestatic(Redirections.HOOKS, "enter", WeaveContext.NOTHING);
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
    Label start = body;
    if (start != null) {
      Label end = out.newBoundLabel();
      Label handler = out.newBoundLabel();
      out.aload(monitor);
      out.invokestatic(Redirections.MONITORS, "exit", OBJECT);
      out.athrow();
      out.exceptionCatchAll(start, end, handler);
    }
  }

  @Override
  public void accept(CodeBuilder out, CodeElement element) {
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
        if (isCallback) {
          out.invokestatic(Redirections.HOOKS, "leave", WeaveContext.NOTHING);
        }
        if (isSynchronized) {
          out.aload(monitor);
          out.invokestatic(Redirections.MONITORS, "exit", OBJECT);
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
          refuse(out, Refused.instances(made.className().asInternalName()));
          out.with(made);
        }
      }
      case InvokeInstruction call -> call(out, call);
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
    if (isStatic && (!isOwn || field.isOfInterface()) && weaver.isInitialised(field.owner())) {
      // Methods of an interface may run before it is initialised, those of a class may not.
      weaver.initialise(out, field.owner());
    }
    boolean isPlace =
        !isInitialiser && !field.isFinal() && !field.isSynthetic()
            && !(isConstructor && isWrite && isOwn);
    if (isPlace) {
      point(out, instruction, field, isWrite);
    }
    if (isStatic && field.isOfInterface() && weaver.isInitialised(field.owner())
        && isStateOfInterface(field)) {
      ClassDesc holder = ClassDesc.ofInternalName(field.owner() + WeaveContext.HOLDER_SUFFIX);
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
                && WeaveContext.isState(each));
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

  // ---- calls ----

  private void call(CodeBuilder out, InvokeInstruction call) {
    String type = call.owner().asInternalName();
    String name = call.name().stringValue();
    String descriptor = call.type().stringValue();
    String uncontrolled = Uncontrolled.of(type, name);
    if (uncontrolled != null) {
      weaver.count().addUncontrolled(uncontrolled);
    }
    refuse(out, Refused.call(type, name));
    if (call.opcode() == Opcode.INVOKESPECIAL) {
      if (name.equals("<init>") && type.equals(THREAD) && !newThreads.isEmpty()) {
        weaver.count().addPlace();
        out.invokestatic(
            Redirections.THREADS, "thread", call.typeSymbol().changeReturnType(THREAD_DESC));
        if (!newThreads.pop()) {
          out.pop();
        }
      } else if (!name.equals("<init>") && isDeepCall(type, name, descriptor)) {
        deep(out, call);
      } else {
        withArguments(out, call, type, name);
      }
      return;
    }
    boolean isStatic = call.opcode() == Opcode.INVOKESTATIC;
    Redirections.Target target =
        Redirections.of(type, name, descriptor, isStatic, classes);
    if (target != null) {
      weaver.count().addPlace();
      MethodTypeDesc parameters =
          isStatic
              ? call.typeSymbol()
              : call.typeSymbol().insertParameterTypes(0, receiver(target, type));
      out.invokestatic(target.owner(), target.name(), parameters);
    } else if (makesHandle(type, name) >= 0) {
      made(out, call, makesHandle(type, name));
    } else if (!isStatic && SharedCalls.isHandle(type)) {
      if (SharedCalls.isHandleAccess(name)) {
        handle(out, call, type, name);
      } else {
        out.with(call);
      }
    } else if (!isStatic && SharedCalls.isShared(type)) {
      shared(out, call, type, name);
    } else if (!isStatic && SharedCalls.isStream(type)) {
      if (SharedCalls.isTerminal(name)) {
        shared(out, call, type, name);
      } else {
        view(out, call);
      }
    } else if (!isStatic && SynchronizedCalls.mayTakeMonitor(type)
        && !weaver.isWoven(type)
        && classes.isSynchronized(type, name, descriptor)) {
      shared(out, call, type, name);
    } else if (!weaver.isWoven(type) && Libraries.contains(type)) {
      if (isStatic) {
        out.invokestatic(Redirections.HOOKS, "library", WeaveContext.NOTHING);
        out.with(call);
        out.invokestatic(Redirections.HOOKS, "library", WeaveContext.NOTHING);
      } else {
        shared(out, call, type, name);
      }
    } else if (!isStatic && inherits(type, name, descriptor)) {
      shared(out, call, Objects.requireNonNull(classes.declaring(type, name, descriptor)), name);
    } else if (isDeepCall(type, name, descriptor)) {
      deep(out, call);
    } else if (isStatic) {
      withArguments(out, call, type, name);
    } else {
      out.with(call);
    }
  }

  /** A call of a constructor or a static method, which may read or change collections that are its arguments. */
  private void withArguments(
      CodeBuilder out, InvokeInstruction call, String type, String name) {
    boolean wraps = SharedCalls.wraps(type, name);
    Access access = SharedCalls.accessToArguments(type, name);
    boolean takesCollections =
        call.typeSymbol().parameterList().stream().anyMatch(SharedCalls::takesCollection);
    if (!takesCollections || (access == null && !wraps)) {
      out.with(call);
      return;
    }
    int[] locals = storeArguments(out, call);
    if (access != null) {
      accessArguments(out, call, locals, access);
    }
    loadArguments(out, call, locals);
    out.with(call);
    if (wraps) {
      rememberView(out, call, locals[0]);
    }
  }

  /** Collections among the arguments are accessed: the first one as is said, the others are read. */
  private void accessArguments(
      CodeBuilder out, InvokeInstruction call, int[] locals, Access first) {
    List<ClassDesc> parameters = call.typeSymbol().parameterList();
    for (int i = 0; i < locals.length; i++) {
      if (SharedCalls.takesCollection(parameters.get(i))) {
        out.aload(locals[i]);
        out.loadConstant(place(Place.NO_FIELD, i == 0 ? first : Access.READ, false, 0));
        out.invokestatic(Redirections.HOOKS, "argument", OBJECT_PLACE);
      }
    }
  }

  /** Whether a woven class inherits the method from a class of the JDK whose objects threads share as a whole. */
  private boolean inherits(String type, String name, String descriptor) {
    if (!weaver.isWoven(type)) {
      return false;
    }
    String declaring = classes.declaring(type, name, descriptor);
    return declaring != null && !weaver.isWoven(declaring) && SharedCalls.isShared(declaring);
  }

  /** Whether the call is of a method of {@code java.util.concurrent} that is static or inherited by woven code. */
  private boolean isDeepCall(String type, String name, String descriptor) {
    if (!weaver.isDeep()) {
      return false;
    }
    String declaring =
        weaver.isWoven(type) ? classes.declaring(type, name, descriptor) : type;
    return declaring != null && SharedCalls.mayBeDeep(declaring);
  }

  private static void deep(CodeBuilder out, InvokeInstruction call) {
    out.invokestatic(Redirections.DEEP, "call", WeaveContext.NOTHING);
    guarded(
        out, call, () -> out.invokestatic(Redirections.DEEP, "called", WeaveContext.NOTHING));
  }

  /** Has the run end as an escape before the program does {@code what}, unless it is null. */
  private static void refuse(CodeBuilder out, @Nullable String what) {
    if (what != null) {
      out.loadConstant(what);
      out.invokestatic(
          Redirections.PROCESSES, "refuse",
          WeaveContext.voidOf(CD_String));
    }
  }

  private static ClassDesc receiver(Redirections.Target target, String type) {
    if (target.owner().equals(Redirections.MONITORS)) {
      return CD_Object;
    }
    return target.owner().equals(Redirections.THREADS)
        ? THREAD_DESC
        : ClassDesc.ofInternalName(type);
  }

  /** A call on a shared object is a step; if the callee takes the object's monitor, so does the caller. */
  private void shared(CodeBuilder out, InvokeInstruction call, String type, String name) {
    int place =
        place(
            Place.NO_FIELD,
            SharedCalls.access(type, name),
            SharedCalls.isSynchronizer(type)
                || !(SharedCalls.isShared(type) || SharedCalls.isStream(type)),
            SharedCalls.locks(type, name));
    boolean takesMonitor =
        SynchronizedCalls.mayTakeMonitor(type)
            && classes.isSynchronized(type, name, call.type().stringValue());
    int[] locals = storeArguments(out, call);
    accessArguments(out, call, locals, name.equals("drainTo") ? Access.UPDATE : Access.READ);
    int receiver = out.allocateLocal(TypeKind.REFERENCE);
    out.dup();
    out.astore(receiver);
    out.dup();
    out.loadConstant(place);
    out.invokestatic(Redirections.HOOKS, "call", OBJECT_PLACE);
    loadArguments(out, call, locals);
    if (takesMonitor) {
      inside(out, call, receiver, "enterCallee", "exitCallee");
    } else if (weaver.isDeep()) {
      guarded(
          out, call, () -> out.invokestatic(Redirections.DEEP, "called", WeaveContext.NOTHING));
    } else if (SharedCalls.mayCallBackInside(type, name)) {
      inside(out, call, receiver, "enterInside", "exitInside");
    } else {
      out.with(call);
    }
    if (SharedCalls.makesView(type, name)) {
      rememberView(out, call, receiver);
    }
    out.aload(receiver);
    out.loadConstant(place);
    out.invokestatic(Redirections.HOOKS, "called", OBJECT_PLACE);
  }

  /** A call that is no access, of a method that returns a view. */
  private static void view(CodeBuilder out, InvokeInstruction call) {
    int[] locals = storeArguments(out, call);
    int receiver = out.allocateLocal(TypeKind.REFERENCE);
    out.dup();
    out.astore(receiver);
    loadArguments(out, call, locals);
    out.with(call);
    rememberView(out, call, receiver);
  }

  /** What the call has returned may be a view of the receiver. */
  private static void rememberView(CodeBuilder out, InvokeInstruction call, int receiver) {
    if (TypeKind.from(call.typeSymbol().returnType()) == TypeKind.REFERENCE) {
      out.dup();
      out.aload(receiver);
      out.invokestatic(
          Redirections.HOOKS, "view", WeaveContext.voidOf(CD_Object, CD_Object));
    }
  }

  private static int[] storeArguments(CodeBuilder out, InvokeInstruction call) {
    List<ClassDesc> parameters = call.typeSymbol().parameterList();
    int[] locals = new int[parameters.size()];
    for (int i = parameters.size() - 1; i >= 0; i--) {
      TypeKind kind = TypeKind.from(parameters.get(i)).asLoadable();
      locals[i] = out.allocateLocal(kind);
      out.storeLocal(kind, locals[i]);
    }
    return locals;
  }

  private static void loadArguments(CodeBuilder out, InvokeInstruction call, int[] locals) {
    List<ClassDesc> parameters = call.typeSymbol().parameterList();
    for (int i = 0; i < locals.length; i++) {
      out.loadLocal(TypeKind.from(parameters.get(i)).asLoadable(), locals[i]);
    }
  }

  /** An access through a handle to the object, or the array and the index, that its first arguments are. */
  private void handle(CodeBuilder out, InvokeInstruction call, String type, String name) {
    List<ClassDesc> parameters = call.typeSymbol().parameterList();
    int[] locals = storeArguments(out, call);
    out.dup();
    if (!parameters.isEmpty() && !parameters.getFirst().isPrimitive()) {
      out.aload(locals[0]);
    } else {
      out.aconst_null();
    }
    if (parameters.size() > 1 && parameters.get(1).equals(CD_int)) {
      out.iload(locals[1]);
    } else {
      out.iconst_0();
    }
    out.loadConstant(
        place(
            Place.NO_FIELD, SharedCalls.access(type, name),
            SharedCalls.isHandleOrdering(type, name), 0));
    out.invokestatic(
        Redirections.HANDLES, "access",
        WeaveContext.voidOf(CD_Object, CD_Object, CD_int, CD_int));
    loadArguments(out, call, locals);
    out.with(call);
  }

  /** The kind of handle that {@code type.name} makes, or -1 if it makes none. */
  private static int makesHandle(String type, String name) {
    return switch (type + '.' + name) {
      case "java/lang/invoke/MethodHandles$Lookup.findVarHandle" -> Handle.OF_OBJECT;
      case "java/lang/invoke/MethodHandles$Lookup.findStaticVarHandle" -> Handle.OF_CLASS;
      case "java/lang/invoke/MethodHandles.arrayElementVarHandle" -> Handle.OF_ARRAY;
      default -> SharedCalls.isUpdater(type) && name.equals("newUpdater") ? Handle.OF_OBJECT : -1;
    };
  }

  /** A handle is made of a class, which is the first argument, and the name of a field. */
  private static void made(CodeBuilder out, InvokeInstruction call, int kind) {
    List<ClassDesc> parameters = call.typeSymbol().parameterList();
    int[] locals = storeArguments(out, call);
    loadArguments(out, call, locals);
    out.with(call);
    out.dup();
    out.aload(locals[0]);
    int name = parameters.indexOf(CD_String);
    if (name < 0) {
      out.aconst_null();
    } else {
      out.aload(locals[name]);
    }
    out.loadConstant(kind);
    out.invokestatic(
        Redirections.HANDLES, "created",
        WeaveContext.voidOf(CD_Object, ConstantDescs.CD_Class, CD_String, CD_int));
  }

  private static void inside(
      CodeBuilder out, InvokeInstruction call, int receiver, String enter, String exit) {
    out.aload(receiver);
    out.invokestatic(Redirections.MONITORS, enter, OBJECT);
    guarded(
        out, call,
        () -> {
          out.aload(receiver);
          out.invokestatic(Redirections.MONITORS, exit, OBJECT);
        });
  }

  /** The call, and then {@code end}, also if it throws. */
  private static void guarded(CodeBuilder out, InvokeInstruction call, Runnable end) {
    Label start = out.newBoundLabel();
    out.with(call);
    Label stop = out.newBoundLabel();
    end.run();
    Label after = out.newLabel();
    out.goto_(after);
    Label handler = out.newBoundLabel();
    end.run();
    out.athrow();
    out.exceptionCatchAll(start, stop, handler);
    out.labelBinding(after);
  }

  // ---- method references ----

  /** Of a method that calls what the program has a reference to. */
  private MethodWeaver(WeaveContext weaver, ClassModel owner, MethodWeaver referring) {
    this.weaver = weaver;
    this.classes = weaver.classes();
    this.owner = owner;
    this.method = referring.method;
    this.begins = "";
    this.references = referring.references;
    this.original = null;
    this.isBenign = referring.isBenign;
    this.isSynchronized = false;
    this.isConstructor = false;
    this.isInitialiser = false;
    this.isCallback = false;
    this.mayBeCalledInside = weaver.isDeep();
    this.passesElements = true;
    this.line = referring.line;
  }

  /**
   * References to methods that are replaced refer to the replacement, and those to methods of shared objects to a
   * method of the class that calls these as any other woven code does.
   */
  private InvokeDynamicInstruction dynamic(CodeBuilder out, InvokeDynamicInstruction call) {
    List<ConstantDesc> arguments = new ArrayList<>();
    boolean isChanged = false;
    for (ConstantDesc each : call.bootstrapArgs()) {
      ConstantDesc redirected =
          each instanceof DirectMethodHandleDesc handle ? redirected(handle) : null;
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

  private @Nullable ConstantDesc redirected(DirectMethodHandleDesc handle) {
    if (!isMethod(handle.kind())) {
      return null; // of a record: its methods are made of references to its fields
    }
    String type = ClassHierarchy.internalName(handle.owner());
    MethodTypeDesc parameters = MethodTypeDesc.ofDescriptor(handle.lookupDescriptor());
    if (handle.kind() == DirectMethodHandleDesc.Kind.CONSTRUCTOR) {
      return type.equals(THREAD)
          ? staticMethod(Redirections.THREADS, "thread", parameters.changeReturnType(THREAD_DESC))
          : null;
    }
    boolean isStatic = handle.kind() == DirectMethodHandleDesc.Kind.STATIC;
    if (!isStatic && handle.kind() != DirectMethodHandleDesc.Kind.VIRTUAL
        && handle.kind() != DirectMethodHandleDesc.Kind.INTERFACE_VIRTUAL) {
      return null;
    }
    Redirections.Target target =
        Redirections.of(
            type, handle.methodName(), handle.lookupDescriptor(), isStatic, classes);
    if (target == null && !isStatic && SharedCalls.isShared(type)) {
      MethodWeaver weaving = new MethodWeaver(weaver, owner, this);
      return references.add(handle, parameters, weaving);
    }
    return target == null
        ? null
        : staticMethod(
            target.owner(), target.name(),
            isStatic ? parameters : parameters.insertParameterTypes(0, receiver(target, type)));
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
