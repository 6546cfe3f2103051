package io.miniss.simulator.weave.rewrite;

import io.miniss.simulator.text.WovenFrames;
import java.lang.classfile.ClassBuilder;
import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.DirectMethodHandleDesc;
import java.lang.constant.MethodHandleDesc;
import java.lang.constant.MethodTypeDesc;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The methods of a class that call what it has references to ({@code counter::incrementAndGet}). */
final class References {
  private final ClassDesc self;
  private final boolean isInterface;
  private final List<Reference> references = new ArrayList<>();

  private record Reference(
      DirectMethodHandleDesc handle, MethodTypeDesc type, MethodTypeDesc ofMethod, int line,
      CodeTransform weaving) {}

  References(ClassDesc self, boolean isInterface) {
    this.self = self;
    this.isInterface = isInterface;
  }

  /**
   * The method that is referred to in place of {@code handle}, whose parameters are {@code parameters}.
   *
   * @param receiver the type of the receiver; null if {@code handle} is of a static method
   * @param line where the reference is, in the source; 0 if that is unknown
   */
  ConstantDesc add(
      DirectMethodHandleDesc handle, @Nullable ClassDesc receiver, MethodTypeDesc parameters,
      int line, CodeTransform weaving) {
    MethodTypeDesc type =
        receiver == null ? parameters : parameters.insertParameterTypes(0, receiver);
    references.add(new Reference(handle, type, parameters, line, weaving));
    return MethodHandleDesc.ofMethod(
        isInterface
            ? DirectMethodHandleDesc.Kind.INTERFACE_STATIC
            : DirectMethodHandleDesc.Kind.STATIC,
        self, WovenFrames.REFERENCE + (references.size() - 1), type);
  }

  /** Whether {@code handle} is of a static method. */
  static boolean isStatic(DirectMethodHandleDesc handle) {
    return handle.kind() == DirectMethodHandleDesc.Kind.STATIC
        || handle.kind() == DirectMethodHandleDesc.Kind.INTERFACE_STATIC;
  }

  /** Adds the methods to the class. */
  void build(ClassBuilder builder) {
    for (int i = 0; i < references.size(); i++) {
      Reference each = references.get(i);
      builder.withMethodBody(
          WovenFrames.REFERENCE + i, each.type,
          ClassFile.ACC_PRIVATE | ClassFile.ACC_STATIC | ClassFile.ACC_SYNTHETIC,
          code -> code.transforming(
              each.weaving,
              out -> {
                if (each.line > 0) {
                  out.lineNumber(each.line);
                }
                boolean isConstructor =
                    each.handle.kind() == DirectMethodHandleDesc.Kind.CONSTRUCTOR;
                if (isConstructor) {
                  out.new_(each.handle.owner()).dup();
                }
                int slot = 0;
                for (ClassDesc parameter : each.type.parameterList()) {
                  TypeKind kind = TypeKind.from(parameter).asLoadable();
                  out.loadLocal(kind, slot);
                  slot += kind.slotSize();
                }
                if (isConstructor) {
                  out.invokespecial(
                      each.handle.owner(), ConstantDescs.INIT_NAME,
                      each.ofMethod.changeReturnType(ConstantDescs.CD_void));
                } else if (isStatic(each.handle)) {
                  out.invokestatic(
                      each.handle.owner(), each.handle.methodName(), each.ofMethod,
                      each.handle.isOwnerInterface());
                } else if (each.handle.isOwnerInterface()) {
                  out.invokeinterface(
                      each.handle.owner(), each.handle.methodName(), each.ofMethod);
                } else {
                  out.invokevirtual(each.handle.owner(), each.handle.methodName(), each.ofMethod);
                }
                out.return_(TypeKind.from(each.type.returnType()).asLoadable());
              }));
    }
  }
}
