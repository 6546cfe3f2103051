package io.miniss.simulator.weave.rewrite;

import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.Instruction;
import java.lang.classfile.Label;
import java.lang.classfile.MethodModel;
import java.lang.classfile.Opcode;
import java.lang.classfile.TypeKind;
import java.lang.classfile.attribute.CodeAttribute;
import java.lang.classfile.instruction.BranchInstruction;
import java.lang.classfile.instruction.DiscontinuedInstruction.JsrInstruction;
import java.lang.classfile.instruction.DiscontinuedInstruction.RetInstruction;
import java.lang.classfile.instruction.ExceptionCatch;
import java.lang.classfile.instruction.LabelTarget;
import java.lang.classfile.instruction.LineNumber;
import java.lang.classfile.instruction.LookupSwitchInstruction;
import java.lang.classfile.instruction.ReturnInstruction;
import java.lang.classfile.instruction.StoreInstruction;
import java.lang.classfile.instruction.SwitchCase;
import java.lang.classfile.instruction.TableSwitchInstruction;
import java.lang.classfile.instruction.ThrowInstruction;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Copies subroutines to where they are called. Compilers before Java 6 made a subroutine ({@code jsr}, {@code ret}) of
 * a {@code finally} block; class files with stack maps cannot have them.
 *
 * <p>An instance copies the code of one method. An instruction is copied once for each stack of subroutine calls with
 * which it can run.
 */
final class Subroutines {
  /** Copies of subroutines in subroutines may take more room than a method may have. */
  private static final int MOST_INSTRUCTIONS = 20_000;

  private final List<Instruction> instructions = new ArrayList<>();
  private final List<@Nullable LineNumber> lines = new ArrayList<>();
  private final CodeAttribute code;

  /** By offset in the code: the number of the instruction there. */
  private final int[] numbers;

  private final List<ExceptionCatch> handlers;

  private final List<Context> contexts = new ArrayList<>();
  private final ArrayDeque<Position> unvisited = new ArrayDeque<>();
  private int copied;

  /** A stack of subroutine calls; without a caller, that of the method itself. */
  private final class Context {
    final @Nullable Context caller;
    final int entry;
    final int returnsTo;

    final boolean[] isReached = new boolean[instructions.size()];
    final Label[] labels = new Label[instructions.size() + 1];

    Context(@Nullable Context caller, int entry, int returnsTo) {
      this.caller = caller;
      this.entry = entry;
      this.returnsTo = returnsTo;
      contexts.add(this);
    }
  }

  private record Position(Context context, int index) {}

  private Subroutines(CodeAttribute code) {
    this.code = code;
    this.numbers = new int[code.codeLength() + 1];
    LineNumber line = null;
    for (CodeElement each : code) {
      switch (each) {
        case LabelTarget target ->
          numbers[code.labelToBci(target.label())] = instructions.size();
        case LineNumber number -> line = number;
        case Instruction instruction -> {
          instructions.add(instruction);
          lines.add(line);
        }
        default -> {
          // names of local variables: for debuggers
        }
      }
    }
    handlers = code.exceptionHandlers();
  }

  /** Whether {@code method} has or calls subroutines. */
  static boolean areIn(MethodModel method) {
    return method.code().isPresent()
        && method.code().get().elementStream()
            .anyMatch(each -> each instanceof JsrInstruction || each instanceof RetInstruction);
  }

  /**
   * The same class without subroutines.
   *
   * @throws IllegalArgumentException if they are not as compilers make them
   */
  static byte[] inlined(ClassModel model) {
    return ClassFile.of(ClassFile.StackMapsOption.DROP_STACK_MAPS)
        .transformClass(
            model,
            ClassTransform.transformingMethods(
                Subroutines::areIn,
                (builder, part) -> {
                  if (part instanceof CodeAttribute code) {
                    Subroutines copied = new Subroutines(code);
                    copied.reachAll();
                    builder.withCode(copied::write);
                  } else {
                    builder.with(part);
                  }
                }));
  }

  // ---- what can run ----

  private int index(Label label) {
    return numbers[code.labelToBci(label)];
  }

  private void reachAll() {
    reach(new Context(null, 0, -1), 0);
    for (Position next; (next = unvisited.poll()) != null;) {
      Context context = next.context;
      int index = next.index;
      for (ExceptionCatch each : handlers) {
        if (index(each.tryStart()) <= index && index < index(each.tryEnd())) {
          reach(context, index(each.handler()));
        }
      }
      switch (instructions.get(index)) {
        case JsrInstruction call -> {
          int entry = index(call.target());
          reach(called(context, entry, index + 1), entry);
        }
        case RetInstruction end -> {
          Context ended = storedIn(context, end.slot());
          reach(caller(ended), ended.returnsTo);
        }
        case BranchInstruction branch -> {
          reach(context, index(branch.target()));
          if (!isGoto(branch)) {
            reach(context, index + 1);
          }
        }
        case TableSwitchInstruction each -> {
          reach(context, index(each.defaultTarget()));
          each.cases().forEach(target -> reach(context, index(target.target())));
        }
        case LookupSwitchInstruction each -> {
          reach(context, index(each.defaultTarget()));
          each.cases().forEach(target -> reach(context, index(target.target())));
        }
        case ReturnInstruction each -> {
          // nothing of this method follows
        }
        case ThrowInstruction each -> {
          // the handlers were reached above
        }
        default -> reach(context, index + 1);
      }
    }
  }

  private void reach(Context context, int index) {
    if (index >= instructions.size()) {
      throw new IllegalArgumentException("its code goes on after its end");
    }
    if (!context.isReached[index]) {
      context.isReached[index] = true;
      unvisited.add(new Position(context, index));
      if (++copied > MOST_INSTRUCTIONS) {
        throw new IllegalArgumentException("its subroutines (jsr) are too large to be copied");
      }
    }
  }

  private static boolean isGoto(BranchInstruction branch) {
    return branch.opcode() == Opcode.GOTO || branch.opcode() == Opcode.GOTO_W;
  }

  /** A subroutine is not recursive: if it is called again, then what called it first was left by a jump. */
  private Context called(Context caller, int entry, int returnsTo) {
    Context below = caller;
    for (Context at = caller; at.caller != null; at = at.caller) {
      if (at.entry == entry) {
        below = at.caller;
      }
    }
    for (Context each : contexts) {
      if (each.caller == below && each.entry == entry && each.returnsTo == returnsTo) {
        return each;
      }
    }
    return new Context(below, entry, returnsTo);
  }

  /** The innermost subroutine that keeps its return address in {@code slot}. */
  private Context storedIn(Context context, int slot) {
    for (Context at = context; at.caller != null; at = at.caller) {
      if (instructions.get(at.entry) instanceof StoreInstruction store
          && store.typeKind() == TypeKind.REFERENCE
          && store.slot() == slot) {
        return at;
      }
    }
    throw new IllegalArgumentException(
        "a subroutine (jsr) returns to an address that it has not stored first");
  }

  private static Context caller(Context context) {
    Context caller = context.caller;
    if (caller == null) {
      throw new IllegalStateException("the method itself is no subroutine");
    }
    return caller;
  }

  // ---- the copies ----

  private void write(CodeBuilder out) {
    for (Context each : contexts) {
      for (int i = 0; i < each.labels.length; i++) {
        each.labels[i] = out.newLabel();
      }
    }
    for (Context each : contexts) {
      write(out, each);
    }
    for (ExceptionCatch each : handlers) {
      for (Context context : contexts) {
        int start = firstReached(context, index(each.tryStart()));
        int end = firstReached(context, index(each.tryEnd()));
        if (start < end) {
          out.exceptionCatch(
              context.labels[start], context.labels[end],
              context.labels[index(each.handler())], each.catchType());
        }
      }
    }
  }

  private int firstReached(Context context, int from) {
    int index = from;
    while (index < instructions.size() && !context.isReached[index]) {
      index++;
    }
    return index;
  }

  private void write(CodeBuilder out, Context context) {
    LineNumber line = null;
    for (int i = 0; i < instructions.size(); i++) {
      if (context.isReached[i]) {
        out.labelBinding(context.labels[i]);
        LineNumber now = lines.get(i);
        if (now != null && now != line) {
          out.with(now);
        }
        line = now;
        write(out, context, i);
      }
    }
    out.labelBinding(context.labels[instructions.size()]);
  }

  private void write(CodeBuilder out, Context context, int index) {
    UnaryOperator<Label> copy = label -> context.labels[index(label)];
    switch (instructions.get(index)) {
      case JsrInstruction call -> {
        int entry = index(call.target());
        out.aconst_null(); // in place of the return address
        out.goto_(called(context, entry, index + 1).labels[entry]);
      }
      case RetInstruction end -> {
        Context ended = storedIn(context, end.slot());
        out.goto_(caller(ended).labels[ended.returnsTo]);
      }
      case BranchInstruction branch -> out.branch(branch.opcode(), copy.apply(branch.target()));
      case TableSwitchInstruction each -> out.tableswitch(
          each.lowValue(), each.highValue(), copy.apply(each.defaultTarget()),
          copied(each.cases(), copy));
      case LookupSwitchInstruction each -> out.lookupswitch(
          copy.apply(each.defaultTarget()), copied(each.cases(), copy));
      case Instruction each -> out.with(each);
    }
  }

  private static List<SwitchCase> copied(List<SwitchCase> cases, UnaryOperator<Label> copy) {
    return cases.stream()
        .map(each -> SwitchCase.of(each.caseValue(), copy.apply(each.target())))
        .toList();
  }
}
