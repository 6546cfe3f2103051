package io.miniss.simulator.weave;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.miniss.simulator.weave.rewrite.BenignRaces;
import io.miniss.simulator.weave.rewrite.ClassWeaver;
import io.miniss.simulator.weave.rewrite.UnweavableException;
import io.miniss.simulator.weave.rewrite.WeaveCount;
import java.lang.classfile.ClassFile;
import java.lang.classfile.instruction.DiscontinuedInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import org.junit.jupiter.api.Test;

/** Class files that cannot be woven. */
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

  @Test
  void subroutinesAreRefused() {
    byte[] bytes =
        ClassFile.of(ClassFile.StackMapsOption.DROP_STACK_MAPS)
            .build(
                ClassDesc.of("a.B"),
                builder -> builder.withVersion(48, 0)
                    .withMethodBody(
                        "m", MethodTypeDesc.of(ConstantDescs.CD_void), ClassFile.ACC_STATIC,
                        code -> {
                          var target = code.newLabel();
                          code.with(DiscontinuedInstruction.JsrInstruction.of(target));
                          code.return_();
                          code.labelBinding(target);
                          code.astore(0);
                          code.with(DiscontinuedInstruction.RetInstruction.of(0));
                        }));
    assertThatThrownBy(() -> weaver.weave("a.B", bytes))
        .isInstanceOf(UnweavableException.class)
        .hasMessageContaining("subroutines (jsr)");
  }
}
