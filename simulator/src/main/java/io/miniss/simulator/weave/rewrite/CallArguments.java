package io.miniss.simulator.weave.rewrite;

import static java.lang.constant.ConstantDescs.CD_int;

import java.lang.classfile.CodeBuilder;
import java.lang.classfile.TypeKind;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.constant.ClassDesc;
import java.util.List;

/** The arguments of a call in woven code, in local variables while what is below them on the stack is looked at. */
public final class CallArguments {
  private final List<ClassDesc> types;
  private final int[] locals;

  private CallArguments(List<ClassDesc> types) {
    this.types = types;
    this.locals = new int[types.size()];
  }

  /** Has the code move the arguments of {@code call} from the stack to local variables. */
  public static CallArguments store(CodeBuilder out, InvokeInstruction call) {
    CallArguments stored = new CallArguments(call.typeSymbol().parameterList());
    for (int i = stored.locals.length - 1; i >= 0; i--) {
      TypeKind kind = stored.kind(i);
      stored.locals[i] = out.allocateLocal(kind);
      out.storeLocal(kind, stored.locals[i]);
    }
    return stored;
  }

  private TypeKind kind(int argument) {
    return TypeKind.from(types.get(argument)).asLoadable();
  }

  /** Has the code put the arguments back on the stack. */
  public void load(CodeBuilder out) {
    for (int i = 0; i < locals.length; i++) {
      load(out, i);
    }
  }

  /** Has the code put the argument {@code number} on the stack. */
  public void load(CodeBuilder out, int number) {
    out.loadLocal(kind(number), locals[number]);
  }

  /** Has the code put the object or the array that is accessed through a handle on the stack; null if there is none. */
  public void loadTarget(CodeBuilder out) {
    if (types.isEmpty() || types.getFirst().isPrimitive()) {
      out.aconst_null();
    } else {
      load(out, 0);
    }
  }

  /** Has the code put the index that is accessed through a handle of an array on the stack; 0 if there is none. */
  public void loadIndex(CodeBuilder out) {
    if (types.size() > 1 && types.get(1).equals(CD_int)) {
      load(out, 1);
    } else {
      out.iconst_0();
    }
  }
}
