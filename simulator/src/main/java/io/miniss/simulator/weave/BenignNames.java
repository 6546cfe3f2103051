package io.miniss.simulator.weave;

import io.miniss.simulator.weave.rewrite.BenignRaces;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The names in a list of benign races: what one does not name, it does not excuse. */
final class BenignNames {
  private BenignNames() {}

  /**
   * The benign races of {@code file}, if there is one, and of annotations.
   *
   * @param loader finds the class files of the program
   * @throws IllegalArgumentException if the file cannot be read, or names what is not there
   */
  static BenignRaces read(Optional<Path> file, ClassLoader loader) {
    if (file.isEmpty()) {
      return BenignRaces.annotated();
    }
    BenignRaces races = BenignRaces.read(file.get());
    for (String name : races.reasons().keySet()) {
      if (!isThere(name, loader)) {
        throw new IllegalArgumentException(
            "the list of benign races " + file.get() + " names " + name
                + ", but no class on the class path has that name, or has such a field or method itself");
      }
    }
    return races;
  }

  /** The same where {@code path} is searched after the classes of the simulator. */
  static BenignRaces read(Optional<Path> file, URL[] path) {
    try (URLClassLoader loader =
        new URLClassLoader(path, BenignNames.class.getClassLoader())) {
      return read(file, loader);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean isThere(String name, ClassLoader loader) {
    if (model(name, loader) != null) {
      return true;
    }
    int dot = name.lastIndexOf('.');
    ClassModel owner = dot < 0 ? null : model(name.substring(0, dot), loader);
    String member = name.substring(dot + 1);
    return owner != null
        && (owner.fields().stream().anyMatch(each -> each.fieldName().equalsString(member))
            || owner.methods().stream().anyMatch(each -> each.methodName().equalsString(member)));
  }

  /** The class of that name with dots, also before the names of nested classes. */
  private static @Nullable ClassModel model(String name, ClassLoader loader) {
    List<String> parts = List.of(name.split("\\.", -1));
    if (parts.contains("")) {
      return null;
    }
    for (int outer = parts.size() - 1; outer >= 0; outer--) {
      StringBuilder file = new StringBuilder();
      parts.subList(0, outer).forEach(each -> file.append(each).append('/'));
      file.append(String.join("$", parts.subList(outer, parts.size()))).append(".class");
      try (InputStream in = loader.getResourceAsStream(file.toString())) {
        if (in != null) {
          return ClassFile.of().parse(in.readAllBytes());
        }
      } catch (IOException | IllegalArgumentException unreadable) {
        return null;
      }
    }
    return null;
  }
}
