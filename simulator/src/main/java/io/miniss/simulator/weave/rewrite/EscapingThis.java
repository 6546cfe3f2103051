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
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Finds out where a constructor writes fields that other threads may see: static ones, those of another object, and
 * those of its own object after it may have given that away: it has stored {@code this}, passed it to a
 * method, called a method of it, or captured it in a lambda. Everything else that a constructor writes is seen by
 * nobody before it is over.
 *
 * <p>Follows which slots of the operand stack hold {@code this}, through the code in its order. Once the object is given
 * away, so it is in all code behind. What a loop gives away, it has given away where it begins again: there the code is
 * looked at once more. What is read from a field of the object may be {@code this} once that was stored in one.
 */
final class EscapingThis {
  /** The state at a label that is jumped to. */
  private record Jump(Label target, List<Boolean> stack) {}

  private final List<Jump> jumps = new ArrayList<>();
  private final List<Label> handlers = new ArrayList<>();

  /** Begins of loops that go on after the object was given away. */
  private final List<Label> escapedAt = new ArrayList<>();

  /** Begins of loops that go on after a field of the object was set to {@code this}. */
  private final List<Label> inOwnFieldAt = new ArrayList<>();

  /** Labels that stand before what is looked at now. */
  private final List<Label> passed = new ArrayList<>();

  /** What is known of a constructor that is called for the object, if anything. */
  private final Function<InvokeInstruction, Optional<EscapingThis>> called;

  /** Whether each slot is {@code this}, the top first. */
  private ArrayDeque<Boolean> stack = new ArrayDeque<>();

  private boolean isReachable = true;
  private boolean isConstructed;
  private boolean escapes;

  /** Whether a field of the object may hold {@code this}. */
  private boolean isInOwnField;

  private int fieldInstructions;
  private final BitSet visibleWrites = new BitSet();

  private EscapingThis(Function<InvokeInstruction, Optional<EscapingThis>> called) {
    this.called = called;
  }

  /**
   * Looks at the {@code code} of a constructor.
   *
   * @param called what is known of a constructor that this one calls for its object; empty for nothing
   */
  static EscapingThis in(
      CodeModel code, Function<InvokeInstruction, Optional<EscapingThis>> called) {
    EscapingThis found = new EscapingThis(called);
    code.exceptionHandlers().forEach(each -> found.handlers.add(each.handler()));
    int known;
    do { // each time more is known of the begin of a loop, or it is the last time
      known = found.knownOfLoops();
      found.begin();
      code.forEach(found::accept);
    } while (found.knownOfLoops() > known);
    return found;
  }

  private int knownOfLoops() {
    return escapedAt.size() + inOwnFieldAt.size();
  }

  private void begin() {
    jumps.clear();
    passed.clear();
    stack = new ArrayDeque<>();
    isReachable = true;
    isConstructed = false;
    escapes = false;
    isInOwnField = false;
    fieldInstructions = 0;
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
    passed.add(label);
    escapes |= contains(escapedAt, label);
    isInOwnField |= contains(inOwnFieldAt, label);
    if (!isReachable) {
      stack = new ArrayDeque<>();
      if (contains(handlers, label)) {
        push(1);
      }
    }
    for (Jump each : jumps) {
      if (each.target == label) {
        stack = isReachable ? merged(stack, each.stack) : new ArrayDeque<>(each.stack);
        isReachable = true;
      }
    }
    isReachable = true;
  }

  /** Where several ways come together, a slot is {@code this} if it is on one of them. */
  private static ArrayDeque<Boolean> merged(ArrayDeque<Boolean> one, List<Boolean> other) {
    ArrayDeque<Boolean> both = new ArrayDeque<>();
    Iterator<Boolean> ofOther = other.iterator();
    for (boolean isThis : one) {
      both.add((ofOther.hasNext() && ofOther.next()) || isThis);
    }
    return both;
  }

  private void jumpTo(Label target) {
    jumps.add(new Jump(target, List.copyOf(stack)));
    if (contains(passed, target)) {
      add(escapes, escapedAt, target);
      add(isInOwnField, inOwnFieldAt, target);
    }
  }

  private static void add(boolean isSo, List<Label> labels, Label label) {
    if (isSo && !contains(labels, label)) {
      labels.add(label);
    }
  }

  private static boolean contains(List<Label> labels, Label label) {
    return labels.stream().anyMatch(each -> each == label);
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
        boolean isOwn = pop(1);
        if (isOwn && isInOwnField && kind == TypeKind.REFERENCE) {
          stack.push(true);
        } else {
          push(kind);
        }
      }
      default -> {
        boolean givesAway = pop(kind);
        boolean isOwn = pop(1);
        if (!isOwn || (isConstructed && escapes)) {
          visibleWrites.set(fieldInstructions);
        }
        isInOwnField |= givesAway;
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
        called.apply(call).ifPresent(this::goOnAfter);
      } else {
        escapes = true;
      }
    }
    push(call.typeSymbol().returnType());
  }

  private void goOnAfter(EscapingThis constructor) {
    escapes |= constructor.escapes;
    isInOwnField |= constructor.isInOwnField;
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
