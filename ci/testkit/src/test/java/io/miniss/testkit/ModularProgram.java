package io.miniss.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import javax.tools.ToolProvider;

/**
 * A project of a user with a {@code module-info}, compiled and run with everything on the module path.
 *
 * @param directory where it is written to
 * @param module its descriptor, of the module {@code app}
 * @param program its class {@code app.Main}
 * @param modulePath names of classes, one of each artifact on its module path
 */
public record ModularProgram(
    Path directory, String module, String program, List<String> modulePath) {

  /** Runs the program, which has to end with exit code 0, and returns what it writes. */
  public String run(String... flags) throws Exception {
    Path classes = directory.resolve("classes");
    compile(classes);
    List<String> words = new ArrayList<>();
    for (String flag : flags) {
      words.addAll(Arrays.asList(flag.split(" ")));
    }
    words.addAll(List.of("-p", classes + File.pathSeparator + path(), "-m", "app/app.Main"));
    return ForkedJvm.java(words).succeeded();
  }

  private void compile(Path classes) throws Exception {
    Path main = directory.resolve("Main.java");
    Path descriptor = directory.resolve("module-info.java");
    Files.writeString(main, program);
    Files.writeString(descriptor, module);
    assertThat(
        ToolProvider.getSystemJavaCompiler()
            .run(
                null,
                null,
                null,
                "-d",
                classes.toString(),
                "-p",
                path(),
                main.toString(),
                descriptor.toString()))
        .isZero();
  }

  private String path() throws ClassNotFoundException {
    List<String> path = new ArrayList<>();
    for (String name : modulePath) {
      path.add(
          location(Class.forName(name, false, ModularProgram.class.getClassLoader())).toString());
    }
    return path.stream().collect(Collectors.joining(File.pathSeparator));
  }

  /** The packages that the module of {@code type} does not export to everybody. */
  public static Set<String> hiddenPackages(Class<?> type, String module) {
    ModuleDescriptor descriptor =
        ModuleFinder.of(location(type)).find(module).orElseThrow().descriptor();
    Set<String> hidden = new TreeSet<>(descriptor.packages());
    descriptor.exports().stream()
        .filter(export -> !export.isQualified())
        .forEach(export -> hidden.remove(export.source()));
    return hidden;
  }

  private static Path location(Class<?> type) {
    try {
      return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}
