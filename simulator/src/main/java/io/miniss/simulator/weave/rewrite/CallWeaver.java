package io.miniss.simulator.weave.rewrite;

import static java.lang.constant.ConstantDescs.CD_Object;
import static java.lang.constant.ConstantDescs.CD_String;
import static java.lang.constant.ConstantDescs.CD_boolean;
import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_long;

import io.miniss.runtime.spi.Access;
import io.miniss.simulator.weave.hook.Hooks;
import io.miniss.simulator.weave.hook.Place;
import io.miniss.simulator.weave.hook.SynchronizedMethods;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.classfile.Opcode;
import java.lang.classfile.TypeKind;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Weaves the calls of one method: those that are redirected, those that access an object which threads share or should
 * not share, and those of what takes a monitor.
 */
final class CallWeaver {
  private static final MethodTypeDesc OBJECT_PLACE = WeaveContext.voidOf(CD_Object, CD_int);
  private static final MethodTypeDesc PLACE_OF_LOOK_UP =
      MethodTypeDesc.of(CD_int, CD_Object, CD_int, CD_int);
  private static final MethodTypeDesc OBJECT_INDEX_PLACE =
      WeaveContext.voidOf(CD_Object, CD_int, CD_int);
  private static final MethodTypeDesc OBJECT = WeaveContext.voidOf(CD_Object);

  private final WeaveContext weaver;
  private final ClassHierarchy classes;
  private final PlaceNumbers places;
  private final ReflectiveCalls reflective;
  private final ArrayCalls arrays;

  CallWeaver(WeaveContext weaver, PlaceNumbers places) {
    this.weaver = weaver;
    this.classes = weaver.classes();
    this.places = places;
    this.reflective = new ReflectiveCalls(places);
    this.arrays = new ArrayCalls(places);
  }

  /** Weaves {@code call}. */
  void weave(CodeBuilder out, InvokeInstruction call) {
    CallArguments ofArrays = arrays.before(out, call);
    weaveItself(out, call);
    if (ofArrays != null) {
      arrays.after(out, call, ofArrays);
    }
  }

  private void weaveItself(CodeBuilder out, InvokeInstruction call) {
    String type = call.owner().asInternalName();
    String name = call.name().stringValue();
    String descriptor = call.type().stringValue();
    String uncontrolled = Uncontrolled.of(type, name);
    if (uncontrolled != null) {
      weaver.count().addUncontrolled(uncontrolled);
    }
    refuse(out, Refused.call(type, name));
    if (call.opcode() == Opcode.INVOKESPECIAL) {
      if (Redirections.isOfJvm(type, name, descriptor, classes)) { // what a hashCode overrides
        out.invokestatic(
            Redirections.HASH_CODES, "identityHashCode", MethodTypeDesc.of(CD_int, CD_Object));
      } else if (ReflectiveCalls.contain(type, name)) {
        reflective.weave(out, call, type, name);
      } else if (!name.equals("<init>") && SharedCalls.isShared(type)) {
        shared(out, call, type, name); // of super
      } else if (!name.equals("<init>") && inherits(type, name, descriptor)) {
        shared(
            out, call, Objects.requireNonNull(classes.declaring(type, name, descriptor)), name);
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
    } else if (ReflectiveCalls.contain(type, name)) {
      reflective.weave(out, call, type, name);
    } else if (!isStatic && SharedCalls.isShared(type)) {
      shared(out, call, type, name);
    } else if (!isStatic && SharedCalls.isStream(type)) {
      if (SharedCalls.isTerminal(name)) {
        shared(out, call, type, name);
      } else {
        view(out, call);
      }
    } else if (!isStatic && isSynchronized(type, name, descriptor)) {
      shared(out, call, type, name);
    } else if (isOfLibrary(type)) {
      if (isStatic) {
        out.invokestatic(Redirections.HOOKS, "library", WeaveContext.NOTHING);
        out.with(call);
        out.invokestatic(Redirections.HOOKS, "library", WeaveContext.NOTHING);
      } else {
        shared(out, call, type, name);
      }
    } else if (!isStatic && inherits(type, name, descriptor)) {
      shared(out, call, Objects.requireNonNull(classes.declaring(type, name, descriptor)), name);
    } else if (isStatic && isFence(type, name)) {
      out.with(call);
      out.invokestatic(Redirections.HOOKS, "fence", WeaveContext.NOTHING);
    } else if (isDeepCall(type, name, descriptor)) {
      deep(out, call);
    } else if (!isStatic && SynchronizedCalls.mayBeBelow(type)) {
      monitored(out, call, name);
    } else {
      if (!isStatic && SingleThreadedCalls.areOf(type)) {
        singleThreaded(out, call, name);
      }
      withArguments(out, call, type, name);
    }
  }

  /** Before a call on an object that is not made for several threads. */
  private void singleThreaded(CodeBuilder out, InvokeInstruction call, String name) {
    CallArguments arguments = CallArguments.store(out, call);
    out.dup();
    out.loadConstant(places.place(Place.NO_FIELD, SingleThreadedCalls.access(name), false, 0));
    out.invokestatic(Redirections.HOOKS, "singleThreaded", OBJECT_PLACE);
    arguments.load(out);
  }

  /**
   * Whether a call of a method that is not redirected is woven, so that a reference to the method has to be one to a
   * method that calls it.
   */
  boolean changes(String type, String name, String descriptor, boolean isStatic) {
    boolean mayBeAnything =
        ReflectiveCalls.contain(type, name) || ArrayCalls.contain(type, name, descriptor)
            || isOfLibrary(type) || isDeepCall(type, name, descriptor);
    return mayBeAnything
        || changesArguments(type, name, MethodTypeDesc.ofDescriptor(descriptor))
        || (isStatic
            ? isFence(type, name)
            : SharedCalls.isShared(type) || SharedCalls.isStream(type)
                || isSynchronized(type, name, descriptor) || inherits(type, name, descriptor)
                || SynchronizedCalls.mayBeBelow(type) || SingleThreadedCalls.areOf(type));
  }

  private boolean isSynchronized(String type, String name, String descriptor) {
    return SynchronizedCalls.mayTakeMonitor(type)
        && !weaver.isWoven(type)
        && classes.isSynchronized(type, name, descriptor);
  }

  private boolean isOfLibrary(String type) {
    return !weaver.isWoven(type) && Libraries.contains(type);
  }

  private static boolean isFence(String type, String name) {
    return type.equals("java/lang/invoke/VarHandle") && name.endsWith("Fence");
  }

  /** Whether a call that is no step may read or change collections that are its arguments. */
  static boolean changesArguments(String type, String name, MethodTypeDesc parameters) {
    return (SharedCalls.accessToArguments(type, name) != null || SharedCalls.wraps(type, name))
        && parameters.parameterList().stream()
            .anyMatch(each -> SharedCalls.mayTakeCollection(type, name, each));
  }

  /** A call that is no step, but may access collections that are its arguments. */
  private void withArguments(
      CodeBuilder out, InvokeInstruction call, String type, String name) {
    if (!changesArguments(type, name, call.typeSymbol())) {
      out.with(call);
      return;
    }
    boolean wraps = SharedCalls.wraps(type, name);
    Access access = SharedCalls.accessToArguments(type, name);
    CallArguments arguments = CallArguments.store(out, call);
    if (access != null) {
      accessArguments(out, call, arguments, access);
    }
    arguments.load(out);
    out.with(call);
    if (wraps) {
      rememberView(out, call, () -> arguments.load(out, 0));
    }
  }

  /** Collections among the arguments are accessed: the first one as is said, the others are read. */
  private void accessArguments(
      CodeBuilder out, InvokeInstruction call, CallArguments arguments, Access first) {
    String type = call.owner().asInternalName();
    String name = call.name().stringValue();
    List<ClassDesc> parameters = call.typeSymbol().parameterList();
    for (int i = 0; i < parameters.size(); i++) {
      if (SharedCalls.mayTakeCollection(type, name, parameters.get(i))) {
        arguments.load(out, i);
        out.loadConstant(places.place(Place.NO_FIELD, i == 0 ? first : Access.READ, false, 0));
        out.invokestatic(Redirections.HOOKS, "argument", OBJECT_PLACE);
      }
    }
  }

  /** Whether a woven class inherits the method from a class of the JDK whose objects threads share as a whole. */
  boolean inherits(String type, String name, String descriptor) {
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
  static void refuse(CodeBuilder out, @Nullable String what) {
    if (what != null) {
      out.loadConstant(what);
      out.invokestatic(
          Redirections.PROCESSES, "refuse",
          WeaveContext.voidOf(CD_String));
    }
  }

  static ClassDesc receiver(Redirections.Target target, String type) {
    if (target.owner().equals(Redirections.MONITORS)
        || target.owner().equals(Redirections.HASH_CODES)) {
      return CD_Object;
    }
    return target.owner().equals(Redirections.THREADS)
        ? Redirections.THREAD
        : ClassDesc.ofInternalName(type);
  }

  /** Whether a call reads or changes a map may depend on the map. */
  private void loadPlace(CodeBuilder out, String type, String name, int place, int receiver) {
    if (SharedCalls.mayReorder(type, name)) {
      out.aload(receiver);
      out.loadConstant(place);
      out.loadConstant(places.place(Place.NO_FIELD, Access.UPDATE, false, 0));
      out.invokestatic(Redirections.HOOKS, "placeOfLookUp", PLACE_OF_LOOK_UP);
    } else {
      out.loadConstant(place);
    }
  }

  /** A call on a shared object is a step; if the callee takes the object's monitor, so does the caller. */
  private void shared(CodeBuilder out, InvokeInstruction call, String type, String name) {
    if (SharedCalls.isAtomicArray(type) && name.equals("length")) {
      out.with(call); // never changes
      return;
    }
    int place =
        places.place(
            Place.NO_FIELD,
            SharedCalls.access(type, name),
            SharedCalls.isSynchronizer(type)
                || !(SharedCalls.isShared(type) || SharedCalls.isStream(type)),
            SharedCalls.locks(type, name));
    String method = SynchronizedMethods.key(name, call.typeSymbol());
    boolean takesMonitor =
        SynchronizedMethods.isInside(type, method)
            || (SynchronizedCalls.mayTakeMonitor(type)
                && classes.isSynchronized(type, name, call.type().stringValue()));
    boolean mayCallBack = !weaver.isDeep() && SharedCalls.mayCallBackInside(type, name);
    boolean isStampedLock = type.equals("java/util/concurrent/locks/StampedLock");
    if (isStampedLock && !SharedCalls.isOptimistic(name)) {
      out.invokestatic(Redirections.HOOKS, "notValidated", WeaveContext.NOTHING);
    }
    CallArguments arguments = CallArguments.store(out, call);
    accessArguments(out, call, arguments, name.equals("drainTo") ? Access.UPDATE : Access.READ);
    int receiver = out.allocateLocal(TypeKind.REFERENCE);
    out.dup();
    out.astore(receiver);
    out.dup();
    boolean isOfElement =
        SharedCalls.isAtomicArray(type)
            && call.typeSymbol().parameterList().indexOf(CD_int) == 0;
    if (isOfElement) {
      arguments.load(out, 0);
      out.loadConstant(place);
      out.invokestatic(Redirections.HOOKS, "callElement", OBJECT_INDEX_PLACE);
    } else {
      loadPlace(out, type, name, place, receiver);
      out.invokestatic(
          Redirections.HOOKS, SharedCalls.isLook(type, name) ? "look" : "call", OBJECT_PLACE);
    }
    arguments.load(out);
    if (takesMonitor) {
      out.aload(receiver);
      out.invokestatic(Redirections.MONITORS, "enterCallee", OBJECT);
      guarded(
          out, call,
          () -> {
            out.aload(receiver);
            out.invokestatic(Redirections.MONITORS, "exitCallee", OBJECT);
          });
    } else if (mayCallBack || SynchronizedCalls.mayBeBelow(type)) {
      inside(out, call, receiver, method, mayCallBack);
    } else if (weaver.isDeep()) {
      guarded(
          out, call, () -> out.invokestatic(Redirections.DEEP, "called", WeaveContext.NOTHING));
    } else {
      out.with(call);
    }
    if (SharedCalls.makesView(type, name)) {
      rememberView(out, call, () -> out.aload(receiver));
    }
    out.aload(receiver);
    if (isOfElement) {
      arguments.load(out, 0);
      out.loadConstant(place);
      out.invokestatic(Redirections.HOOKS, "calledElement", OBJECT_INDEX_PLACE);
    } else {
      out.loadConstant(place);
      out.invokestatic(Redirections.HOOKS, "called", OBJECT_PLACE);
    }
    if (SharedCalls.triesToLock(type, name)) {
      tried(out, call, name, receiver);
    }
    if (isStampedLock && SharedCalls.isOptimistic(name)) {
      optimistic(out, name, receiver);
    }
  }

  /** What the call returns says whether the caller has the lock, or has it no longer. */
  private static void tried(
      CodeBuilder out, InvokeInstruction call, String name, int receiver) {
    boolean isStamp = TypeKind.from(call.typeSymbol().returnType()) == TypeKind.LONG;
    if (isStamp) {
      out.dup2();
      out.lconst_0();
      out.lcmp();
    } else {
      out.dup();
    }
    out.aload(receiver);
    boolean releases = name.startsWith("tryUnlock") || name.endsWith("OptimisticRead");
    out.loadConstant(
        releases ? Hooks.UNLOCK : name.startsWith("tryConvertTo") ? Hooks.CONVERT : Hooks.LOCK);
    out.invokestatic(
        Redirections.HOOKS, "tried", WeaveContext.voidOf(CD_int, CD_Object, CD_int));
  }

  /** What is read between these calls counts if the stamp is valid. */
  private static void optimistic(CodeBuilder out, String name, int receiver) {
    if (name.equals("validate")) {
      out.dup();
      out.aload(receiver);
      out.invokestatic(
          Redirections.HOOKS, "validated", WeaveContext.voidOf(CD_boolean, CD_Object));
    } else if (name.startsWith("tryConvertTo")) {
      out.dup2();
      out.aload(receiver);
      out.invokestatic(
          Redirections.HOOKS, "converted", WeaveContext.voidOf(CD_long, CD_Object));
    }
    if (name.endsWith("OptimisticRead")) {
      out.dup2();
      out.aload(receiver);
      out.invokestatic(
          Redirections.HOOKS, "optimistic", WeaveContext.voidOf(CD_long, CD_Object));
    }
  }

  /** A call that is no access, of a method that returns a view. */
  private static void view(CodeBuilder out, InvokeInstruction call) {
    CallArguments arguments = CallArguments.store(out, call);
    int receiver = out.allocateLocal(TypeKind.REFERENCE);
    out.dup();
    out.astore(receiver);
    arguments.load(out);
    out.with(call);
    rememberView(out, call, () -> out.aload(receiver));
  }

  /** What the call has returned may be a view of what {@code loadWhole} puts on the stack. */
  private static void rememberView(CodeBuilder out, InvokeInstruction call, Runnable loadWhole) {
    if (TypeKind.from(call.typeSymbol().returnType()) == TypeKind.REFERENCE) {
      out.dup();
      loadWhole.run();
      out.invokestatic(
          Redirections.HOOKS, "view", WeaveContext.voidOf(CD_Object, CD_Object));
    }
  }

  /** A call that excludes others if the object's class says so. */
  private void inside(
      CodeBuilder out, InvokeInstruction call, int receiver, String method, boolean mayCallBack) {
    inside(out, receiver, "enterInside", method, mayCallBack);
    guarded(
        out, call,
        () -> {
          if (weaver.isDeep()) {
            out.invokestatic(Redirections.DEEP, "called", WeaveContext.NOTHING);
          }
          inside(out, receiver, "exitInside", method, mayCallBack);
        });
  }

  private static void inside(
      CodeBuilder out, int receiver, String hook, String method, boolean mayCallBack) {
    out.aload(receiver);
    out.loadConstant(method);
    out.loadConstant(mayCallBack ? 1 : 0);
    out.invokestatic(
        Redirections.MONITORS, hook, WeaveContext.voidOf(CD_Object, CD_String, CD_boolean));
  }

  /** A call that is no step, of an object that may exclude others. */
  private void monitored(CodeBuilder out, InvokeInstruction call, String name) {
    CallArguments arguments = CallArguments.store(out, call);
    int receiver = out.allocateLocal(TypeKind.REFERENCE);
    out.dup();
    out.astore(receiver);
    arguments.load(out);
    inside(out, call, receiver, SynchronizedMethods.key(name, call.typeSymbol()), false);
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
}
