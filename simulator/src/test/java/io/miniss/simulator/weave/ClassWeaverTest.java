package io.miniss.simulator.weave;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.miniss.simulator.weave.rewrite.BenignRaces;
import io.miniss.simulator.weave.rewrite.ClassWeaver;
import io.miniss.simulator.weave.rewrite.UnweavableException;
import io.miniss.simulator.weave.rewrite.WeaveCount;
import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.classfile.instruction.DiscontinuedInstruction.JsrInstruction;
import java.lang.classfile.instruction.DiscontinuedInstruction.RetInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Class files that are unusual, or cannot be woven. */
class ClassWeaverTest {
  private final ClassWeaver weaver =
      new ClassWeaver(type -> null, type -> true, BenignRaces.annotated(), new WeaveCount());

  @Test
  void aNewerClassFileIsRefused() {
    byte[] bytes = ClassFile.of().build(ClassDesc.of("a.B"), builder -> {});
    bytes[7] = (byte) (ClassFile.latestMajorVersion() + 1);
    assertThatThrownBy(() -> weaver.weave("a.B", bytes))
        .isInstanceOf(UnweavableException.class)
        .hasMessageContaining("newer than this JVM's");
  }

  @Test
  void whatIsNoClassFileIsRefused() {
    assertThatThrownBy(() -> weaver.weave("a.B", new byte[40]))
        .isInstanceOf(UnweavableException.class)
        .hasMessageContaining("a.B cannot be woven");
  }

  /** As obfuscators make them. */
  @Test
  void fieldsOfOneNameDifferByType() {
    ClassDesc type = ClassDesc.of("a.B");
    byte[] bytes =
        ClassFile.of()
            .build(
                type,
                builder -> builder
                    .withField("a", ConstantDescs.CD_int,
                        ClassFile.ACC_STATIC | ClassFile.ACC_FINAL)
                    .withField("a", ConstantDescs.CD_long, ClassFile.ACC_STATIC)
                    .withMethodBody(
                        "m", MethodTypeDesc.of(ConstantDescs.CD_long), ClassFile.ACC_STATIC,
                        code -> code.getstatic(type, "a", ConstantDescs.CD_long).lreturn()));
    WeaveCount count = new WeaveCount();
    new ClassWeaver(
        name -> name.equals("a/B") ? bytes : null, name -> true, BenignRaces.annotated(), count)
        .weave("a.B", bytes);
    assertThat(count.places()).isEqualTo(1);
  }

  @Test
  void codeThatGrowsTooLongIsWovenWithoutArrays() {
    byte[] bytes =
        ClassFile.of()
            .build(
                ClassDesc.of("a.B"),
                builder -> builder.withMethodBody(
                    "m", MethodTypeDesc.of(ConstantDescs.CD_void, ConstantDescs.CD_int.arrayType()),
                    ClassFile.ACC_STATIC,
                    code -> {
                      for (int i = 0; i < 8_000; i++) {
                        code.aload(0).iconst_0().iconst_1().iastore();
                      }
                      code.return_();
                    }));
    WeaveCount count = new WeaveCount();
    new ClassWeaver(name -> null, name -> true, BenignRaces.annotated(), count)
        .weave("a.B", bytes);
    assertThat(count.uncontrolled()).contains("arrays in methods that are too large");
  }

  private static byte[] oldClass(Consumer<CodeBuilder> method) {
    return ClassFile.of(ClassFile.StackMapsOption.DROP_STACK_MAPS)
        .build(
            ClassDesc.of("a.B"),
            builder -> builder.withVersion(48, 0)
                .withMethodBody(
                    "m", MethodTypeDesc.of(ConstantDescs.CD_int, ConstantDescs.CD_int),
                    ClassFile.ACC_PUBLIC | ClassFile.ACC_STATIC, method));
  }

  private int woven(byte[] bytes, int argument) throws Throwable {
    byte[] woven = weaver.weave("a.B", bytes);
    ClassLoader loader = new ClassLoader() {
      @Override
      protected Class<?> findClass(String name) {
        return defineClass(name, woven, 0, woven.length);
      }
    };
    return (int) MethodHandles.publicLookup()
        .findStatic(
            loader.loadClass("a.B"), "m", MethodType.methodType(int.class, int.class))
        .invoke(argument);
  }

  private static byte[] classWithSubroutines() {
    return oldClass(
        code -> {
          Label inner = code.newLabel();
          Label outer = code.newLabel();
          Label handler = code.newLabel();
          Label start = code.newBoundLabel();
          code.with(JsrInstruction.of(outer));
          code.bipush(100).iload(0).idiv().istore(0);
          Label end = code.newBoundLabel();
          code.with(JsrInstruction.of(inner));
          code.iload(0).ireturn();
          code.labelBinding(handler);
          code.pop();
          code.with(JsrInstruction.of(outer));
          code.iload(0).ireturn();
          code.labelBinding(outer);
          code.astore(1);
          code.with(JsrInstruction.of(inner));
          code.with(JsrInstruction.of(inner));
          code.with(RetInstruction.of(1));
          code.labelBinding(inner);
          code.astore(2).iinc(0, 1);
          code.with(RetInstruction.of(2));
          code.exceptionCatchAll(start, end, handler);
        });
  }

  /** 100 / (argument + 2) + 1, or the argument + 4 where that cannot be computed. */
  @ParameterizedTest
  @CsvSource({"8,11", "48,3", "-2,2"})
  void subroutinesAreCopiedToTheirCallers(int argument, int result) throws Throwable {
    assertThat(woven(classWithSubroutines(), argument)).isEqualTo(result);
  }

  @Test
  void subroutinesThatLoopAreCopiedOnce() throws Throwable {
    byte[] bytes =
        oldClass(
            code -> {
              Label subroutine = code.newLabel();
              Label again = code.newBoundLabel();
              code.with(JsrInstruction.of(subroutine));
              code.iload(0).ireturn();
              code.labelBinding(subroutine);
              code.astore(1).iinc(0, -1).iload(0).bipush(10).if_icmpgt(again); // leaves it by a jump
              code.with(RetInstruction.of(1));
            });
    assertThat(woven(bytes, 20)).isEqualTo(10);
  }

  @Test
  void aReturnToAnUnknownAddressIsRefused() {
    byte[] bytes =
        oldClass(
            code -> {
              Label subroutine = code.newLabel();
              code.with(JsrInstruction.of(subroutine));
              code.iload(0).ireturn();
              code.labelBinding(subroutine);
              code.nop().astore(1);
              code.with(RetInstruction.of(1));
            });
    assertThatThrownBy(() -> weaver.weave("a.B", bytes))
        .isInstanceOf(UnweavableException.class)
        .hasMessageContaining("a subroutine (jsr) returns to an address");
  }
}
