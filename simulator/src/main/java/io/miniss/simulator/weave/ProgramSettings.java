package io.miniss.simulator.weave;

import io.miniss.simulator.weave.rewrite.WovenPackages;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A plain Java program and what of it is woven.
 *
 * @param mainClass the class with the {@code main} method, or a test of JUnit, {@code com.acme.SomeTest#method}
 * @param arguments what {@code main} gets
 * @param classPath directories and jars; empty for the class path of this JVM
 * @param packages what to weave
 * @param findsRaces whether a data race fails a run
 * @param benignRaces a file that lists races that do no harm
 * @param isMuted whether what the program prints is dropped
 * @param isDeep whether accesses inside {@code java.util.concurrent} are steps
 */
public record ProgramSettings(
    String mainClass, List<String> arguments, List<Path> classPath, WovenPackages packages,
    boolean findsRaces, Optional<Path> benignRaces, boolean isMuted, boolean isDeep) {
  /** Calls into {@code java.util.concurrent} are one step each. */
  public ProgramSettings(
      String mainClass, List<String> arguments, List<Path> classPath, WovenPackages packages,
      boolean findsRaces, Optional<Path> benignRaces, boolean isMuted) {
    this(
        mainClass, arguments, classPath, packages, findsRaces, benignRaces, isMuted, false);
  }

  /** The class, without the method of a test. */
  public String className() {
    int hash = mainClass.indexOf('#');
    return hash < 0 ? mainClass : mainClass.substring(0, hash);
  }

  /** The same of another class, or of a test method of it. */
  ProgramSettings ofClass(String name) {
    return new ProgramSettings(
        name, arguments, classPath, packages, findsRaces, benignRaces, isMuted, isDeep);
  }

  /** The same, with or without what it prints. */
  public ProgramSettings muted(boolean muted) {
    return new ProgramSettings(
        mainClass, arguments, classPath, packages, findsRaces, benignRaces, muted, isDeep);
  }

  /** The same, with or without steps inside {@code java.util.concurrent}. */
  public ProgramSettings deep(boolean deep) {
    return new ProgramSettings(
        mainClass, arguments, classPath, packages, findsRaces, benignRaces, isMuted, deep);
  }
}
