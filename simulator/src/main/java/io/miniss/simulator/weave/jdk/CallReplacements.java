package io.miniss.simulator.weave.jdk;

import static io.miniss.simulator.weave.jdk.HookInstructions.HOOKS;
import static io.miniss.simulator.weave.jdk.HookInstructions.POOL;
import static io.miniss.simulator.weave.jdk.HookInstructions.THREAD;
import static io.miniss.simulator.weave.jdk.HookInstructions.hook;
import static java.lang.constant.ConstantDescs.CD_Object;
import static java.lang.constant.ConstantDescs.CD_boolean;
import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_long;
import static java.lang.constant.ConstantDescs.CD_void;

import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.classfile.Opcode;
import java.lang.classfile.TypeKind;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.constant.MethodTypeDesc;

/** Calls in bodies of the JDK, some of which go to a hook instead. */
final class CallReplacements {
  private static final MethodTypeDesc OF_OBJECT = MethodTypeDesc.of(CD_void, CD_Object);

  private CallReplacements() {}

  /** Writes {@code call}, an instruction of {@code method}, or what takes its place. */
  static void replace(CodeBuilder out, InvokeInstruction call, JdkMethod method) {
    boolean isFactory = method.key().startsWith("Executors$DefaultThreadFactory.newThread");
    String called =
        call.owner().asInternalName() + '.' + call.name().stringValue()
            + call.type().stringValue();
    boolean isForkJoin = JdkClasses.FORK_JOIN.contains(method.type());
    boolean waits = JdkClasses.WAITING.contains(method.type());
    switch (called) {
      case "java/lang/System.nanoTime()J", "java/lang/System.currentTimeMillis()J" -> {
        if (method.type().startsWith("java/lang/")) {
          out.with(call);
        } else {
          hook(out, call.name().stringValue(), CD_long);
        }
      }
      case "java/lang/Thread.interrupt()V" -> {
        if (method.type().startsWith("java/util/")) {
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
        if (isForkJoin || method.type().startsWith("java/util/concurrent/ThreadPerTaskExecutor")
            || method.type().equals("java/util/stream/AbstractTask")) {
          hook(out, "currentThread", THREAD);
        } else {
          out.with(call);
        }
      }
      case "java/lang/Thread.threadId()J" -> {
        if (isForkJoin || method.type().endsWith("/ThreadLocalRandom")) {
          hook(out, "threadId", CD_long, THREAD);
        } else {
          out.with(call);
        }
      }
      case "java/lang/VirtualThread.threadId()J" -> {
        if (method.key().equals("VirtualThread.hashCode()I")) {
          hook(out, "hashOfVirtual", CD_long, THREAD);
        } else {
          out.with(call);
        }
      }
      case "java/lang/System.identityHashCode(Ljava/lang/Object;)I" -> {
        if (method.key().equals("Enum.hashCode()I")) {
          hook(out, "hashOfConstant", CD_int, CD_Object);
        } else if (JdkClasses.HASHING.contains(method.type())) {
          hook(out, "identityHashCode", CD_int, CD_Object);
        } else {
          out.with(call);
        }
      }
      case "java/lang/Object.hashCode()I" -> {
        if (JdkClasses.HASHING.contains(method.type()) && call.opcode() == Opcode.INVOKEVIRTUAL) {
          hook(out, "hashCode", CD_int, CD_Object);
        } else {
          out.with(call);
        }
      }
      case "java/lang/Thread.onSpinWait()V", "java/lang/Thread.yield()V" -> hook(
          out, "spin", CD_void);
      case "jdk/internal/misc/Unsafe.park(ZJ)V" -> {
        // reacquire() tries again and again, whatever is thrown, so the end of a run has to come from here
        if (isForkJoin || method.name().equals("reacquire")) {
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
        if (method.type().equals("java/util/concurrent/SubmissionPublisher")) {
          hook(out, "commonPool", POOL, POOL);
        }
      }
      case "jdk/internal/access/JavaLangAccess.currentCarrierThread()Ljava/lang/Thread;" -> {
        out.with(call);
        if (method.type().endsWith("/ThreadLocalRandom")) {
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
        if (JdkClasses.SEEDED.contains(method.type())) {
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

  /** Threads of a run share a carrier: each has a probe of its own, which it keeps in itself. */
  private static void ofCaller(CodeBuilder out) {
    Label goOn = out.newLabel();
    hook(out, "isSimulated", CD_boolean);
    out.ifeq(goOn);
    out.pop();
    out.invokestatic(THREAD, "currentThread", MethodTypeDesc.of(THREAD));
    out.labelBinding(goOn);
  }

  private static void unsafePark(CodeBuilder out, InvokeInstruction call) {
    int time = out.allocateLocal(TypeKind.LONG);
    int isAbsolute = out.allocateLocal(TypeKind.INT);
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

  private static void unsafeUnpark(CodeBuilder out, InvokeInstruction call) {
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
}
