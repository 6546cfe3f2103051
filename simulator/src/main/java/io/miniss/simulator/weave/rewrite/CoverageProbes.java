package io.miniss.simulator.weave.rewrite;

import java.lang.classfile.CodeElement;
import java.lang.classfile.FieldModel;
import java.lang.classfile.Instruction;
import java.lang.classfile.MethodModel;
import java.lang.classfile.Opcode;
import java.lang.classfile.constantpool.ConstantDynamicEntry;
import java.lang.classfile.instruction.ArrayStoreInstruction;
import java.lang.classfile.instruction.ConstantInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.LoadInstruction;
import java.lang.classfile.instruction.StoreInstruction;

/**
 * Finds what JaCoCo has added to a class in order to count what is executed. It is not part of the program: woven, each
 * probe would be a step, and a data race. A method gets its class's array of probes at its start, as a dynamic constant
 * or from a method, and keeps it in a local variable. A probe sets an element of that to true.
 *
 * <p>Source: JaCoCo's "Control Flow Analysis", and its {@code ProbeInserter}.
 */
final class CoverageProbes {
  private static final String PREFIX = "$jacoco";

  private enum Seen {
    NOTHING, ARRAY, VARIABLE, INDEX, VALUE
  }

  private Seen seen = Seen.NOTHING;
  private int variable = -1;

  /** Whether JaCoCo has added {@code field} to its class, which it does to those for a release before Java 11. */
  static boolean isAdded(FieldModel field) {
    return field.fieldName().stringValue().startsWith(PREFIX);
  }

  /** Whether JaCoCo has added {@code method} to its class. */
  static boolean isAdded(MethodModel method) {
    return method.methodName().stringValue().startsWith(PREFIX);
  }

  /** Whether {@code element}, the next one of the code, writes to the array of probes. */
  boolean isProbe(CodeElement element) {
    if (!(element instanceof Instruction)) {
      return false;
    }
    boolean isProbe = seen == Seen.VALUE && element instanceof ArrayStoreInstruction;
    seen = next(element);
    return isProbe;
  }

  private Seen next(CodeElement element) {
    return switch (element) {
      case ConstantInstruction.LoadConstantInstruction load when load
          .constantEntry() instanceof ConstantDynamicEntry entry
          && entry.name().stringValue().startsWith(PREFIX) ->
        Seen.ARRAY;
      case InvokeInstruction call when call.name().stringValue().startsWith(PREFIX) -> Seen.ARRAY;
      case Instruction cast when seen == Seen.ARRAY && cast.opcode() == Opcode.CHECKCAST ->
        Seen.ARRAY;
      case StoreInstruction store when seen == Seen.ARRAY -> {
        variable = store.slot();
        yield Seen.NOTHING;
      }
      case LoadInstruction load when load.opcode().name().startsWith("ALOAD")
          && load.slot() == variable ->
        Seen.VARIABLE;
      case ConstantInstruction _ when seen == Seen.VARIABLE -> Seen.INDEX;
      case ConstantInstruction _ when seen == Seen.INDEX -> Seen.VALUE;
      default -> Seen.NOTHING;
    };
  }
}
