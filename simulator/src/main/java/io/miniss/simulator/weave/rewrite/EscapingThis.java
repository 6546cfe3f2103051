package io.miniss.simulator.weave.rewrite;

import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeModel;
import java.lang.classfile.Instruction;
import java.lang.classfile.Label;
import java.lang.classfile.Opcode;
import java.lang.classfile.TypeKind;
import java.lang.classfile.instruction.ArrayLoadInstruction;
import java.lang.classfile.instruction.ArrayStoreInstruction;
import java.lang.classfile.instruction.BranchInstruction;
import java.lang.classfile.instruction.ConstantInstruction;
import java.lang.classfile.instruction.ConvertInstruction;
import java.lang.classfile.instruction.FieldInstruction;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.LabelTarget;
import java.lang.classfile.instruction.LoadInstruction;
import java.lang.classfile.instruction.LookupSwitchInstruction;
import java.lang.classfile.instruction.MonitorInstruction;
import java.lang.classfile.instruction.NewMultiArrayInstruction;
import java.lang.classfile.instruction.NewObjectInstruction;
import java.lang.classfile.instruction.NewPrimitiveArrayInstruction;
import java.lang.classfile.instruction.NewReferenceArrayInstruction;
import java.lang.classfile.instruction.OperatorInstruction;
import java.lang.classfile.instruction.ReturnInstruction;
import java.lang.classfile.instruction.StackInstruction;
import java.lang.classfile.instruction.StoreInstruction;
import java.lang.classfile.instruction.SwitchCase;
import java.lang.classfile.instruction.TableSwitchInstruction;
import java.lang.classfile.instruction.ThrowInstruction;
import java.lang.classfile.instruction.TypeCheckInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * Finds out where a constructor writes fields that other threads may see: static ones, those of another object, and
 * those of its own object after it may have given that away. It has if it has stored {@code this}, given it to a
 * method, called a method of it, or captured it in a lambda. Everything else that a constructor writes is seen by
 * nobody before it is over.
 *
 * <p>Follows which slots of the operand stack hold {@code this}, through the code in its order. So it does not see what
 * a loop gives away at its end for an earlier part of the loop, what another constructor gives away that is called by
 * {@code this(...)}, nor {@code this} that was stored in a field of the object itself and is read from there.
 */
final class EscapingThis {
  /** The state at a label that is jumped to. */
  private record Jump(Label target, List<Boolean> stack) {}

  private final List<Jump> jumps = new ArrayList<>();
  private final List<Label> handlers = new ArrayList<>();

  /** Whether the superclass gives the object away while it constructs it. */
  private final boolean superclassLeaks;

  /** Whether each slot is {@code this}, the top first. */
  private ArrayDeque<Boolean> stack = new ArrayDeque<>();

  private boolean isReachable = true;
  private boolean isConstructed;
  private boolean escapes;
  private int fieldInstructions;
  private final BitSet visibleWrites = new BitSet();

  private EscapingThis(boolean superclassLeaks) {
    this.superclassLeaks = superclassLeaks;
  }

  /** Looks at the {@code code} of a constructor. */
  static EscapingThis in(CodeModel code, boolean superclassLeaks) {
    EscapingThis found = new EscapingThis(superclassLeaks);
    code.exceptionHandlers().forEach(each -> found.handlers.add(each.handler()));
    code.forEach(found::accept);
    return found;
  }

  /** Whether the constructor may give its object away. */
  boolean escapes() {
    return escapes;
  }

  /** Whether other threads may see what the field instruction {@code number} of the constructor writes. */
  boolean isVisible(int number) {
    return visibleWrites.get(number);
  }

  private void accept(CodeElement element) {
    if (element instanceof LabelTarget target) {
      label(target.label());
    } else if (element instanceof Instruction instruction) {
      execute(instruction);
    }
  }

  private void label(Label label) {
    if (!isReachable) {
      stack = new ArrayDeque<>();
      isReachable = true;
      if (handlers.stream().anyMatch(each -> each == label)) {
        push(1);
      }
      jumps.stream()
          .filter(each -> each.target == label)
          .findFirst()
          .ifPresent(each -> stack = new ArrayDeque<>(each.stack));
    }
  }

  private void jumpTo(Label target) {
    jumps.add(new Jump(target, List.copyOf(stack)));
  }

  private void push(int slots) {
    for (int i = 0; i < slots; i++) {
      stack.push(false);
    }
  }

  private void push(TypeKind kind) {
    push(kind.slotSize());
  }

  private void push(ClassDesc type) {
    push(TypeKind.from(type));
  }

  /** Whether one of them was {@code this}. */
  private boolean pop(int slots) {
    boolean hasThis = false;
    for (int i = 0; i < slots && !stack.isEmpty(); i++) {
      hasThis |= stack.pop();
    }
    return hasThis;
  }

  private boolean pop(TypeKind kind) {
    return pop(kind.slotSize());
  }

  private boolean popArguments(MethodTypeDesc type) {
    int slots = 0;
    for (ClassDesc each : type.parameterList()) {
      slots += TypeKind.from(each).slotSize();
    }
    return pop(slots);
  }

  private void execute(Instruction instruction) {
    switch (instruction) {
      case LoadInstruction load when load.typeKind() == TypeKind.REFERENCE && load.slot() == 0 ->
        stack
            .push(true);
      case LoadInstruction load -> push(load.typeKind());
      case StoreInstruction store -> escapes |= pop(store.typeKind());
      case ConstantInstruction constant -> push(constant.typeKind());
      case NewObjectInstruction _ -> push(1);
      case NewMultiArrayInstruction made -> {
        pop(made.dimensions());
        push(1);
      }
      case NewPrimitiveArrayInstruction _, NewReferenceArrayInstruction _ -> {
        pop(1);
        push(1);
      }
      case ArrayLoadInstruction load -> {
        pop(2);
        push(load.typeKind());
      }
      case ArrayStoreInstruction store -> {
        escapes |= pop(store.typeKind());
        pop(2);
      }
      case FieldInstruction field -> field(field);
      case InvokeInstruction call -> call(call);
      case InvokeDynamicInstruction call -> {
        escapes |= popArguments(call.typeSymbol());
        push(call.typeSymbol().returnType());
      }
      case TypeCheckInstruction check when check.opcode() == Opcode.INSTANCEOF -> {
        pop(1);
        push(1);
      }
      case ConvertInstruction conversion -> {
        pop(conversion.fromType());
        push(conversion.toType());
      }
      case OperatorInstruction operator -> operate(operator);
      case StackInstruction change -> change(change.opcode());
      case BranchInstruction branch -> branch(branch);
      case TableSwitchInstruction choice -> choose(choice.defaultTarget(), choice.cases());
      case LookupSwitchInstruction choice -> choose(choice.defaultTarget(), choice.cases());
      case ReturnInstruction _, ThrowInstruction _ -> isReachable = false;
      case MonitorInstruction _ -> pop(1);
      default -> {
        // it leaves the stack as it is
      }
    }
  }

  private void field(FieldInstruction field) {
    TypeKind kind = TypeKind.from(field.typeSymbol());
    switch (field.opcode()) {
      case GETSTATIC -> push(kind);
      case PUTSTATIC -> {
        escapes |= pop(kind);
        visibleWrites.set(fieldInstructions);
      }
      case GETFIELD -> {
        pop(1);
        push(kind);
      }
      default -> {
        boolean givesAway = pop(kind);
        boolean isOwn = pop(1);
        if (!isOwn || (isConstructed && escapes)) {
          visibleWrites.set(fieldInstructions);
        }
        escapes |= givesAway && !isOwn;
      }
    }
    fieldInstructions++;
  }

  private void call(InvokeInstruction call) {
    escapes |= popArguments(call.typeSymbol());
    if (call.opcode() != Opcode.INVOKESTATIC && pop(1)) {
      if (call.name().equalsString("<init>")) {
        isConstructed = true;
        escapes |= superclassLeaks;
      } else {
        escapes = true;
      }
    }
    push(call.typeSymbol().returnType());
  }

  private void operate(OperatorInstruction operator) {
    TypeKind kind = operator.typeKind();
    switch (operator.opcode()) {
      case ARRAYLENGTH -> {
        pop(1);
        push(1);
      }
      case INEG, LNEG, FNEG, DNEG -> {
        // of the same kind
      }
      case LCMP, FCMPL, FCMPG, DCMPL, DCMPG -> {
        pop(2 * kind.slotSize());
        push(1);
      }
      case LSHL, LSHR, LUSHR -> pop(1);
      default -> pop(kind);
    }
  }

  private void change(Opcode opcode) {
    switch (opcode) {
      case POP -> pop(1);
      case POP2 -> pop(2);
      case DUP -> duplicate(1, 0);
      case DUP_X1 -> duplicate(1, 1);
      case DUP_X2 -> duplicate(1, 2);
      case DUP2 -> duplicate(2, 0);
      case DUP2_X1 -> duplicate(2, 1);
      case DUP2_X2 -> duplicate(2, 2);
      default -> { // swap
        boolean top = pop(1);
        boolean below = pop(1);
        stack.push(top);
        stack.push(below);
      }
    }
  }

  /** Puts a copy of the top {@code slots} below the {@code under} slots under them. */
  private void duplicate(int slots, int under) {
    boolean[] top = new boolean[slots + under];
    for (int i = 0; i < top.length; i++) {
      top[i] = pop(1);
    }
    for (int i = slots - 1; i >= 0; i--) {
      stack.push(top[i]);
    }
    for (int i = top.length - 1; i >= 0; i--) {
      stack.push(top[i]);
    }
  }

  private void branch(BranchInstruction branch) {
    switch (branch.opcode()) {
      case GOTO, GOTO_W -> {
        jumpTo(branch.target());
        isReachable = false;
        return;
      }
      case IFEQ, IFNE, IFLT, IFGE, IFGT, IFLE, IFNULL, IFNONNULL -> pop(1);
      default -> pop(2);
    }
    jumpTo(branch.target());
  }

  private void choose(Label otherwise, List<SwitchCase> cases) {
    pop(1);
    jumpTo(otherwise);
    cases.forEach(each -> jumpTo(each.target()));
    isReachable = false;
  }
}
