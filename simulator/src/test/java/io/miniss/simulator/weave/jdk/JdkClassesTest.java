package io.miniss.simulator.weave.jdk;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.Opcode;
import java.lang.classfile.instruction.InvokeInstruction;
import java.net.URI;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The lists of classes are those of this JDK: a later one may have more. */
class JdkClassesTest {
  private static final Path BASE =
      FileSystems.getFileSystem(URI.create("jrt:/")).getPath("modules/java.base");

  /** They ask classes and locales for hash codes, which no program's order follows from. */
  private static final Set<String> HARMLESS =
      Set.of("java/util/Calendar", "java/util/ResourceBundle$CacheKey");

  /** Not in the packages that are looked through. */
  private static final Set<String> ELSEWHERE =
      Set.of("java/lang/Object", "jdk/internal/util/NullableKeyValueHolder");

  @Test
  void allCollectionsThatHashAreRewritten() throws IOException {
    Set<String> hashing = new TreeSet<>(ELSEWHERE);
    for (ClassModel model : classesOf("java/util", "java/util/concurrent")) {
      if (asksForHashCodes(model)) {
        hashing.add(model.thisClass().asInternalName());
      }
    }
    hashing.removeAll(HARMLESS);
    assertThat(JdkClasses.HASHING).containsExactlyElementsOf(hashing);
  }

  /** A monitor is either the simulation's or the JVM's: who waits in one, and who notifies, has to mean the same. */
  @Test
  void allUtilitiesThatWaitOrNotifyAreRewritten() throws IOException {
    Set<String> waiting = new TreeSet<>();
    for (ClassModel model : classesOf("java/util", "java/util/concurrent")) {
      if (waitsOrNotifies(model)) {
        waiting.add(model.thisClass().asInternalName());
      }
    }
    assertThat(JdkClasses.WAITING).containsAll(waiting);
    assertThat(waiting).contains("java/util/Timer$ThreadReaper");
  }

  private static boolean waitsOrNotifies(ClassModel model) {
    return calls(model)
        .anyMatch(
            call -> List.of("wait()V", "wait(J)V", "wait(JI)V", "notify()V", "notifyAll()V")
                .contains(call.name().stringValue() + call.type().stringValue()));
  }

  private static List<ClassModel> classesOf(String... folders) throws IOException {
    List<ClassModel> classes = new ArrayList<>();
    for (String folder : folders) {
      try (Stream<Path> files = Files.list(BASE.resolve(folder))) {
        for (Path each : files.filter(file -> file.toString().endsWith(".class")).toList()) {
          classes.add(ClassFile.of().parse(Files.readAllBytes(each)));
        }
      }
    }
    return classes;
  }

  private static Stream<InvokeInstruction> calls(ClassModel model) {
    return model.methods().stream()
        .flatMap(method -> method.code().stream())
        .flatMap(code -> code.elementStream())
        .filter(InvokeInstruction.class::isInstance)
        .map(InvokeInstruction.class::cast);
  }

  private static boolean asksForHashCodes(ClassModel model) {
    return calls(model)
        .anyMatch(
            call -> call.opcode() != Opcode.INVOKESPECIAL
                && (isCall(call, "java/lang/Object", "hashCode")
                    || isCall(call, "java/lang/System", "identityHashCode")));
  }

  private static boolean isCall(InvokeInstruction call, String owner, String name) {
    return call.owner().asInternalName().equals(owner) && call.name().equalsString(name);
  }
}
