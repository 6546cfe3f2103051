package io.miniss.simulator.weave.jdk;

import static java.lang.constant.ConstantDescs.CD_Object;
import static java.lang.constant.ConstantDescs.CD_String;
import static java.lang.constant.ConstantDescs.CD_Throwable;
import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_long;
import static java.lang.constant.ConstantDescs.CD_void;

import io.miniss.simulator.weave.rewrite.CallArguments;
import io.miniss.weave.boot.DeepHooks;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeModel;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.CustomAttribute;
import java.lang.classfile.Label;
import java.lang.classfile.MethodModel;
import java.lang.classfile.Opcode;
import java.lang.classfile.PseudoInstruction;
import java.lang.classfile.TypeKind;
import java.lang.classfile.attribute.CodeAttribute;
import java.lang.classfile.attribute.RuntimeInvisibleTypeAnnotationsAttribute;
import java.lang.classfile.attribute.RuntimeVisibleTypeAnnotationsAttribute;
import java.lang.classfile.attribute.StackMapTableAttribute;
import java.lang.classfile.constantpool.ClassEntry;
import java.lang.classfile.instruction.ArrayLoadInstruction;
import java.lang.classfile.instruction.ArrayStoreInstruction;
import java.lang.classfile.instruction.BranchInstruction;
import java.lang.classfile.instruction.ExceptionCatch;
import java.lang.classfile.instruction.FieldInstruction;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.LabelTarget;
import java.lang.classfile.instruction.LineNumber;
import java.lang.classfile.instruction.LookupSwitchInstruction;
import java.lang.classfile.instruction.MonitorInstruction;
import java.lang.classfile.instruction.SwitchCase;
import java.lang.classfile.instruction.TableSwitchInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Gives methods of {@code java.util.concurrent} a second, woven body behind their own: each access to shared state
 * calls {@link DeepHooks}. No method, field or modifier changes, so a class that is loaded can be retransformed.
 * Constructors stay as they are: nobody else has the new object yet.
 */
final class DeepRewriter {
  /** Named and not referred to: the class must be loaded by the JVM's own loader. */
  static final String HOOKS_NAME = "io.miniss.weave.boot.DeepHooks";

  private static final ClassDesc HOOKS = ClassDesc.of(HOOKS_NAME);
  private static final ClassDesc HANDLE = ClassDesc.of("java.lang.invoke.VarHandle");

  /** A method whose two bodies may be longer than the 64 KB that are allowed. */
  private static final int MOST_BYTES = 6_000;

  /** Calls of these classes do not lead to shared state of the JDK itself, so nothing is done around them. */
  private static final Set<String> HARMLESS =
      new TreeSet<>(
          List.of(
              "java/lang/Boolean", "java/lang/Comparable", "java/lang/Double",
              "java/lang/Integer", "java/lang/Iterable", "java/lang/Long", "java/lang/Math",
              "java/lang/Object", "java/lang/Runnable", "java/lang/StringBuilder",
              "java/lang/ref/Reference", "java/util/Arrays", "java/util/ArrayList",
              "java/util/Collection", "java/util/Comparator", "java/util/Iterator",
              "java/util/List", "java/util/ListIterator", "java/util/Map",
              "java/util/Map$Entry", "java/util/Objects", "java/util/PriorityQueue",
              "java/util/Queue", "java/util/Set"));

  private final DeepClasses classes;
  private final TreeSet<String> tooLarge = new TreeSet<>();
  private int places;
  private int rewritten;

  DeepRewriter(DeepClasses classes) {
    this.classes = classes;
  }

  /** How much has been woven, and what stays as it is because it is too large, in words. */
  String describe() {
    return String.format(
        "%,d classes, %,d places%s", rewritten, places,
        tooLarge.isEmpty() ? "" : ", not " + String.join(", ", tooLarge) + " (too large)");
  }

  /** The class {@code name}, by internal name, with second bodies. */
  byte[] rewrite(String name, byte[] bytes) {
    ClassFile classFile = ClassFile.of(ClassFile.StackMapsOption.GENERATE_STACK_MAPS);
    int before = places;
    byte[] result =
        classFile.transformClass(
            classFile.parse(bytes),
            ClassTransform.transformingMethods(
                (builder, element) -> {
                  if (element instanceof CodeModel code && isRewritten(name, code)) {
                    builder.transformCode(code, new TwoBodies(code));
                  } else {
                    builder.with(element);
                  }
                }));
    if (places > before) {
      rewritten++;
    }
    return result;
  }

  private boolean isRewritten(String type, CodeModel code) {
    MethodModel method = code.parent().orElseThrow();
    String name = method.methodName().stringValue();
    if (name.startsWith("<") || code.elementStream().noneMatch(this::isTouched)) {
      return false;
    }
    if (code instanceof CodeAttribute attribute && attribute.codeLength() > MOST_BYTES) {
      tooLarge.add(type.replace('/', '.') + '.' + name);
      return false;
    }
    return true;
  }

  private boolean isTouched(CodeElement element) {
    return switch (element) {
      case FieldInstruction field -> sharedField(field) != null;
      case ArrayLoadInstruction _, ArrayStoreInstruction _, MonitorInstruction _ -> true;
      case InvokeInstruction call -> kind(call) != Kind.PLAIN;
      case InvokeDynamicInstruction _ -> true;
      default -> false;
    };
  }

  private @Nullable String sharedField(FieldInstruction field) {
    return field.opcode() == Opcode.GETFIELD || field.opcode() == Opcode.PUTFIELD
        ? classes.sharedField(
            field.owner().asInternalName(), field.name().stringValue(),
            field.type().stringValue())
        : null;
  }

  private enum Kind {
    /** Of {@code Unsafe}, with an object and an offset. */
    UNSAFE,
    /** Of a {@code VarHandle}. */
    HANDLE,
    /** Of a variable of {@code atomic}. */
    ATOMIC,
    /** Unparks a thread. */
    UNPARK,
    /** Leads out of {@code java.util.concurrent}. */
    OUTSIDE,
    /** Any other call. */
    PLAIN
  }

  private Kind kind(InvokeInstruction call) {
    String owner = call.owner().asInternalName();
    String name = call.name().stringValue();
    boolean isStatic = call.opcode() == Opcode.INVOKESTATIC;
    if (owner.equals("jdk/internal/misc/Unsafe")) {
      boolean isAccess =
          !isStatic && accessOf(name) >= 0
              && call.type().stringValue().startsWith("(Ljava/lang/Object;J");
      return isAccess ? Kind.UNSAFE : Kind.PLAIN;
    }
    if (owner.equals("java/lang/invoke/VarHandle")) {
      return !isStatic && accessOf(name) >= 0 ? Kind.HANDLE : Kind.PLAIN;
    }
    if (DeepClasses.isAtomic(owner)) {
      return isStatic || name.equals("<init>") ? Kind.PLAIN : Kind.ATOMIC;
    }
    if (owner.equals(HookInstructions.HOOKS_NAME.replace('.', '/')) && name.equals("unpark")) {
      return Kind.UNPARK; // in place of that of Unsafe
    }
    if (owner.equals("java/util/concurrent/locks/LockSupport")) {
      return name.equals("unpark") ? Kind.UNPARK : Kind.OUTSIDE;
    }
    if (name.equals("<init>")) {
      boolean isSimple =
          classes.isSimpleConstructor(owner, call.type().stringValue())
              || owner.startsWith("java/lang/")
              || HARMLESS.contains(owner);
      return isSimple ? Kind.PLAIN : Kind.OUTSIDE;
    }
    boolean isHarmless =
        owner.startsWith("[")
            || DeepClasses.isWoven(owner)
            || owner.startsWith("java/util/function/")
            || HARMLESS.contains(owner)
            || (owner.equals("java/lang/Thread")
                && (name.equals("currentThread") || name.equals("interrupted")
                    || name.equals("isInterrupted")));
    return isHarmless ? Kind.PLAIN : Kind.OUTSIDE;
  }

  /** What a method of {@code Unsafe} or {@code VarHandle} of this name does, or -1 if it accesses nothing. */
  private static int accessOf(String name) {
    if (name.startsWith("getAnd") || name.contains("ompareAnd")) {
      return DeepHooks.UPDATE;
    }
    if (name.startsWith("get")) {
      return DeepHooks.READ;
    }
    return name.startsWith("set") || name.startsWith("put") ? DeepHooks.WRITE : -1;
  }

  /** What a method of a variable of {@code atomic} of this name does. */
  private static int accessOfAtomic(String name) {
    return switch (name) {
      case "get", "getPlain", "getOpaque", "getAcquire", "intValue", "longValue" ->
        DeepHooks.READ;
      case "set", "lazySet", "setPlain", "setOpaque", "setRelease" -> DeepHooks.WRITE;
      default -> DeepHooks.UPDATE;
    };
  }

  /** Leaves the original body and adds the woven one. */
  private final class TwoBodies implements CodeTransform {
    private final CodeModel code;
    private final Map<Label, Label> labels = new LinkedHashMap<>();

    /** Handlers, and of these those that catch everything by name and go on. */
    private final List<Label> handlers = new ArrayList<>();
    private final List<Label> catchers = new ArrayList<>();

    private @Nullable Label woven;

    /** The local variable with the mode. */
    private int mode;

    TwoBodies(CodeModel code) {
      this.code = code;
      code.exceptionHandlers()
          .forEach(
              each -> {
                handlers.add(each.handler());
                String type = each.catchType().map(ClassEntry::asInternalName).orElse("");
                if (type.equals("java/lang/Throwable") || type.equals("java/lang/Error")) {
                  catchers.add(each.handler());
                }
              });
    }

    @Override
    public void atStart(CodeBuilder out) {
      Label start = out.newLabel();
      woven = start;
      mode = out.allocateLocal(TypeKind.INT);
      hook(out, "mode", MethodTypeDesc.of(CD_int));
      out.dup();
      out.istore(mode);
      out.ifne(start);
    }

    @Override
    public void accept(CodeBuilder out, CodeElement element) {
      out.with(element);
    }

    @Override
    public void atEnd(CodeBuilder out) {
      Label start = woven;
      if (start != null) {
        out.labelBinding(start);
        code.forEach(each -> weave(out, each));
      }
    }

    private void hook(CodeBuilder out, String name, MethodTypeDesc type) {
      out.invokestatic(HOOKS, name, type);
    }

    private void hook(CodeBuilder out, String name, ClassDesc... parameters) {
      hook(out, name, MethodTypeDesc.of(CD_void, parameters));
    }

    private Label copy(CodeBuilder out, Label label) {
      return labels.computeIfAbsent(label, each -> out.newLabel());
    }

    private void restore(CodeBuilder out) {
      out.iload(mode);
      hook(out, "restore", CD_int);
    }

    private void weave(CodeBuilder out, CodeElement element) {
      switch (element) {
        case LabelTarget target -> {
          out.labelBinding(copy(out, target.label()));
          if (contains(handlers, target.label())) {
            restore(out);
          }
          if (contains(catchers, target.label())) {
            out.dup();
            hook(out, "caught", CD_Throwable);
          }
        }
        case ExceptionCatch range -> {
          // The handler of a synchronized block covers itself, so what it throws would come back for ever.
          if (range.tryStart() != range.handler()) {
            out.with(
                ExceptionCatch.of(
                    copy(out, range.handler()), copy(out, range.tryStart()),
                    copy(out, range.tryEnd()), range.catchType()));
          }
        }
        case BranchInstruction branch -> out.with(
            BranchInstruction.of(branch.opcode(), copy(out, branch.target())));
        case LookupSwitchInstruction choice -> out.with(
            LookupSwitchInstruction.of(
                copy(out, choice.defaultTarget()), cases(out, choice.cases())));
        case TableSwitchInstruction choice -> out.with(
            TableSwitchInstruction.of(
                choice.lowValue(), choice.highValue(), copy(out, choice.defaultTarget()),
                cases(out, choice.cases())));
        case LineNumber line -> out.with(line);
        case FieldInstruction field -> {
          String key = sharedField(field);
          if (key != null) {
            field(out, field, key);
          }
          out.with(field);
        }
        case ArrayLoadInstruction load -> {
          out.dup2();
          element(out, DeepHooks.READ);
          out.with(load);
        }
        case ArrayStoreInstruction store -> {
          TypeKind kind = store.typeKind().asLoadable();
          int value = out.allocateLocal(kind);
          out.storeLocal(kind, value);
          out.dup2();
          element(out, DeepHooks.WRITE);
          out.loadLocal(kind, value);
          out.with(store);
        }
        case MonitorInstruction monitor -> {
          places++;
          out.dup();
          if (monitor.opcode() == Opcode.MONITORENTER) {
            hook(out, "enter", CD_Object);
            out.with(monitor);
          } else {
            out.with(monitor);
            hook(out, "exit", CD_Object);
          }
        }
        case InvokeInstruction call -> call(out, call);
        case InvokeDynamicInstruction call -> {
          hook(out, "leave");
          out.with(call);
          restore(out);
        }
        case PseudoInstruction _ -> {
          // names of local variables, for debuggers: the original body has them
        }
        case StackMapTableAttribute _, RuntimeVisibleTypeAnnotationsAttribute _, RuntimeInvisibleTypeAnnotationsAttribute _, CustomAttribute<
            ?> _ -> {
          // refer to places in the original body
        }
        default -> out.with(element);
      }
    }

    private static boolean contains(List<Label> labels, Label label) {
      return labels.stream().anyMatch(each -> each == label);
    }

    private List<SwitchCase> cases(CodeBuilder out, List<SwitchCase> cases) {
      return cases.stream()
          .map(each -> SwitchCase.of(each.caseValue(), copy(out, each.target())))
          .toList();
    }

    private void field(CodeBuilder out, FieldInstruction field, String key) {
      places++;
      if (field.opcode() == Opcode.GETFIELD) {
        out.dup();
        out.loadConstant(key);
        hook(out, "read", CD_Object, CD_String);
        return;
      }
      if (TypeKind.from(field.typeSymbol()).slotSize() == 1) {
        out.dup2();
        out.pop();
      } else {
        out.dup2_x1();
        out.pop2();
        out.dup_x2();
      }
      out.loadConstant(key);
      hook(out, "write", CD_Object, CD_String);
    }

    /** The stack has array and index, twice. */
    private void element(CodeBuilder out, int access) {
      places++;
      out.loadConstant(access);
      hook(out, "element", CD_Object, CD_int, CD_int);
    }

    private void call(CodeBuilder out, InvokeInstruction call) {
      switch (kind(call)) {
        case PLAIN -> out.with(call);
        case OUTSIDE -> {
          hook(out, "leave");
          out.with(call);
          restore(out);
        }
        case UNSAFE -> {
          places++;
          CallArguments arguments = CallArguments.store(out, call);
          arguments.load(out, 0);
          arguments.load(out, 1);
          out.loadConstant(accessOf(call.name().stringValue()));
          hook(out, "unsafe", CD_Object, CD_long, CD_int);
          arguments.load(out);
          out.with(call);
        }
        case HANDLE -> handle(out, call);
        case ATOMIC -> {
          places++;
          CallArguments arguments = CallArguments.store(out, call);
          out.dup();
          out.loadConstant(accessOfAtomic(call.name().stringValue()));
          hook(out, "whole", CD_Object, CD_int);
          arguments.load(out);
          out.with(call);
        }
        case UNPARK -> {
          places++;
          out.dup();
          hook(out, "unpark", CD_Object);
          hook(out, "leave");
          out.with(call);
          restore(out);
        }
      }
    }

    private void handle(CodeBuilder out, InvokeInstruction call) {
      places++;
      CallArguments arguments = CallArguments.store(out, call);
      out.dup();
      arguments.loadTarget(out);
      arguments.loadIndex(out);
      out.loadConstant(accessOf(call.name().stringValue()));
      hook(out, "handle", HANDLE, CD_Object, CD_int, CD_int);
      arguments.load(out);
      out.with(call);
      restore(out);
    }
  }
}
