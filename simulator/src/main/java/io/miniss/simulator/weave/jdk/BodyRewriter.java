package io.miniss.simulator.weave.jdk;

import static java.lang.constant.ConstantDescs.CD_Object;
import static java.lang.constant.ConstantDescs.CD_String;
import static java.lang.constant.ConstantDescs.CD_Throwable;
import static java.lang.constant.ConstantDescs.CD_boolean;
import static java.lang.constant.ConstantDescs.CD_byte;
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
import java.lang.classfile.MethodModel;
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
import java.lang.reflect.AccessFlag;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Rewrites bodies of a JDK class, in place: no method, field or modifier changes, so a class that is loaded can
 * be retransformed.
 */
final class BodyRewriter {
  /** Named and not referred to: the class must be loaded by the JVM's own loader. */
  static final String HOOKS_NAME = "io.miniss.weave.boot.JdkHooks";

  private static final ClassDesc HOOKS = ClassDesc.of(HOOKS_NAME);
  private static final ClassDesc THREAD = ClassDesc.of("java.lang.Thread");
  private static final ClassDesc RUNNABLE = ClassDesc.of("java.lang.Runnable");
  private static final ClassDesc EXECUTOR = ClassDesc.of("java.util.concurrent.Executor");
  private static final ClassDesc POOL = ClassDesc.of("java.util.concurrent.ForkJoinPool");
  private static final ClassDesc SET = ClassDesc.of("java.util.LinkedHashSet");
  private static final ClassDesc CONSUMER = ClassDesc.of("java.util.function.Consumer");
  private static final ClassDesc COPIED_SET =
      ClassDesc.of("java.util.concurrent.CopyOnWriteArraySet");
  private static final ClassDesc FLOCK = ClassDesc.of("jdk.internal.misc.ThreadFlock");
  private static final DirectMethodHandleDesc METAFACTORY =
      ConstantDescs.ofCallsiteBootstrap(
          ClassDesc.of("java.lang.invoke.LambdaMetafactory"), "metafactory",
          ClassDesc.of("java.lang.invoke.CallSite"),
          ConstantDescs.CD_MethodType, ConstantDescs.CD_MethodHandle, ConstantDescs.CD_MethodType);
  private static final ClassDesc UUID = ClassDesc.of("java.util.UUID");
  private static final ClassDesc INSTANT = ClassDesc.of("java.time.Instant");
  private static final ClassDesc FUTURE =
      ClassDesc.of("java.util.concurrent.CompletableFuture");
  private static final ClassDesc DELAYED =
      ClassDesc.of("java.util.concurrent.CompletableFuture$DelayedExecutor");
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
                builder.transformCode(code, new Body(name, code.parent().orElseThrow()));
              } else {
                builder.with(element);
              }
            }));
  }

  private static final class Body implements CodeTransform {
    private final String type;
    private final String method;
    private final String key;
    private final boolean isInstanceMethod;
    private final boolean isDoneOnce;
    private int dropped;

    /** Where a body that is executed once in a process begins, after the call of the hook. */
    private @Nullable Label once;

    Body(String type, MethodModel method) {
      this.type = type;
      this.method = method.methodName().stringValue();
      this.isInstanceMethod = !method.flags().has(AccessFlag.STATIC);
      this.key =
          type.substring(type.lastIndexOf('/') + 1) + '.' + this.method
              + method.methodType().stringValue();
      this.isDoneOnce =
          (type.equals("java/lang/invoke/MethodHandleNatives")
              && LINK_METHODS.contains(this.method))
              || key.startsWith("BuiltinClassLoader.loadClassOrNull(Ljava/lang/String;Z)");
    }

    private void hook(CodeBuilder out, String name, ClassDesc result, ClassDesc... parameters) {
      out.invokestatic(HOOKS, name, MethodTypeDesc.of(result, parameters));
    }

    /** Returns if the hook, which has been called, says that all is done. */
    private void returnIfDone(CodeBuilder out) {
      Label goOn = out.newLabel();
      out.ifeq(goOn);
      out.return_();
      out.labelBinding(goOn);
    }

    private void parkTimed(CodeBuilder out, String name, boolean hasBlocker) {
      if (hasBlocker) {
        out.aload(0);
      } else {
        out.aconst_null();
      }
      out.lload(hasBlocker ? 1 : 0);
      hook(out, name, CD_boolean, CD_Object, CD_long);
      returnIfDone(out);
    }

    /** Returns the result of the hook that has just been called, if that is not null. */
    private void returnIfPresent(CodeBuilder out) {
      Label goOn = out.newLabel();
      out.dup();
      out.ifnull(goOn);
      out.areturn();
      out.labelBinding(goOn);
      out.pop();
    }

    @Override
    public void atStart(CodeBuilder out) {
      if (isDoneOnce) {
        hook(out, "beginOnce", CD_void);
        once = out.newBoundLabel();
      }
      switch (key) {
        // Its own body keeps the first answer, which would be that of an earlier run: constants live as long as classes.
        case "Enum.hashCode()I" -> {
          out.aload(0);
          hook(out, "hashOfWovenConstant", CD_int, CD_Object);
          Label goOn = out.newLabel();
          out.dup();
          out.ifeq(goOn);
          out.ireturn();
          out.labelBinding(goOn);
          out.pop();
        }
        case "LockSupport.park()V" -> {
          out.aconst_null();
          hook(out, "park", CD_boolean, CD_Object);
          returnIfDone(out);
        }
        case "LockSupport.park(Ljava/lang/Object;)V" -> {
          out.aload(0);
          hook(out, "park", CD_boolean, CD_Object);
          returnIfDone(out);
        }
        case "LockSupport.parkNanos(J)V" -> parkTimed(out, "parkNanos", false);
        case "LockSupport.parkNanos(Ljava/lang/Object;J)V" -> parkTimed(out, "parkNanos", true);
        case "LockSupport.parkUntil(J)V" -> parkTimed(out, "parkUntil", false);
        case "LockSupport.parkUntil(Ljava/lang/Object;J)V" -> parkTimed(out, "parkUntil", true);
        case "LockSupport.unpark(Ljava/lang/Thread;)V" -> {
          out.aload(0);
          hook(out, "unpark", CD_boolean, THREAD);
          returnIfDone(out);
        }
        case "Thread.sleepNanos(J)V" -> {
          out.lload(0);
          hook(out, "sleepNanos", CD_boolean, CD_long);
          returnIfDone(out);
        }
        case "Thread.start()V", "Thread.start(Ljdk/internal/vm/ThreadContainer;)V" -> {
          out.aload(0);
          hook(out, "start", CD_boolean, THREAD);
          returnIfDone(out);
        }
        case "Thread.join(J)V" -> {
          out.aload(0);
          out.lload(1);
          hook(out, "join", CD_boolean, THREAD, CD_long);
          returnIfDone(out);
        }
        case "Thread.isAlive()Z" -> {
          out.aload(0);
          hook(out, "isAlive", CD_int, THREAD);
          Label goOn = out.newLabel();
          out.dup();
          out.iflt(goOn);
          out.ireturn();
          out.labelBinding(goOn);
          out.pop();
        }
        case "Thread.toString()Ljava/lang/String;",
            "VirtualThread.toString()Ljava/lang/String;" -> {
          out.aload(0);
          hook(out, "threadText", CD_String, THREAD);
          returnIfPresent(out);
        }
        case "ThreadBuilders.newVirtualThread(Ljava/util/concurrent/Executor;Ljava/lang/String;ILjava/lang/Runnable;)Ljava/lang/Thread;" -> {
          out.aload(0);
          out.aload(1);
          out.aload(3);
          hook(out, "newVirtual", THREAD, EXECUTOR, CD_String, RUNNABLE);
          returnIfPresent(out);
        }
        case "CompletableFuture.arrangeTimeout(JLjava/util/concurrent/CompletableFuture$Timeout;)V" -> {
          out.lload(1);
          out.aload(3);
          hook(out, "delay", CD_boolean, CD_long, RUNNABLE);
          returnIfDone(out);
        }
        case "CompletableFuture$DelayedExecutor.execute(Ljava/lang/Runnable;)V" -> {
          out.aload(0);
          out.getfield(DELAYED, "nanoDelay", CD_long);
          out.aload(0);
          out.getfield(DELAYED, "executor", EXECUTOR);
          out.aload(1);
          hook(out, "delay", CD_boolean, CD_long, EXECUTOR, RUNNABLE);
          returnIfDone(out);
        }
        case "AbstractPipeline.isParallel()Z" -> {
          hook(out, "isInOneThread", CD_boolean);
          Label goOn = out.newLabel();
          out.ifeq(goOn);
          out.iconst_0();
          out.ireturn();
          out.labelBinding(goOn);
        }
        case "FutureTask.run()V", "FutureTask.runAndReset()Z", "ForkJoinTask.doExec()V" -> hook(
            out, "acquireTasks", CD_void);
        case "FutureTask.setException(Ljava/lang/Throwable;)V" -> {
          out.aload(0);
          out.aload(1);
          hook(out, "taskThrew", CD_void, CD_Object, CD_Throwable);
          hook(out, "releaseTasks", CD_void);
        }
        case "FutureTask.report(I)Ljava/lang/Object;",
            "FutureTask.exceptionNow()Ljava/lang/Throwable;" -> {
          out.aload(0);
          hook(out, "asksTask", CD_void, CD_Object);
        }
        case "ForkJoinTask.trySetThrown(Ljava/lang/Throwable;)Z" -> {
          out.aload(0);
          out.aload(1);
          hook(out, "taskThrew", CD_void, CD_Object, CD_Throwable);
          hook(out, "releaseTasks", CD_void);
        }
        case "FutureTask.set(Ljava/lang/Object;)V",
            "FutureTask.cancel(Z)Z",
            "ForkJoinTask.setDone()V",
            "ForkJoinTask.trySetCancelled()I" ->
          hook(out, "releaseTasks", CD_void); // it is done
        case "ThreadPoolExecutor.execute(Ljava/lang/Runnable;)V",
            "ForkJoinPool.poolSubmit(ZLjava/util/concurrent/ForkJoinTask;)Ljava/util/concurrent/ForkJoinTask;",
            "ForkJoinTask.fork()Ljava/util/concurrent/ForkJoinTask;" ->
          hook(out, "releaseTasks", CD_void); // it is handed over
        case "ThreadLocalRandom.localInit()V" -> {
          hook(out, "initRandom", CD_boolean);
          returnIfDone(out);
        }
        case "UUID.randomUUID()Ljava/util/UUID;" -> {
          hook(out, "uuid", UUID);
          returnIfPresent(out);
        }
        case "SecureRandom.nextBytes([B)V" -> {
          out.aload(1);
          hook(out, "randomBytes", CD_boolean, CD_byte.arrayType());
          returnIfDone(out);
        }
        case "Clock.currentInstant()Ljava/time/Instant;" -> {
          hook(out, "isSimulated", CD_boolean);
          Label goOn = out.newLabel();
          out.ifeq(goOn);
          hook(out, "currentTimeMillis", CD_long);
          out.invokestatic(INSTANT, "ofEpochMilli", MethodTypeDesc.of(INSTANT, CD_long));
          out.areturn();
          out.labelBinding(goOn);
        }
        default -> {
          if (type.startsWith("java/util/concurrent/CompletableFuture")) {
            if (method.equals("tryFire")) {
              hook(out, "acquireTasks", CD_void);
            } else if ((method.startsWith("complete") && isInstanceMethod)
                || method.equals("internalComplete")) {
              hook(out, "releaseTasks", CD_void);
            }
            failsWithFirst(out);
          }
        }
      }
    }

    /** A future is completed with an exception, the first parameter: one that a function has thrown, or was given. */
    private void failsWithFirst(CodeBuilder out) {
      boolean isThrown = key.equals("CompletableFuture.completeThrowable(Ljava/lang/Throwable;)Z");
      if (isThrown
          || key.equals("CompletableFuture.completeExceptionally(Ljava/lang/Throwable;)Z")) {
        out.aload(0);
        out.getfield(FUTURE, "result", CD_Object);
        out.aload(1);
        futureFails(out, isThrown);
      }
    }

    private void futureFails(CodeBuilder out, boolean isThrown) {
      out.loadConstant(isThrown ? 1 : 0);
      hook(out, "futureFails", CD_void, CD_Object, CD_Throwable, CD_boolean);
    }

    /** Whether what a future keeps is read there for somebody who learns of it, and is not handed on. */
    private boolean asksFailure(FieldInstruction field) {
      return field.opcode() == Opcode.GETFIELD
          && field.name().equalsString("ex")
          && (ASKING_METHODS.contains(method)
              || type.equals("java/util/concurrent/CompletableFuture$UniComposeExceptionally"));
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
      boolean isFactory = key.startsWith("Executors$DefaultThreadFactory.newThread");
      switch (element) {
        case NewObjectInstruction made when isFactory
            && made.className().asInternalName().equals("java/lang/Thread") ->
          dropped = 1;
        case StackInstruction each when dropped == 1 -> dropped = 2;
        // The threads of an executor, which are interrupted in their set's order: not that of identity hash codes.
        case NewObjectInstruction made when key.startsWith("ThreadPoolExecutor.<init>")
            && made.className().asInternalName().equals("java/util/HashSet") ->
          out.new_(SET);
        case InvokeInstruction call when key.startsWith("ThreadPoolExecutor.<init>")
            && call.owner().asInternalName().equals("java/util/HashSet") -> {
          out.invokespecial(SET, "<init>", call.typeSymbol());
        }
        case InvokeInstruction call when key.startsWith("ThreadPerTaskExecutor.<init>")
            && call.name().equalsString("newKeySet") -> {
          out.new_(COPIED_SET);
          out.dup();
          out.invokespecial(COPIED_SET, "<init>", MethodTypeDesc.of(CD_void));
        }
        // The same for the threads of a scope.
        case InvokeInstruction call when key.startsWith("ThreadFlock.<init>")
            && call.name().equalsString("newKeySet") -> {
          out.new_(COPIED_SET);
          out.dup();
          out.invokespecial(COPIED_SET, "<init>", MethodTypeDesc.of(CD_void));
        }
        case InvokeInstruction call when key.startsWith("ThreadFlock.start(")
            && call.owner().asInternalName().equals("jdk/internal/access/JavaLangAccess") ->
          startInFlock(out, call);
        case InvokeInstruction call when key.startsWith("ThreadPoolExecutor.runWorker")
            && (call.name().equalsString("run") || call.name().equalsString("beforeExecute")
                || call.name().equalsString("afterExecute")) -> {
          hook(out, "acquireTasks", CD_void);
          out.with(call);
          hook(out, "releaseTasks", CD_void);
        }
        case InvokeInstruction call when key.equals("ThreadPoolExecutor.tryTerminate()V")
            && call.name().equalsString("terminated") -> {
          hook(out, "acquireTasks", CD_void);
          out.with(call);
          hook(out, "releaseTasks", CD_void);
        }
        // Those that return false here are not done: completers, and what is executed again and again.
        case InvokeInstruction call when key.equals("ForkJoinTask.doExec()V")
            && call.name().equalsString("exec") -> {
          out.with(call);
          hook(out, "releaseTasks", CD_void);
        }
        // Of a completer whose parts other threads may have computed since the caller began its own.
        case InvokeInstruction call when type.equals("java/util/concurrent/CountedCompleter")
            && call.name().equalsString("onCompletion") -> {
          hook(out, "acquireTasks", CD_void);
          out.with(call);
          hook(out, "releaseTasks", CD_void);
        }
        case ReturnInstruction end when isDoneOnce -> {
          hook(out, "endOnce", CD_void);
          out.with(end);
        }
        case ReturnInstruction end when key.equals("FutureTask.runAndReset()Z") -> {
          hook(out, "releaseTasks", CD_void);
          out.with(end);
        }
        // Between the parts of a parallel stream, whose functions may have no step.
        case InvokeInstruction call when JdkClasses.STREAM_TASKS.contains(type)
            && call.name().equalsString("fork") -> {
          hook(out, "step", CD_void);
          out.with(call);
        }
        case InvokeInstruction call when key
            .startsWith("ThreadPerTaskExecutor.tryShutdownAndTerminate")
            && call.name().equalsString("forEach") ->
          hook(out, "interruptAll", CD_void, ClassDesc.of("java.util.Set"), CONSUMER);
        // The function of a future that is derived from one which is done has thrown.
        case InvokeInstruction call when type.equals("java/util/concurrent/CompletableFuture")
            && call.name().equalsString("encodeThrowable") && !method.equals("completeThrowable")
            && call.typeSymbol().parameterCount() == 1 -> {
          out.dup();
          out.aconst_null();
          out.swap();
          futureFails(out, true);
          out.with(call);
        }
        case InvokeInstruction call -> call(out, call, isFactory);
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
            && type.equals("java/util/stream/AbstractTask")
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
        case FieldInstruction field when type.equals("java/util/concurrent/ForkJoinTask")
            && field.opcode() == Opcode.GETFIELD
            && field.name().equalsString("status") -> {
          out.with(field);
          taskStatus(out);
        }
        case ReturnInstruction end when key.startsWith("ForkJoinTask.awaitDone") -> {
          taskStatus(out);
          out.with(end);
        }
        case FieldInstruction field when field.opcode() == Opcode.GETSTATIC
            && field.name().equalsString("ASYNC_POOL")
            && ASYNC_METHODS.contains(method)
            && type.equals("java/util/concurrent/CompletableFuture") -> {
          out.with(field);
          hook(out, "asyncPool", EXECUTOR, EXECUTOR);
        }
        case FieldInstruction field when field.opcode() == Opcode.GETSTATIC
            && field.name().equalsString("common")
            && (COMMON_POOL_METHODS.contains(method)
                || type.equals("java/util/concurrent/ForkJoinTask")) -> {
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

    private void call(CodeBuilder out, InvokeInstruction call, boolean isFactory) {
      String called =
          call.owner().asInternalName() + '.' + call.name().stringValue()
              + call.type().stringValue();
      boolean isForkJoin = JdkClasses.FORK_JOIN.contains(type);
      boolean waits = JdkClasses.WAITING.contains(type);
      switch (called) {
        case "java/lang/System.nanoTime()J", "java/lang/System.currentTimeMillis()J" -> {
          if (type.startsWith("java/lang/")) {
            out.with(call);
          } else {
            hook(out, call.name().stringValue(), CD_long);
          }
        }
        case "java/lang/Thread.interrupt()V" -> {
          if (type.startsWith("java/util/")) {
            hook(out, "interrupt", CD_void, THREAD);
          } else {
            out.with(call);
          }
        }
        case "java/lang/Thread.<init>(Ljava/lang/ThreadGroup;Ljava/lang/Runnable;Ljava/lang/String;J)V" -> {
          if (isFactory) {
            out.invokestatic(HOOKS, "newThread", call.typeSymbol().changeReturnType(THREAD));
          } else {
            out.with(call);
          }
        }
        case "java/lang/Thread.setDaemon(Z)V" -> {
          if (isFactory) {
            hook(out, "setDaemon", CD_void, THREAD, CD_boolean);
          } else {
            out.with(call);
          }
        }
        case "java/lang/Thread.currentThread()Ljava/lang/Thread;" -> {
          if (isForkJoin || type.startsWith("java/util/concurrent/ThreadPerTaskExecutor")
              || type.equals("java/util/stream/AbstractTask")) {
            hook(out, "currentThread", THREAD);
          } else {
            out.with(call);
          }
        }
        case "java/lang/Thread.threadId()J" -> {
          if (isForkJoin || type.endsWith("/ThreadLocalRandom")) {
            hook(out, "threadId", CD_long, THREAD);
          } else {
            out.with(call);
          }
        }
        case "java/lang/VirtualThread.threadId()J" -> {
          if (key.equals("VirtualThread.hashCode()I")) {
            hook(out, "hashOfVirtual", CD_long, THREAD);
          } else {
            out.with(call);
          }
        }
        case "java/lang/System.identityHashCode(Ljava/lang/Object;)I" -> {
          if (key.equals("Enum.hashCode()I")) {
            hook(out, "hashOfConstant", CD_int, CD_Object);
          } else if (JdkClasses.HASHING.contains(type)) {
            hook(out, "identityHashCode", CD_int, CD_Object);
          } else {
            out.with(call);
          }
        }
        case "java/lang/Object.hashCode()I" -> {
          if (JdkClasses.HASHING.contains(type) && call.opcode() == Opcode.INVOKEVIRTUAL) {
            hook(out, "hashCode", CD_int, CD_Object);
          } else {
            out.with(call);
          }
        }
        case "java/lang/Thread.onSpinWait()V", "java/lang/Thread.yield()V" -> hook(
            out, "spin", CD_void);
        case "jdk/internal/misc/Unsafe.park(ZJ)V" -> {
          // reacquire() tries again and again, whatever is thrown, so the end of a run has to come from here
          if (isForkJoin || method.equals("reacquire")) {
            unsafePark(out, call);
          } else {
            out.with(call);
          }
        }
        case "jdk/internal/misc/Unsafe.unpark(Ljava/lang/Object;)V" -> {
          if (isForkJoin) {
            unsafeUnpark(out, call);
          } else {
            out.with(call);
          }
        }
        case "java/util/concurrent/ForkJoinPool.asyncCommonPool()Ljava/util/concurrent/ForkJoinPool;" -> {
          out.with(call);
          if (type.equals("java/util/concurrent/SubmissionPublisher")) {
            hook(out, "commonPool", POOL, POOL);
          }
        }
        case "jdk/internal/access/JavaLangAccess.currentCarrierThread()Ljava/lang/Thread;" -> {
          out.with(call);
          if (type.endsWith("/ThreadLocalRandom")) {
            ofCaller(out);
          } else if (isForkJoin) {
            hook(out, "carrier", THREAD, THREAD);
          }
        }
        case "java/util/Random.seedUniquifier()J" -> {
          out.with(call);
          hook(out, "seed", CD_long, CD_long);
        }
        case "java/util/concurrent/atomic/AtomicLong.getAndAdd(J)J" -> {
          out.with(call);
          if (JdkClasses.SEEDED.contains(type)) {
            hook(out, "seed", CD_long, CD_long);
          }
        }
        default -> {
          String name = call.name().stringValue() + call.type().stringValue();
          if (waits && name.equals("wait()V")) {
            out.lconst_0();
            hook(out, "await", CD_void, CD_Object, CD_long);
          } else if (waits && name.equals("wait(J)V")) {
            hook(out, "await", CD_void, CD_Object, CD_long);
          } else if (waits && name.equals("wait(JI)V")) {
            hook(out, "await", CD_void, CD_Object, CD_long, CD_int);
          } else if (waits && name.equals("notify()V")) {
            out.invokestatic(HOOKS, "signal", OF_OBJECT);
          } else {
            out.with(call);
          }
        }
      }
    }

    /** The status of a task is on the stack. */
    private void taskStatus(CodeBuilder out) {
      out.dup();
      hook(out, "taskStatus", CD_void, CD_int);
    }

    /** Threads of a run share a carrier: each has a probe of its own, which it keeps in itself. */
    private void ofCaller(CodeBuilder out) {
      Label goOn = out.newLabel();
      hook(out, "isSimulated", CD_boolean);
      out.ifeq(goOn);
      out.pop();
      out.invokestatic(THREAD, "currentThread", MethodTypeDesc.of(THREAD));
      out.labelBinding(goOn);
    }

    private void unsafePark(CodeBuilder out, InvokeInstruction call) {
      int time = out.allocateLocal(java.lang.classfile.TypeKind.LONG);
      int isAbsolute = out.allocateLocal(java.lang.classfile.TypeKind.INT);
      Label done = out.newLabel();
      Label goOn = out.newLabel();
      out.lstore(time);
      out.istore(isAbsolute);
      out.iload(isAbsolute);
      out.lload(time);
      hook(out, "unsafePark", CD_boolean, CD_boolean, CD_long);
      out.ifeq(goOn);
      out.pop();
      out.goto_(done);
      out.labelBinding(goOn);
      out.iload(isAbsolute);
      out.lload(time);
      out.with(call);
      out.labelBinding(done);
    }

    private void unsafeUnpark(CodeBuilder out, InvokeInstruction call) {
      Label done = out.newLabel();
      Label goOn = out.newLabel();
      out.dup();
      out.checkcast(THREAD);
      hook(out, "unpark", CD_boolean, THREAD);
      out.ifeq(goOn);
      out.pop2();
      out.goto_(done);
      out.labelBinding(goOn);
      out.with(call);
      out.labelBinding(done);
    }

    private void monitor(CodeBuilder out, MonitorInstruction monitor) {
      boolean enters = monitor.opcode() == Opcode.MONITORENTER;
      if (JdkClasses.WAITING.contains(type)) {
        Label simulated = out.newLabel();
        Label done = out.newLabel();
        hook(out, "isSimulated", CD_boolean);
        out.ifne(simulated);
        out.with(monitor);
        out.goto_(done);
        out.labelBinding(simulated);
        hook(out, enters ? "enter" : "exit", CD_void, CD_Object);
        out.labelBinding(done);
      } else if (JdkClasses.MONITORS.contains(type)) {
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
