package io.miniss.simulator.weave.rewrite;

import static java.lang.constant.ConstantDescs.CD_Class;
import static java.lang.constant.ConstantDescs.CD_Object;
import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_void;

import io.miniss.simulator.text.WovenFrames;
import io.miniss.simulator.weave.hook.Statics;
import java.lang.classfile.AccessFlags;
import java.lang.classfile.ClassBuilder;
import java.lang.classfile.ClassElement;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassFileVersion;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeModel;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.FieldModel;
import java.lang.classfile.Label;
import java.lang.classfile.MethodModel;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.lang.reflect.AccessFlag;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Weaves a class: its methods pass points and use simulated monitors, threads and clocks ({@link MethodWeaver}),
 * its static state is initialised in each run ({@link Statics}), and an object that has no {@code hashCode} of
 * its own gets one that follows from the seed.
 */
public final class ClassWeaver {
  /** In the loader of the woven classes: its field {@link #EPOCH_FIELD} is the number of the run. */
  public static final String EPOCH_CLASS = "io.miniss.woven.Epoch";

  /** The number of the run. */
  public static final String EPOCH_FIELD = "now";

  private static final String HASH = WovenFrames.PREFIX + "hash";
  private static final ClassDesc EPOCH = ClassDesc.of(EPOCH_CLASS);

  /** Older class files have no static methods of interfaces, constants of classes, or stack maps. */
  private static final int OLDEST_WITHOUT_CHANGE = ClassFile.JAVA_8_VERSION;

  private final ClassHierarchy classes;
  private final WeaveCount count;
  private final WeaveContext context;
  private final ClassFile classFile;

  /**
   * A weaver of classes that see each other.
   *
   * @param files the bytes of a class by its internal name, or null
   * @param isWoven whether a class, by its internal name, is woven
   * @param benign which races are said to do no harm
   */
  public ClassWeaver(
      Function<String, byte @Nullable []> files, Predicate<String> isWoven, BenignRaces benign,
      WeaveCount count) {
    this(files, isWoven, benign, false, count);
  }

  /**
   * A weaver of classes that see each other.
   *
   * @param files the bytes of a class by its internal name, or null
   * @param isWoven whether a class, by its internal name, is woven
   * @param benign which races are said to do no harm
   * @param isDeep whether {@code java.util.concurrent} is woven inside
   */
  public ClassWeaver(
      Function<String, byte @Nullable []> files, Predicate<String> isWoven, BenignRaces benign,
      boolean isDeep, WeaveCount count) {
    this.classes = new ClassHierarchy(files);
    this.count = count;
    this.context = new WeaveContext(classes, isWoven, benign, isDeep, count);
    this.classFile =
        ClassFile.of(
            ClassFile.StackMapsOption.GENERATE_STACK_MAPS,
            ClassFile.ClassHierarchyResolverOption.of(classes.resolver()));
  }

  /**
   * The woven class.
   *
   * @throws UnweavableException if its class file cannot be woven; says why
   */
  public byte[] weave(String name, byte[] bytes) {
    return weave(name, bytes, true);
  }

  /** The same where an agent has made {@code bytes} of what the compiler has written. */
  public byte[] weaveChanged(String name, byte[] bytes) {
    return weave(name, bytes, false);
  }

  private byte[] weave(String name, byte[] bytes, boolean isAsCompiled) {
    ClassHierarchy.refuseNewer(name, bytes);
    try {
      ClassModel model = withoutSubroutines(classFile.parse(bytes));
      if (isAsCompiled) {
        classes.add(model);
      }
      byte[] woven = classFile.transformClass(model, new Weave(model));
      count.addClass();
      return woven;
    } catch (UnweavableException e) {
      throw e;
    } catch (IllegalArgumentException e) {
      throw new UnweavableException(
          "the class " + name + " cannot be woven: " + e.getMessage(), e);
    }
  }

  private ClassModel withoutSubroutines(ClassModel model) {
    boolean hasSubroutines =
        model.majorVersion() < OLDEST_WITHOUT_CHANGE
            && model.methods().stream().anyMatch(Subroutines::areIn);
    return hasSubroutines ? classFile.parse(Subroutines.inlined(model)) : model;
  }

  /** The class that holds the static fields of the interface {@code type}, by internal name. */
  public byte[] holderOf(String type) {
    ClassModel model = classes.modelOf(type);
    return ClassFile.of()
        .build(
            ClassDesc.ofInternalName(type + Statics.HOLDER_SUFFIX),
            builder -> {
              builder.withFlags(ClassFile.ACC_PUBLIC | ClassFile.ACC_SYNTHETIC);
              builder.withField(
                  Statics.EPOCH, CD_int, ClassFile.ACC_PUBLIC | ClassFile.ACC_STATIC);
              if (model != null) {
                model.fields().stream()
                    .filter(ClassInitialisation::isState)
                    .forEach(
                        field -> builder.withField(
                            field.fieldName().stringValue(),
                            field.fieldTypeSymbol(),
                            ClassFile.ACC_PUBLIC | ClassFile.ACC_STATIC));
              }
            });
  }

  /** The class with the number of the run, for a loader of woven classes. */
  public static byte[] epochClass() {
    return ClassFile.of()
        .build(
            EPOCH,
            builder -> {
              builder.withFlags(ClassFile.ACC_PUBLIC | ClassFile.ACC_SYNTHETIC);
              builder.withField(
                  EPOCH_FIELD, CD_int, ClassFile.ACC_PUBLIC | ClassFile.ACC_STATIC);
            });
  }

  // ---- static state ----

  /** Where the state of {@code model} is kept. */
  private static ClassDesc holder(ClassModel model) {
    return model.flags().has(AccessFlag.INTERFACE)
        ? ClassDesc.ofInternalName(model.thisClass().asInternalName() + Statics.HOLDER_SUFFIX)
        : model.thisClass().asSymbol();
  }

  /** The transformation of one class. */
  private final class Weave implements ClassTransform {
    private final ClassModel model;
    private final ClassDesc self;
    private final boolean isInterface;
    private final boolean isInitialised;
    private final References references;
    private final boolean hasInitialiser;

    Weave(ClassModel model) {
      this.model = model;
      this.self = model.thisClass().asSymbol();
      this.isInterface = model.flags().has(AccessFlag.INTERFACE);
      this.isInitialised = context.initialisation().isInitialised(model);
      this.references = new References(self, isInterface);
      this.hasInitialiser =
          model.methods().stream().anyMatch(each -> each.methodName().equalsString("<clinit>"));
    }

    @Override
    public void accept(ClassBuilder builder, ClassElement element) {
      switch (element) {
        case ClassFileVersion version when version.majorVersion() < OLDEST_WITHOUT_CHANGE -> builder
            .withVersion(OLDEST_WITHOUT_CHANGE, 0);
        case FieldModel field when ClassInitialisation.isState(field) && !isInterface ->
          builder.transformField(
              field,
              (out, part) -> {
                if (part instanceof AccessFlags flags) {
                  out.withFlags(flags.flagsMask() & ~ClassFile.ACC_FINAL);
                } else {
                  out.with(part);
                }
              });
        case MethodModel method when method.methodName().equalsString("<clinit>") -> initialiser(
            builder, method.code().orElseThrow(), method);
        case MethodModel method when CoverageProbes.isAdded(method) -> builder.with(method);
        case MethodModel method when method.code().isPresent() -> method(builder, method);
        default -> builder.with(element);
      }
    }

    @Override
    public void atEnd(ClassBuilder builder) {
      if (isInitialised) {
        if (!hasInitialiser) {
          initialiser(builder, null, null);
        }
        if (!isInterface) {
          builder.withField(
              Statics.EPOCH, CD_int,
              ClassFile.ACC_PUBLIC | ClassFile.ACC_STATIC | ClassFile.ACC_SYNTHETIC
                  | ClassFile.ACC_TRANSIENT);
        }
        builder.withMethodBody(
            Statics.INIT,
            WeaveContext.NOTHING,
            ClassFile.ACC_PUBLIC | ClassFile.ACC_STATIC | ClassFile.ACC_SYNTHETIC,
            this::init);
      }
      references.build(builder);
      boolean isRoot =
          model.superclass().map(each -> each.asInternalName().equals("java/lang/Object"))
              .orElse(false);
      if (isRoot && !isInterface && !classes.hasHashCode(model.thisClass().asInternalName())) {
        hashCode(builder);
      }
    }

    private void init(CodeBuilder code) {
      Label done = code.newLabel();
      code.getstatic(holder(model), Statics.EPOCH, CD_int);
      code.getstatic(EPOCH, EPOCH_FIELD, CD_int);
      code.if_icmpeq(done);
      code.loadConstant(self);
      code.loadConstant(holder(model));
      code.getstatic(EPOCH, EPOCH_FIELD, CD_int);
      code.invokestatic(
          Redirections.STATICS, "initialise",
          MethodTypeDesc.of(CD_void, CD_Class, CD_Class, CD_int));
      code.labelBinding(done);
      code.return_();
    }

    private void initialiser(
        ClassBuilder builder, @Nullable CodeModel code, @Nullable MethodModel method) {
      int flags = ClassFile.ACC_PUBLIC | ClassFile.ACC_STATIC | ClassFile.ACC_SYNTHETIC;
      if (code == null || method == null) {
        builder.withMethodBody(
            Statics.INITIALISER, WeaveContext.NOTHING, flags,
            out -> {
              begin(out);
              out.return_();
            });
        return;
      }
      CodeTransform beginning = new CodeTransform() {
        @Override
        public void atStart(CodeBuilder out) {
          begin(out);
        }

        @Override
        public void accept(CodeBuilder out, CodeElement element) {
          out.with(element);
        }
      };
      builder.withMethod(
          Statics.INITIALISER, WeaveContext.NOTHING, flags,
          out -> out.transformCode(
              code,
              new MethodWeaver(context, model, method, code, "", references)
                  .andThen(beginning)));
    }

    /** What is initialised before; then every static field is as it was before the initialiser. */
    private void begin(CodeBuilder code) {
      for (String each : context.initialisation().before(model)) {
        context.initialisation().initialise(code, each);
      }
      for (FieldModel field : model.fields()) {
        if (ClassInitialisation.isState(field) && !field.flags().has(AccessFlag.ENUM)) {
          ClassDesc type = field.fieldTypeSymbol();
          zero(code, TypeKind.from(type).asLoadable());
          code.putstatic(holder(model), field.fieldName().stringValue(), type);
        }
      }
    }

    private void zero(CodeBuilder code, TypeKind kind) {
      switch (kind) {
        case LONG -> code.lconst_0();
        case FLOAT -> code.fconst_0();
        case DOUBLE -> code.dconst_0();
        case REFERENCE -> code.aconst_null();
        default -> code.iconst_0();
      }
    }

    private void method(ClassBuilder builder, MethodModel method) {
      CodeModel code = method.code().orElseThrow();
      boolean isUse =
          !isCalledFromWithin(method)
              && (method.flags().has(AccessFlag.STATIC)
                  || method.methodName().equalsString("<init>"));
      String begins = isUse ? context.initialisation().byUseOf(model) : "";
      builder.transformMethod(
          method,
          (out, part) -> {
            if (part instanceof AccessFlags flags) {
              out.withFlags(flags(flags.flagsMask()));
            } else if (part instanceof CodeModel) {
              out.transformCode(
                  code,
                  new MethodWeaver(context, model, method, code, begins, references));
            } else {
              out.with(part);
            }
          });
    }

    /**
     * Bodies of lambdas are; what older compilers make for the access of nested classes is not. While an initialiser
     * runs, another thread may call one, which waits as for each static method.
     */
    private boolean isCalledFromWithin(MethodModel method) {
      return method.flags().has(AccessFlag.SYNTHETIC) && method.flags().has(AccessFlag.PRIVATE)
          && !(hasInitialiser && method.flags().has(AccessFlag.STATIC));
    }

    private int flags(int mask) {
      return mask & ~ClassFile.ACC_SYNCHRONIZED;
    }

    /** An identity hash code that is drawn when it is asked for first, and kept. */
    private void hashCode(ClassBuilder builder) {
      builder.withField(
          HASH, CD_int,
          ClassFile.ACC_PRIVATE | ClassFile.ACC_SYNTHETIC | ClassFile.ACC_TRANSIENT);
      builder.withMethodBody(
          "hashCode",
          MethodTypeDesc.of(CD_int),
          ClassFile.ACC_PUBLIC | ClassFile.ACC_SYNTHETIC,
          code -> {
            Label known = code.newLabel();
            code.aload(0);
            code.getfield(self, HASH, CD_int);
            code.dup();
            code.ifne(known);
            code.pop();
            code.aload(0);
            code.aload(0);
            code.invokestatic(
                Redirections.HASH_CODES, "newHash", MethodTypeDesc.of(CD_int, CD_Object));
            code.dup_x1();
            code.putfield(self, HASH, CD_int);
            code.labelBinding(known);
            code.ireturn();
          });
    }
  }
}
