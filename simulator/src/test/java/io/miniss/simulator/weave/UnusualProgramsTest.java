package io.miniss.simulator.weave;

import static java.lang.constant.ConstantDescs.CD_Object;
import static java.lang.constant.ConstantDescs.CD_String;
import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_long;
import static java.lang.constant.ConstantDescs.CD_void;
import static java.lang.constant.ConstantDescs.MTD_void;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.miniss.simulator.SimulationOptions;
import io.miniss.simulator.SimulationResult;
import io.miniss.simulator.Simulator;
import io.miniss.simulator.engine.FailureKind;
import io.miniss.simulator.engine.RunFailure;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeBuilder;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Programs that obfuscators, other compilers, signers and module builders make, and broken ones. */
final class UnusualProgramsTest {
  private static final MethodTypeDesc MAIN = MethodTypeDesc.of(CD_void, CD_String.arrayType());

  @TempDir
  Path directory;

  private void write(String type, byte[] file) throws IOException {
    Path path = directory.resolve(type + ".class");
    Files.createDirectories(path.getParent());
    Files.write(path, file);
  }

  /** Compiles classes without their file names being of any interest. */
  private void compile(String... sources) {
    JavaCompiler compiler = javax.tools.ToolProvider.getSystemJavaCompiler();
    List<JavaFileObject> files = new ArrayList<>();
    for (String each : sources) {
      String name =
          each.startsWith("module ")
              ? "module-info"
              : each.replaceAll("(?s).*?(?:class|interface) (\\w+).*", "$1");
      files.add(
          new SimpleJavaFileObject(
              URI.create("text:///" + name + ".java"), JavaFileObject.Kind.SOURCE) {
            @Override
            public CharSequence getCharContent(boolean ignoreEncodingErrors) {
              return each;
            }
          });
    }
    boolean isCompiled =
        compiler
            .getTask(
                null, null, null, List.of("-g", "-d", directory.toString()), null, files)
            .call();
    assertThat(isCompiled).isTrue();
  }

  private static JavaProgram program(String type, Path path, String packages) {
    return JavaProgram.of(
        JavaProgram.settings(
            type, List.of(), path.toString(), packages, true, Optional.empty(), true));
  }

  @Test
  void eachRunEscapesInAnInitialiserThatWaits() throws IOException {
    compile(
        """
        public class Uses {
          static int sum;
          public static void main(String[] arguments) {
            sum += Slow.value();
          }
        }
        """,
        """
        public class Slow {
          static {
            try {
              Thread.sleep(10);
            } catch (InterruptedException e) {
              throw new AssertionError(e);
            }
          }
          static int value() {
            return 1;
          }
        }
        """);
    JavaProgram program = program("Uses", directory, "Uses");
    for (int seed = 0; seed < 3; seed++) {
      assertThat(Simulator.run(SimulationOptions.seed(seed), program::run).failure())
          .hasValueSatisfying(
              failure -> assertThat(failure.kind()).isEqualTo(FailureKind.ESCAPE));
    }
  }

  private static Optional<RunFailure> failureOf(JavaProgram program) {
    for (int seed = 0; seed < 20; seed++) {
      SimulationResult result = Simulator.run(SimulationOptions.seed(seed), program::run);
      if (result.failure().isPresent()) {
        return result.failure();
      }
    }
    return Optional.empty();
  }

  /** Two threads add to a field of another class; names as no compiler makes them. */
  private static byte[] obfuscated(String type, String other) {
    ClassDesc self = ClassDesc.ofInternalName(type);
    ClassDesc data = ClassDesc.ofInternalName(other);
    ClassDesc thread = ClassDesc.of("java.lang.Thread");
    ClassDesc runnable = ClassDesc.of("java.lang.Runnable");
    MethodTypeDesc ofInt = MethodTypeDesc.of(CD_int);
    MethodTypeDesc ofLong = MethodTypeDesc.of(CD_long);
    int guarded = ClassFile.ACC_STATIC | ClassFile.ACC_SYNCHRONIZED;
    Consumer<CodeBuilder> newSelf =
        code -> code.new_(self).dup().invokespecial(self, "<init>", MTD_void);
    return ClassFile.of()
        .build(
            self,
            made -> made.withInterfaceSymbols(runnable)
                .withFlags(ClassFile.ACC_PUBLIC)
                .withField("if", CD_int, ClassFile.ACC_STATIC)
                .withField("if", CD_long, ClassFile.ACC_STATIC)
                .withMethodBody(
                    "<init>", MTD_void, ClassFile.ACC_PUBLIC,
                    code -> code.aload(0).invokespecial(CD_Object, "<init>", MTD_void).return_())
                .withMethodBody(
                    " ", ofInt, guarded,
                    code -> code.getstatic(self, "if", CD_int).iconst_1().iadd().dup()
                        .putstatic(self, "if", CD_int).ireturn())
                .withMethodBody(
                    " ", ofLong, guarded,
                    code -> code.getstatic(self, "if", CD_long).lconst_1().ladd().dup2()
                        .putstatic(self, "if", CD_long).lreturn())
                .withMethodBody(
                    "run", MTD_void, ClassFile.ACC_PUBLIC,
                    code -> code.invokestatic(self, " ", ofInt).pop()
                        .invokestatic(self, " ", ofLong).pop2()
                        .getstatic(data, "1", CD_int).iconst_1().iadd()
                        .putstatic(data, "1", CD_int).return_())
                .withMethodBody(
                    "main", MAIN, ClassFile.ACC_PUBLIC | ClassFile.ACC_STATIC,
                    code -> {
                      code.new_(thread).dup();
                      newSelf.accept(code);
                      code.invokespecial(
                          thread, "<init>", MethodTypeDesc.of(CD_void, runnable)).astore(1);
                      code.aload(1).invokevirtual(thread, "start", MTD_void);
                      newSelf.accept(code);
                      code.invokevirtual(self, "run", MTD_void);
                      code.aload(1).invokevirtual(thread, "join", MTD_void).return_();
                    }));
  }

  private static byte[] data(String type) {
    return ClassFile.of()
        .build(
            ClassDesc.ofInternalName(type),
            made -> made.withField("1", CD_int, ClassFile.ACC_STATIC));
  }

  private static byte[] ofVersion(byte[] file, int major) {
    byte[] changed = file.clone();
    changed[6] = (byte) (major >> 8);
    changed[7] = (byte) major;
    return changed;
  }

  @ParameterizedTest
  @CsvSource({"a/a, a/b", "1/if, '1/ '", "a, 1"})
  void obfuscatedNamesAreWovenByDefault(String type, String other) throws IOException {
    write(type, obfuscated(type, other));
    write(other, data(other));
    JavaProgram program = program(type.replace('/', '.'), directory, "");
    String field = other.substring(other.lastIndexOf('/') + 1) + ".1";
    assertThat(failureOf(program).orElseThrow().message())
        .contains("data race on " + field)
        .contains(".run(" + type.substring(type.lastIndexOf('/') + 1) + ".java), without a lock");
    assertThat(program.report()).startsWith("woven: 2 classes, ");
  }

  @Test
  void newerClassThatAnotherNamesIsRefused() throws IOException {
    write("a/a", obfuscated("a/a", "a/b"));
    write("a/b", ofVersion(data("a/b"), 90));
    assertThatThrownBy(() -> program("a.a", directory, ""))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("the class a.b is of a class file version (90) that is newer");
  }

  @Test
  void brokenClassFilesAreRefused() throws IOException {
    write("a/text", new byte[] {'t', 'e', 'x', 't'});
    byte[] whole = obfuscated("a/cut", "a/b");
    write("a/cut", Arrays.copyOf(whole, whole.length / 2));
    write("b/moved", obfuscated("a/moved", "a/b"));
    assertThatThrownBy(() -> program("a.text", directory, ""))
        .hasMessageContaining("the class a.text cannot be woven: Bad magic number");
    assertThatThrownBy(() -> program("a.cut", directory, ""))
        .hasMessageContaining("the class a.cut cannot be woven");
    assertThatThrownBy(() -> program("b.moved", directory, ""))
        .hasMessageContaining("the file of the class b.moved has another class in it");
  }

  @Test
  void classPathWithoutNamedClassIsRefused() throws IOException {
    compile(
        "package com.acme; public class Main { static Part part(Part part) { return part; }"
            + " public static void main(String[] a) { part(null); } }",
        "package com.acme; class Part {}",
        "package com.acme; public class Test { @org.junit.jupiter.api.Test void test(Part part) {} }");
    Files.delete(directory.resolve("com/acme/Part.class"));
    for (String entry : List.of("com.acme.Main", "com.acme.Test#test")) {
      assertThatThrownBy(() -> program(entry, directory, ""))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageEndingWith("needs a class that is not on the class path: com/acme/Part");
    }
  }

  @Test
  void starInClassPathStandsForJars() throws IOException {
    compile("package com.acme; class Part { static int n; }",
        "package com.acme; public class Main { public static void main(String[] a) { Part.n++; } }");
    Path lib = Files.createDirectory(directory.resolve("lib"));
    for (String each : List.of("Main", "Part")) {
      try (ZipOutputStream jar =
          new ZipOutputStream(Files.newOutputStream(lib.resolve(each + ".jar")))) {
        String name = "com/acme/" + each + ".class";
        jar.putNextEntry(new ZipEntry(name));
        jar.write(Files.readAllBytes(directory.resolve(name)));
      }
    }
    JavaProgram program = program("com.acme.Main", lib.resolve("*"), "");
    assertThat(Simulator.run(SimulationOptions.seed(0), program::run).isSuccess()).isTrue();
    assertThat(program.name()).contains("lib/*");
    Path none = Files.createDirectory(directory.resolve("none")).resolve("*");
    assertThatThrownBy(() -> program("com.acme.Main", none, ""))
        .hasMessage("the class path has no jars where it says " + none);
  }

  @Test
  void classNameWithSlashesIsRefused() {
    assertThatThrownBy(() -> program("com/acme/Main", directory, ""))
        .hasMessage("the name of a class has dots, as in com.acme.Main: \"com/acme/Main\"");
  }

  @Test
  void patternWithoutAnyClassIsReported() {
    compile(
        "package com.acme; public class Main { static int n; public static void main(String[] a) { n++; } }");
    JavaProgram program = program("com.acme.Main", directory, "com.acme,org.nothing");
    assertThat(failureOf(program)).isEmpty();
    assertThat(program.report()).endsWith("; no class that was loaded is of org.nothing");
  }

  @Test
  void providersThatModulesDeclareAreFound() {
    compile(
        "module m { uses com.mod.Service; provides com.mod.Service with com.mod.Provider; }",
        "package com.mod; public interface Service { int next(); }",
        "package com.mod; public class Provider implements Service {"
            + " int n; public int next() { return ++n; } }",
        "package com.mod; public class Main { public static void main(String[] a) throws Exception {"
            + " Service found = java.util.ServiceLoader.load(Service.class).findFirst().orElseThrow();"
            + " Thread other = new Thread(found::next); other.start(); found.next(); other.join(); } }");
    assertThat(failureOf(program("com.mod.Main", directory, "")).orElseThrow().message())
        .contains("data race on Provider@1.n");
  }

  @Test
  void partlyWovenSignedPackageIsLoaded() throws IOException, GeneralSecurityException {
    compile(
        "package com.signed; public class Main { static int n; public static void main(String[] a) {"
            + " n++; if (Other.sum(n, 2) != 3) { throw new AssertionError(); } } }",
        "package com.signed; class Other { static int sum(int a, int b) { return a + b; } }");
    Path jar = directory.resolve("signed.jar");
    try (OutputStream file = Files.newOutputStream(jar);
        ZipOutputStream zip = new ZipOutputStream(file)) {
      for (String each : List.of("com/signed/Main.class", "com/signed/Other.class")) {
        zip.putNextEntry(new ZipEntry(each));
        zip.write(Files.readAllBytes(directory.resolve(each)));
      }
    }
    sign(jar);
    JavaProgram program = program("com.signed.Main", jar, "com.signed.Main");
    assertThat(failureOf(program)).isEmpty();
    assertThat(program.report()).startsWith("woven: 1 class, ");
  }

  private void sign(Path jar) throws GeneralSecurityException {
    String keys = directory.resolve("keys").toString();
    run(
        "keytool", "-genkeypair", "-keyalg", "EC", "-keystore", keys, "-storepass", "changeit",
        "-alias", "k", "-dname", "CN=test");
    run("jarsigner", "-keystore", keys, "-storepass", "changeit", jar.toString(), "k");
  }

  private static void run(String tool, String... arguments) throws GeneralSecurityException {
    Path command = Path.of(System.getProperty("java.home"), "bin", tool);
    List<String> words = new ArrayList<>(List.of(command.toString()));
    words.addAll(List.of(arguments));
    try {
      Process process =
          new ProcessBuilder(words).redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
      assertThat(process.waitFor()).as(tool).isZero();
    } catch (IOException e) {
      throw new GeneralSecurityException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  @Test
  void staticCallOnSubclassInitialisesSuperclass() {
    compile(
        "package com.acme; public class Main { public static void main(String[] a) {"
            + " Sub.call(); if (!Base.log.equals(\"base call \")) throw new AssertionError(Base.log); } }",
        "package com.acme; class Base { static String log = \"\"; static { Sub.log(\"base \"); } }",
        "package com.acme; class Sub extends Base { static void log(String text) { log += text; }"
            + " static void call() { log(\"call \"); } }");
    assertThat(failureOf(program("com.acme.Main", directory, ""))).isEmpty();
  }

  @Test
  void superclassIsInitialisedBeforeStaticCall() {
    compile(
        "package com.acme; public class Main { static int order; public static void main(String[] a) {"
            + " Sub.call(); if (order != 12) throw new AssertionError(order); } }",
        "package com.acme; class Base { static int n = Main.order = Main.order * 10 + 1; }",
        "package com.acme; class Sub extends Base { static void call() { Main.order = Main.order * 10 + 2; } }");
    assertThat(failureOf(program("com.acme.Main", directory, ""))).isEmpty();
  }

  @Test
  void synchronizedMethodsAreEnteredAtTheirFirstLine() {
    compile(
        """
        package com.acme; public class Main {
          synchronized void a(Main other) {
            other.b();
          }
          synchronized void b() {
          }
          public static void main(String[] args) throws Exception {
            Main one = new Main();
            Main two = new Main();
            Thread thread = new Thread(() -> one.a(two));
            thread.start();
            two.a(one);
            thread.join();
          }
        }
        """);
    JavaProgram program = program("com.acme.Main", directory, "");
    assertThat(failureOf(program).orElseThrow().message())
        .contains("Main.java:")
        .doesNotContain("java:-1", "java:0");
    SimulationResult traced = Simulator.trace(SimulationOptions.seed(0), program::run);
    assertThat(traced.trace().orElseThrow().steps())
        .filteredOn(each -> each.location().startsWith("monitor of "))
        .extracting(each -> each.source())
        .contains("Main.java:3")
        .allMatch(each -> each.matches("Main\\.java:\\d+"));
  }
}
