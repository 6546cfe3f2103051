package io.miniss.simulator.weave.jdk;

import static io.miniss.simulator.weave.jdk.HookInstructions.EXECUTOR;
import static io.miniss.simulator.weave.jdk.HookInstructions.THREAD;
import static io.miniss.simulator.weave.jdk.HookInstructions.futureFails;
import static io.miniss.simulator.weave.jdk.HookInstructions.hook;
import static io.miniss.simulator.weave.jdk.HookInstructions.returnIfDone;
import static io.miniss.simulator.weave.jdk.HookInstructions.returnIfPresent;
import static java.lang.constant.ConstantDescs.CD_Object;
import static java.lang.constant.ConstantDescs.CD_String;
import static java.lang.constant.ConstantDescs.CD_Throwable;
import static java.lang.constant.ConstantDescs.CD_boolean;
import static java.lang.constant.ConstantDescs.CD_byte;
import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_long;
import static java.lang.constant.ConstantDescs.CD_void;

import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.classfile.Opcode;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;

/** What bodies of the JDK do before all else: they call a hook, which may do in their place what they do. */
final class MethodEntries {
  private static final ClassDesc RUNNABLE = ClassDesc.of("java.lang.Runnable");
  private static final ClassDesc UUID = ClassDesc.of("java.util.UUID");
  private static final ClassDesc INSTANT = ClassDesc.of("java.time.Instant");
  private static final ClassDesc FUTURE =
      ClassDesc.of("java.util.concurrent.CompletableFuture");
  private static final ClassDesc DELAYED =
      ClassDesc.of("java.util.concurrent.CompletableFuture$DelayedExecutor");

  private MethodEntries() {}

  /** Begins {@code method}, if there is something to be done. */
  static void insert(CodeBuilder out, JdkMethod method) {
    switch (method.key()) {
      // Its own body keeps the first answer, which would be that of an earlier run: constants live as long as classes.
      case "Enum.hashCode()I" -> {
        out.aload(0);
        hook(out, "hashOfWovenConstant", CD_int, CD_Object);
        returnIntUnless(out, Opcode.IFEQ);
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
        returnIntUnless(out, Opcode.IFLT);
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
      case "FutureTask.setException(Ljava/lang/Throwable;)V",
          "ForkJoinTask.trySetThrown(Ljava/lang/Throwable;)Z" -> {
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
        if (method.type().startsWith("java/util/concurrent/CompletableFuture")) {
          if (method.name().equals("tryFire")) {
            hook(out, "acquireTasks", CD_void);
          } else if ((method.name().startsWith("complete") && !method.isStatic())
              || method.name().equals("internalComplete")) {
            hook(out, "releaseTasks", CD_void);
          }
          failsWithFirst(out, method);
        }
      }
    }
  }

  /** A future is completed with an exception, the first parameter: one that a function has thrown, or was given. */
  private static void failsWithFirst(CodeBuilder out, JdkMethod method) {
    boolean isThrown =
        method.key().equals("CompletableFuture.completeThrowable(Ljava/lang/Throwable;)Z");
    if (isThrown
        || method.key().equals("CompletableFuture.completeExceptionally(Ljava/lang/Throwable;)Z")) {
      out.aload(0);
      out.getfield(FUTURE, "result", CD_Object);
      out.aload(1);
      futureFails(out, isThrown);
    }
  }

  /** Returns the number that the hook has just answered, unless {@code comparison} with 0 says that it is none. */
  private static void returnIntUnless(CodeBuilder out, Opcode comparison) {
    Label goOn = out.newLabel();
    out.dup();
    out.branch(comparison, goOn);
    out.ireturn();
    out.labelBinding(goOn);
    out.pop();
  }

  private static void parkTimed(CodeBuilder out, String name, boolean hasBlocker) {
    if (hasBlocker) {
      out.aload(0);
    } else {
      out.aconst_null();
    }
    out.lload(hasBlocker ? 1 : 0);
    hook(out, name, CD_boolean, CD_Object, CD_long);
    returnIfDone(out);
  }
}
