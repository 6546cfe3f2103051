package io.miniss.runtime.architecture;

import static io.miniss.runtime.architecture.RuntimeClasses.ALL;
import static io.miniss.runtime.architecture.RuntimeClasses.ROOT;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.xpath.XPathConstants;
import javax.xml.xpath.XPathFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;

/**
 * {@code dependencyManagement} holds for this build only: whoever depends on the artifact gets the
 * versions that its direct dependencies name. In the simulator and above they come with the runtime.
 */
class DependenciesTest {
  private static final Path POM = Path.of("pom.xml");
  private static final Path PARENT = Path.of("..", "pom.xml");

  @Test
  void versionsThatAreManagedReachUsers() throws Exception {
    List<String> direct = artifacts(POM, "/project/dependencies/dependency");
    List<String> onlyForTests =
        artifacts(PARENT, "/project/dependencies/dependency[scope = 'test']");
    List<String> managedAndUsed =
        artifacts(PARENT, "/project/dependencyManagement/dependencies/dependency").stream()
            .filter(artifact -> !onlyForTests.contains(artifact))
            .filter(DependenciesTest::isOnTheClassPath)
            .toList();
    assertThat(managedAndUsed).contains("jna", "affinity");
    assertThat(direct).containsAll(managedAndUsed);
  }

  /** The code is compiled on the class path, where all modules of the JDK can be seen. */
  @Test
  void onlyModulesThatAreRequiredAreUsed() {
    Set<String> required =
        ModuleFinder.of(Path.of("target", "classes"))
            .find(ROOT)
            .orElseThrow()
            .descriptor()
            .requires()
            .stream()
            .map(ModuleDescriptor.Requires::name)
            .collect(Collectors.toCollection(TreeSet::new));
    Set<String> used =
        ALL.stream()
            .flatMap(type -> type.getDirectDependenciesFromSelf().stream())
            .map(dependency -> dependency.getTargetClass().getBaseComponentType())
            .filter(target -> !target.isPrimitive())
            .flatMap(target -> jdkModuleOf(target.getPackageName()))
            .collect(Collectors.toCollection(TreeSet::new));
    assertThat(used).isNotEmpty();
    assertThat(required).containsAll(used);
  }

  private static boolean isOnTheClassPath(String artifact) {
    return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
        .map(entry -> Path.of(entry).getFileName().toString())
        .anyMatch(name -> name.matches(artifact + "-[0-9.]+\\.jar"));
  }

  private static Stream<String> jdkModuleOf(String name) {
    return ModuleLayer.boot().modules().stream()
        .filter(module -> module.getPackages().contains(name))
        .map(Module::getName);
  }

  private static List<String> artifacts(Path pom, String dependencies) throws Exception {
    Document document =
        DocumentBuilderFactory.newDefaultInstance().newDocumentBuilder().parse(pom.toFile());
    NodeList found =
        (NodeList) XPathFactory.newDefaultInstance()
            .newXPath()
            .evaluate(dependencies + "/artifactId", document, XPathConstants.NODESET);
    return IntStream.range(0, found.getLength())
        .mapToObj(i -> found.item(i).getTextContent())
        .toList();
  }
}
