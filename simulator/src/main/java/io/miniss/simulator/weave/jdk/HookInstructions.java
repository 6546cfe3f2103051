package io.miniss.simulator.weave.jdk;

import static java.lang.constant.ConstantDescs.CD_Object;
import static java.lang.constant.ConstantDescs.CD_Throwable;
import static java.lang.constant.ConstantDescs.CD_boolean;
import static java.lang.constant.ConstantDescs.CD_void;

import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;

/** The calls by which rewritten bodies of the JDK reach the simulator, and what follows them. */
final class HookInstructions {
  /** Named and not referred to: the class must be loaded by the JVM's own loader. */
  static final String HOOKS_NAME = "io.miniss.weave.boot.JdkHooks";

  static final ClassDesc HOOKS = ClassDesc.of(HOOKS_NAME);
  static final ClassDesc THREAD = ClassDesc.of("java.lang.Thread");
  static final ClassDesc EXECUTOR = ClassDesc.of("java.util.concurrent.Executor");
  static final ClassDesc POOL = ClassDesc.of("java.util.concurrent.ForkJoinPool");
  static final ClassDesc CONSUMER = ClassDesc.of("java.util.function.Consumer");

  private HookInstructions() {}

  /** Calls {@code name} of the hooks with what is on the stack. */
  static void hook(CodeBuilder out, String name, ClassDesc result, ClassDesc... parameters) {
    out.invokestatic(HOOKS, name, MethodTypeDesc.of(result, parameters));
  }

  /** Returns if the hook, which has been called, says that all is done. */
  static void returnIfDone(CodeBuilder out) {
    Label goOn = out.newLabel();
    out.ifeq(goOn);
    out.return_();
    out.labelBinding(goOn);
  }

  /** Returns the result of the hook that has just been called, if that is not null. */
  static void returnIfPresent(CodeBuilder out) {
    Label goOn = out.newLabel();
    out.dup();
    out.ifnull(goOn);
    out.areturn();
    out.labelBinding(goOn);
    out.pop();
  }

  static void futureFails(CodeBuilder out, boolean isThrown) {
    out.loadConstant(isThrown ? 1 : 0);
    hook(out, "futureFails", CD_void, CD_Object, CD_Throwable, CD_boolean);
  }
}
