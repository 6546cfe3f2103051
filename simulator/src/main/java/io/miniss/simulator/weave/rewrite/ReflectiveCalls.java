package io.miniss.simulator.weave.rewrite;

import static java.lang.constant.ConstantDescs.CD_Class;
import static java.lang.constant.ConstantDescs.CD_MethodHandle;
import static java.lang.constant.ConstantDescs.CD_Object;
import static java.lang.constant.ConstantDescs.CD_String;
import static java.lang.constant.ConstantDescs.CD_VarHandle;
import static java.lang.constant.ConstantDescs.CD_boolean;
import static java.lang.constant.ConstantDescs.CD_int;

import io.miniss.runtime.spi.Access;
import io.miniss.simulator.weave.hook.Handle;
import io.miniss.simulator.weave.hook.Place;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.TypeKind;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Weaves the calls that name a class, a field or an element at run time: {@code Class.forName}, {@code java.lang.reflect},
 * field updaters, handles of variables and methods. They initialise the class and pass a point as code does that
 * names the same in its source.
 */
final class ReflectiveCalls {
  private static final String LOOKUP = "java/lang/invoke/MethodHandles$Lookup";
  private static final String METHOD_HANDLES = "java/lang/invoke/MethodHandles";
  private static final String VAR_HANDLE = "java/lang/invoke/VarHandle";
  private static final String FIELD = "java/lang/reflect/Field";
  private static final String ARRAY = "java/lang/reflect/Array";
  private static final ClassDesc CD_Executable =
      ClassDesc.ofInternalName("java/lang/reflect/Executable");
  private static final ClassDesc CD_Field = ClassDesc.ofInternalName(FIELD);

  /** Weaves one of the calls. */
  @FunctionalInterface
  private interface Weaving {
    void weave(ReflectiveCalls calls, CodeBuilder out, InvokeInstruction call);
  }

  /** By class and name; those of handles and fields that access something are not in it. */
  private static final Map<String, Weaving> EXACT = new TreeMap<>();

  static {
    EXACT.put("java/lang/Class.forName", (calls, out, call) -> forName(out, call));
    EXACT.put(LOOKUP + ".ensureInitialized", (calls, out, call) -> initialised(out, call));
    EXACT.put(
        "java/lang/Class.newInstance", (calls, out, call) -> ofClass(out, call, "useToMake"));
    EXACT.put(
        "java/lang/Class.getEnumConstants", (calls, out, call) -> ofClass(out, call, "use"));
    EXACT.put("java/lang/Enum.valueOf", (calls, out, call) -> ofFirst(out, call));
    EXACT.put("java/util/EnumMap.<init>", (calls, out, call) -> ofFirst(out, call));
    EXACT.put("java/util/EnumSet.allOf", (calls, out, call) -> ofFirst(out, call));
    EXACT.put("java/util/EnumSet.noneOf", (calls, out, call) -> ofFirst(out, call));
    EXACT.put(
        "java/lang/reflect/Constructor.newInstance",
        (calls, out, call) -> invoked(out, call));
    EXACT.put("java/lang/reflect/Method.invoke", (calls, out, call) -> invoked(out, call));
    EXACT.put(
        LOOKUP + ".findVarHandle", (calls, out, call) -> made(out, call, Handle.OF_OBJECT));
    EXACT.put(
        LOOKUP + ".findStaticVarHandle",
        (calls, out, call) -> made(out, call, Handle.OF_CLASS));
    EXACT.put(
        METHOD_HANDLES + ".arrayElementVarHandle",
        (calls, out, call) -> made(out, call, Handle.OF_ARRAY));
    EXACT.put(LOOKUP + ".unreflectVarHandle", (calls, out, call) -> unreflected(out, call));
    EXACT.put(VAR_HANDLE + ".withInvokeBehavior", (calls, out, call) -> same(out, call));
    EXACT.put(VAR_HANDLE + ".withInvokeExactBehavior", (calls, out, call) -> same(out, call));
    EXACT.put(VAR_HANDLE + ".toMethodHandle", (calls, out, call) -> methodOfHandle(out, call));
    EXACT.put(METHOD_HANDLES + ".varHandleInvoker", (calls, out, call) -> invoker(out, call));
    EXACT.put(
        METHOD_HANDLES + ".varHandleExactInvoker", (calls, out, call) -> invoker(out, call));
    EXACT.put(LOOKUP + ".findVirtual", (calls, out, call) -> found(out, call));
    EXACT.put(METHOD_HANDLES + ".arrayElementGetter", ReflectiveCalls::elementAccessor);
    EXACT.put(METHOD_HANDLES + ".arrayElementSetter", ReflectiveCalls::elementAccessor);
    for (String each : new String[] {"Getter", "Setter"}) {
      EXACT.put(LOOKUP + ".find" + each, ReflectiveCalls::accessor);
      EXACT.put(LOOKUP + ".findStatic" + each, ReflectiveCalls::accessor);
      EXACT.put(LOOKUP + ".unreflect" + each, ReflectiveCalls::accessor);
    }
  }

  private final PlaceNumbers places;

  ReflectiveCalls(PlaceNumbers places) {
    this.places = places;
  }

  /** Whether calls of {@code type.name} are woven here. */
  static boolean contain(String type, String name) {
    return EXACT.containsKey(type + '.' + name)
        || (type.equals(VAR_HANDLE) && !name.endsWith("Fence"))
        || isUpdater(type)
        || ((type.equals(FIELD) || type.equals(ARRAY)) && isReflectiveAccess(name));
  }

  void weave(CodeBuilder out, InvokeInstruction call, String type, String name) {
    Weaving exact = EXACT.get(type + '.' + name);
    if (exact != null) {
      exact.weave(this, out, call);
    } else if (type.equals(FIELD)) {
      field(out, call, name);
    } else if (type.equals(ARRAY)) {
      element(out, call, name);
    } else if (isUpdater(type) && name.equals("newUpdater")) {
      made(out, call, Handle.OF_OBJECT);
    } else if (isHandleAccess(name)) {
      handle(out, call, type, name);
    } else {
      out.with(call);
    }
  }

  /** Whether {@code type} is that of field updaters. */
  private static boolean isUpdater(String type) {
    return type.startsWith("java/util/concurrent/atomic/") && type.endsWith("FieldUpdater");
  }

  /** Whether {@code name} is an access mode of a handle. */
  private static boolean isHandleAccess(String name) {
    return name.startsWith("get") || name.startsWith("set") || name.contains("ompareAnd")
        || name.endsWith("AndGet") || name.equals("lazySet");
  }

  /** Whether an access through a handle orders threads. */
  private static boolean isOrdering(String type, String name) {
    return isUpdater(type)
        || !(name.equals("get") || name.equals("set") || name.endsWith("Opaque")
            || name.endsWith("Plain"));
  }

  /** Whether a method of a field or of arrays, as reflection knows them, reads or writes one. */
  private static boolean isReflectiveAccess(String name) {
    return switch (name) {
      case "get", "getBoolean", "getByte", "getChar", "getShort", "getInt", "getLong", "getFloat",
          "getDouble", "set", "setBoolean", "setByte", "setChar", "setShort", "setInt", "setLong",
          "setFloat", "setDouble" ->
        true;
      default -> false;
    };
  }

  private int place(String name) {
    return places.place(
        Place.NO_FIELD, name.startsWith("get") ? Access.READ : Access.WRITE, false, 0);
  }

  // ---- classes ----

  /** Its one argument is a name, or it has three, of which the second says whether the class is initialised. */
  private static void forName(CodeBuilder out, InvokeInstruction call) {
    List<ClassDesc> parameters = call.typeSymbol().parameterList();
    if (parameters.size() == 1) {
      initialised(out, call);
      return;
    }
    if (!parameters.contains(CD_boolean)) {
      out.with(call); // in a module
      return;
    }
    CallArguments arguments = CallArguments.store(out, call);
    arguments.load(out);
    out.with(call);
    out.dup();
    arguments.load(out, 1);
    out.invokestatic(
        Redirections.STATICS, "use", WeaveContext.voidOf(CD_Class, CD_boolean));
  }

  private static void initialised(CodeBuilder out, InvokeInstruction call) {
    out.with(call);
    out.dup();
    out.invokestatic(Redirections.STATICS, "use", WeaveContext.voidOf(CD_Class));
  }

  /** The class is the receiver. */
  private static void ofClass(CodeBuilder out, InvokeInstruction call, String use) {
    out.dup();
    out.invokestatic(Redirections.STATICS, use, WeaveContext.voidOf(CD_Class));
    out.with(call);
  }

  /** The class of an enum, whose constants the JDK keeps from run to run, may be the first argument. */
  private static void ofFirst(CodeBuilder out, InvokeInstruction call) {
    List<ClassDesc> parameters = call.typeSymbol().parameterList();
    if (parameters.isEmpty() || !parameters.getFirst().equals(CD_Class)) {
      out.with(call);
      return;
    }
    CallArguments arguments = CallArguments.store(out, call);
    arguments.load(out, 0);
    out.invokestatic(Redirections.STATICS, "use", WeaveContext.voidOf(CD_Class));
    arguments.load(out);
    out.with(call);
  }

  /** What its initialiser throws is not what the method or constructor throws. */
  private static void invoked(CodeBuilder out, InvokeInstruction call) {
    CallArguments arguments = CallArguments.store(out, call);
    out.dup();
    out.invokestatic(
        Redirections.STATICS, "useOf", WeaveContext.voidOf(CD_Executable));
    arguments.load(out);
    out.with(call);
  }

  // ---- handles of variables ----

  /** A handle is made of a class, which is the first argument, and the name of a field. */
  private static void made(CodeBuilder out, InvokeInstruction call, int kind) {
    int name = call.typeSymbol().parameterList().indexOf(CD_String);
    CallArguments arguments = CallArguments.store(out, call);
    arguments.load(out);
    out.with(call);
    arguments.load(out, 0);
    if (name < 0) {
      out.aconst_null();
    } else {
      arguments.load(out, name);
    }
    out.loadConstant(kind);
    out.invokestatic(
        Redirections.HANDLES, "created",
        MethodTypeDesc.of(CD_Object, CD_Object, CD_Class, CD_String, CD_int));
    out.checkcast(call.typeSymbol().returnType());
  }

  private static void unreflected(CodeBuilder out, InvokeInstruction call) {
    CallArguments arguments = CallArguments.store(out, call);
    arguments.load(out);
    out.with(call);
    arguments.load(out, 0);
    out.invokestatic(
        Redirections.HANDLES, "created", MethodTypeDesc.of(CD_Object, CD_Object, CD_Field));
    out.checkcast(call.typeSymbol().returnType());
  }

  /** What it returns is of the variable that the receiver is of. */
  private static void same(CodeBuilder out, InvokeInstruction call) {
    out.dup();
    out.with(call);
    out.dup_x1();
    out.invokestatic(
        Redirections.HANDLES, "derived", WeaveContext.voidOf(CD_Object, CD_Object));
  }

  /** An access through a handle to the object, or the array and the index, that its first arguments are. */
  private void handle(CodeBuilder out, InvokeInstruction call, String type, String name) {
    CallArguments arguments = CallArguments.store(out, call);
    out.dup();
    arguments.loadTarget(out);
    arguments.loadIndex(out);
    out.loadConstant(
        places.place(
            Place.NO_FIELD, SharedCalls.access(type, name), isOrdering(type, name), 0));
    out.invokestatic(
        Redirections.HANDLES, "access",
        WeaveContext.voidOf(CD_Object, CD_Object, CD_int, CD_int));
    arguments.load(out);
    out.with(call);
  }

  // ---- handles of methods ----

  /** The arguments are a class, the name of a field and its type, or the field itself. */
  private void accessor(CodeBuilder out, InvokeInstruction call) {
    CallArguments arguments = CallArguments.store(out, call);
    arguments.load(out);
    out.with(call);
    arguments.load(out);
    out.loadConstant(placeOfAccessor(call));
    MethodTypeDesc type = call.typeSymbol();
    out.invokestatic(
        Redirections.REFLECTED_FIELDS, "accessor",
        type.insertParameterTypes(type.parameterCount(), CD_int)
            .insertParameterTypes(0, CD_MethodHandle));
  }

  /** The receiver is the handle of the variable, the argument how it is accessed. */
  private static void methodOfHandle(CodeBuilder out, InvokeInstruction call) {
    CallArguments arguments = CallArguments.store(out, call);
    int handle = out.allocateLocal(TypeKind.REFERENCE);
    out.dup();
    out.astore(handle);
    arguments.load(out);
    out.with(call);
    out.aload(handle);
    arguments.load(out);
    out.invokestatic(
        Redirections.METHODS_OF_HANDLES, "ofVariable",
        MethodTypeDesc.of(
            CD_MethodHandle, CD_MethodHandle, CD_VarHandle, call.typeSymbol().parameterType(0)));
  }

  /** The first argument is how the variable is accessed. */
  private static void invoker(CodeBuilder out, InvokeInstruction call) {
    CallArguments arguments = CallArguments.store(out, call);
    arguments.load(out);
    out.with(call);
    arguments.load(out, 0);
    out.invokestatic(
        Redirections.METHODS_OF_HANDLES, "invoker",
        MethodTypeDesc.of(CD_MethodHandle, CD_MethodHandle, call.typeSymbol().parameterType(0)));
  }

  /** The first arguments are a class and the name of a method. */
  private static void found(CodeBuilder out, InvokeInstruction call) {
    CallArguments arguments = CallArguments.store(out, call);
    arguments.load(out);
    out.with(call);
    arguments.load(out, 0);
    arguments.load(out, 1);
    out.invokestatic(
        Redirections.METHODS_OF_HANDLES, "found",
        MethodTypeDesc.of(CD_MethodHandle, CD_MethodHandle, CD_Class, CD_String));
  }

  private void elementAccessor(CodeBuilder out, InvokeInstruction call) {
    out.with(call);
    out.loadConstant(placeOfAccessor(call));
    out.invokestatic(
        Redirections.METHODS_OF_HANDLES, "ofElement",
        MethodTypeDesc.of(CD_MethodHandle, CD_MethodHandle, CD_int));
  }

  private int placeOfAccessor(InvokeInstruction call) {
    return place(call.name().stringValue().endsWith("Getter") ? "get" : "set");
  }

  // ---- reflection ----

  private void field(CodeBuilder out, InvokeInstruction call, String name) {
    CallArguments arguments = CallArguments.store(out, call);
    arguments.load(out, 0);
    out.loadConstant(place(name));
    out.invokestatic(
        Redirections.REFLECTED_FIELDS, "access",
        MethodTypeDesc.of(CD_Field, CD_Field, CD_Object, CD_int));
    arguments.load(out);
    out.with(call);
  }

  private void element(CodeBuilder out, InvokeInstruction call, String name) {
    CallArguments arguments = CallArguments.store(out, call);
    arguments.load(out, 0);
    arguments.load(out, 1);
    out.loadConstant(place(name));
    out.invokestatic(
        Redirections.REFLECTED_FIELDS, "element",
        WeaveContext.voidOf(CD_Object, CD_int, CD_int));
    arguments.load(out);
    out.with(call);
  }
}
