package io.miniss.simulator.weave.jdk;

import static io.miniss.simulator.weave.jdk.HookInstructions.CONSUMER;
import static io.miniss.simulator.weave.jdk.HookInstructions.EXECUTOR;
import static io.miniss.simulator.weave.jdk.HookInstructions.POOL;
import static io.miniss.simulator.weave.jdk.HookInstructions.THREAD;
import static io.miniss.simulator.weave.jdk.HookInstructions.futureFails;
import static io.miniss.simulator.weave.jdk.HookInstructions.hook;
import static java.lang.constant.ConstantDescs.CD_Object;
import static java.lang.constant.ConstantDescs.CD_Throwable;
import static java.lang.constant.ConstantDescs.CD_boolean;
import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_long;
import static java.lang.constant.ConstantDescs.CD_void;

import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeModel;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.Label;
import java.lang.classfile.Opcode;
import java.lang.classfile.instruction.FieldInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.MonitorInstruction;
import java.lang.classfile.instruction.NewObjectInstruction;
import java.lang.classfile.instruction.ReturnInstruction;
import java.lang.classfile.instruction.StackInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.DirectMethodHandleDesc;
import java.lang.constant.DynamicCallSiteDesc;
import java.lang.constant.MethodHandleDesc;
import java.lang.constant.MethodTypeDesc;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Rewrites bodies of a JDK class, in place: no method, field or modifier changes, so a class that is loaded can
 * be retransformed.
 */
final class BodyRewriter {
  private static final ClassDesc SET = ClassDesc.of("java.util.LinkedHashSet");
  private static final ClassDesc COPIED_SET =
      ClassDesc.of("java.util.concurrent.CopyOnWriteArraySet");
  private static final ClassDesc FLOCK = ClassDesc.of("jdk.internal.misc.ThreadFlock");
  private static final DirectMethodHandleDesc METAFACTORY =
      ConstantDescs.ofCallsiteBootstrap(
          ClassDesc.of("java.lang.invoke.LambdaMetafactory"), "metafactory",
          ClassDesc.of("java.lang.invoke.CallSite"),
          ConstantDescs.CD_MethodType, ConstantDescs.CD_MethodHandle, ConstantDescs.CD_MethodType);
  private static final MethodTypeDesc OF_OBJECT = MethodTypeDesc.of(CD_void, CD_Object);

  private static final Set<String> ASYNC_METHODS =
      new TreeSet<>(Set.of("supplyAsync", "runAsync", "defaultExecutor", "delayedExecutor"));

  /** Methods of futures and of ForkJoinTask that tell their caller, or a function of the program, of a failure. */
  private static final Set<String> ASKING_METHODS =
      new TreeSet<>(
          Set.of(
              "exceptionNow", "getException", "reportGet", "reportJoin",
              "uniComposeExceptionallyStage", "uniExceptionally", "uniHandle", "uniWhenComplete"));

  /** Methods of ForkJoinPool that use the common pool on behalf of the caller. */
  private static final Set<String> COMMON_POOL_METHODS =
      new TreeSet<>(
          Set.of("commonPool", "commonQueue", "getCommonPoolParallelism", "helpQuiescePool"));

  /** What the JVM calls in {@code MethodHandleNatives} before it executes an instruction for the first time. */
  private static final Set<String> LINK_METHODS =
      new TreeSet<>(
          Set.of(
              "findMethodHandleType", "linkCallSite", "linkDynamicConstant", "linkMethod",
              "linkMethodHandleConstant"));

  /** The class {@code name}, by internal name, with other bodies. */
  byte[] rewrite(String name, byte[] bytes) {
    ClassFile classFile = ClassFile.of(ClassFile.StackMapsOption.GENERATE_STACK_MAPS);
    return classFile.transformClass(
        classFile.parse(bytes),
        ClassTransform.transformingMethods(
            (builder, element) -> {
              if (element instanceof CodeModel code) {
                builder.transformCode(code,
                    new Body(JdkMethod.of(name, code.parent().orElseThrow())));
              } else {
                builder.with(element);
              }
            }));
  }

  private static final class Body implements CodeTransform {
    private final JdkMethod method;
    private final boolean isDoneOnce;
    private int dropped;

    /** Where a body that is executed once in a process begins, after the call of the hook. */
    private @Nullable Label once;

    Body(JdkMethod method) {
      this.method = method;
      this.isDoneOnce =
          (method.type().equals("java/lang/invoke/MethodHandleNatives")
              && LINK_METHODS.contains(method.name()))
              || method.key().startsWith("BuiltinClassLoader.loadClassOrNull(Ljava/lang/String;Z)");
    }

    @Override
    public void atStart(CodeBuilder out) {
      if (isDoneOnce) {
        hook(out, "beginOnce", CD_void);
        once = out.newBoundLabel();
      }
      MethodEntries.insert(out, method);
    }

    /** Whether what a future keeps is read there for somebody who learns of it, and is not handed on. */
    private boolean asksFailure(FieldInstruction field) {
      return field.opcode() == Opcode.GETFIELD
          && field.name().equalsString("ex")
          && (ASKING_METHODS.contains(method.name())
              || method.type()
                  .equals("java/util/concurrent/CompletableFuture$UniComposeExceptionally"));
    }

    private static boolean isOfImmutableCollections(FieldInstruction field, String name) {
      return field.opcode() == Opcode.GETSTATIC
          && field.owner().asInternalName().equals("java/util/ImmutableCollections")
          && field.name().equalsString(name);
    }

    @Override
    public void atEnd(CodeBuilder out) {
      Label start = once;
      if (start != null) {
        Label handler = out.newBoundLabel();
        hook(out, "endOnce", CD_void);
        out.athrow();
        out.exceptionCatchAll(start, handler, handler);
      }
    }

    @Override
    public void accept(CodeBuilder out, CodeElement element) {
      boolean isFactory = method.key().startsWith("Executors$DefaultThreadFactory.newThread");
      switch (element) {
        case NewObjectInstruction made when isFactory
            && made.className().asInternalName().equals("java/lang/Thread") ->
          dropped = 1;
        case StackInstruction each when dropped == 1 -> dropped = 2;
        // The threads of an executor, which are interrupted in their set's order: not that of identity hash codes.
        case NewObjectInstruction made when method.key().startsWith("ThreadPoolExecutor.<init>")
            && made.className().asInternalName().equals("java/util/HashSet") ->
          out.new_(SET);
        case InvokeInstruction call when method.key().startsWith("ThreadPoolExecutor.<init>")
            && call.owner().asInternalName().equals("java/util/HashSet") -> {
          out.invokespecial(SET, "<init>", call.typeSymbol());
        }
        case InvokeInstruction call when method.key().startsWith("ThreadPerTaskExecutor.<init>")
            && call.name().equalsString("newKeySet") -> {
          out.new_(COPIED_SET);
          out.dup();
          out.invokespecial(COPIED_SET, "<init>", MethodTypeDesc.of(CD_void));
        }
        // The same for the threads of a scope.
        case InvokeInstruction call when method.key().startsWith("ThreadFlock.<init>")
            && call.name().equalsString("newKeySet") -> {
          out.new_(COPIED_SET);
          out.dup();
          out.invokespecial(COPIED_SET, "<init>", MethodTypeDesc.of(CD_void));
        }
        case InvokeInstruction call when method.key().startsWith("ThreadFlock.start(")
            && call.owner().asInternalName().equals("jdk/internal/access/JavaLangAccess") ->
          startInFlock(out, call);
        case InvokeInstruction call when method.key().startsWith("ThreadPoolExecutor.runWorker")
            && (call.name().equalsString("run") || call.name().equalsString("beforeExecute")
                || call.name().equalsString("afterExecute")) -> {
          hook(out, "acquireTasks", CD_void);
          out.with(call);
          hook(out, "releaseTasks", CD_void);
        }
        case InvokeInstruction call when method.key().equals("ThreadPoolExecutor.tryTerminate()V")
            && call.name().equalsString("terminated") -> {
          hook(out, "acquireTasks", CD_void);
          out.with(call);
          hook(out, "releaseTasks", CD_void);
        }
        // Those that return false here are not done: completers, and what is executed again and again.
        case InvokeInstruction call when method.key().equals("ForkJoinTask.doExec()V")
            && call.name().equalsString("exec") -> {
          out.with(call);
          hook(out, "releaseTasks", CD_void);
        }
        // Of a completer whose parts other threads may have computed since the caller began its own.
        case InvokeInstruction call when method.type()
            .equals("java/util/concurrent/CountedCompleter")
            && call.name().equalsString("onCompletion") -> {
          hook(out, "acquireTasks", CD_void);
          out.with(call);
          hook(out, "releaseTasks", CD_void);
        }
        case ReturnInstruction end when isDoneOnce -> {
          hook(out, "endOnce", CD_void);
          out.with(end);
        }
        case ReturnInstruction end when method.key().equals("FutureTask.runAndReset()Z") -> {
          hook(out, "releaseTasks", CD_void);
          out.with(end);
        }
        // Between the parts of a parallel stream, whose functions may have no step.
        case InvokeInstruction call when JdkClasses.STREAM_TASKS.contains(method.type())
            && call.name().equalsString("fork") -> {
          hook(out, "step", CD_void);
          out.with(call);
        }
        case InvokeInstruction call when method.key()
            .startsWith("ThreadPerTaskExecutor.tryShutdownAndTerminate")
            && call.name().equalsString("forEach") ->
          hook(out, "interruptAll", CD_void, ClassDesc.of("java.util.Set"), CONSUMER);
        // The function of a future that is derived from one which is done has thrown.
        case InvokeInstruction call when method.type()
            .equals("java/util/concurrent/CompletableFuture")
            && call.name().equalsString("encodeThrowable")
            && !method.name().equals("completeThrowable")
            && call.typeSymbol().parameterCount() == 1 -> {
          out.dup();
          out.aconst_null();
          out.swap();
          futureFails(out, true);
          out.with(call);
        }
        case InvokeInstruction call -> CallReplacements.replace(out, call, method);
        case MonitorInstruction monitor -> monitor(out, monitor);
        // The order of Set.of and Map.of, of which the JVM draws where it begins and in which direction it goes.
        case FieldInstruction field when isOfImmutableCollections(field, "SALT32L") -> {
          out.with(field);
          hook(out, "salt", CD_long, CD_long);
        }
        case FieldInstruction field when isOfImmutableCollections(field, "REVERSE") -> {
          out.with(field);
          hook(out, "reverse", CD_boolean, CD_boolean);
        }
        // Into how many parts a parallel stream is split, which the JDK decides once, by the number of processors.
        case FieldInstruction field when field.opcode() == Opcode.GETSTATIC
            && method.type().equals("java/util/stream/AbstractTask")
            && field.name().equalsString("LEAF_TARGET") -> {
          out.with(field);
          hook(out, "leafTarget", CD_int, CD_int);
        }
        case FieldInstruction field when asksFailure(field) -> {
          out.with(field);
          out.dup();
          hook(out, "asksFailure", CD_void, CD_Throwable);
        }
        // Who finds that a task is done may read what it has written.
        case FieldInstruction field when method.type().equals("java/util/concurrent/ForkJoinTask")
            && field.opcode() == Opcode.GETFIELD
            && field.name().equalsString("status") -> {
          out.with(field);
          taskStatus(out);
        }
        case ReturnInstruction end when method.key().startsWith("ForkJoinTask.awaitDone") -> {
          taskStatus(out);
          out.with(end);
        }
        case FieldInstruction field when field.opcode() == Opcode.GETSTATIC
            && field.name().equalsString("ASYNC_POOL")
            && ASYNC_METHODS.contains(method.name())
            && method.type().equals("java/util/concurrent/CompletableFuture") -> {
          out.with(field);
          hook(out, "asyncPool", EXECUTOR, EXECUTOR);
        }
        case FieldInstruction field when field.opcode() == Opcode.GETSTATIC
            && field.name().equalsString("common")
            && (COMMON_POOL_METHODS.contains(method.name())
                || method.type().equals("java/util/concurrent/ForkJoinTask")) -> {
          out.with(field);
          hook(out, "commonPool", POOL, POOL);
        }
        default -> out.with(element);
      }
    }

    /**
     * A simulated thread is not started by the JDK, which would tell the flock that it starts and that it ends. The
     * flock's list of threads is the last argument of the call.
     */
    private void startInFlock(CodeBuilder out, InvokeInstruction call) {
      out.dup();
      out.aload(1);
      flockMethod(out, "onStart");
      flockMethod(out, "onExit");
      hook(out, "startInFlock", CD_boolean, CD_Object, THREAD, CONSUMER, CONSUMER);
      Label original = out.newLabel();
      Label end = out.newLabel();
      out.ifeq(original);
      out.pop();
      out.pop2();
      out.goto_(end);
      out.labelBinding(original);
      out.with(call);
      out.labelBinding(end);
    }

    /** Pushes the flock's own {@code method} as a function of a thread. */
    private static void flockMethod(CodeBuilder out, String method) {
      out.aload(0);
      out.invokedynamic(
          DynamicCallSiteDesc.of(
              METAFACTORY,
              "accept",
              MethodTypeDesc.of(CONSUMER, FLOCK),
              OF_OBJECT,
              MethodHandleDesc.ofMethod(
                  DirectMethodHandleDesc.Kind.VIRTUAL, FLOCK, method,
                  MethodTypeDesc.of(CD_void, THREAD)),
              MethodTypeDesc.of(CD_void, THREAD)));
    }

    /** The status of a task is on the stack. */
    private void taskStatus(CodeBuilder out) {
      out.dup();
      hook(out, "taskStatus", CD_void, CD_int);
    }

    private void monitor(CodeBuilder out, MonitorInstruction monitor) {
      boolean enters = monitor.opcode() == Opcode.MONITORENTER;
      if (JdkClasses.WAITING.contains(method.type())) {
        Label simulated = out.newLabel();
        Label done = out.newLabel();
        hook(out, "isSimulated", CD_boolean);
        out.ifne(simulated);
        out.with(monitor);
        out.goto_(done);
        out.labelBinding(simulated);
        hook(out, enters ? "enter" : "exit", CD_void, CD_Object);
        out.labelBinding(done);
      } else if (JdkClasses.MONITORS.contains(method.type())) {
        out.dup();
        if (enters) {
          hook(out, "enter", CD_void, CD_Object);
          out.with(monitor);
        } else {
          out.with(monitor);
          hook(out, "exit", CD_void, CD_Object);
        }
      } else {
        out.with(monitor);
      }
    }
  }
}
