package io.miniss.scenarios.crossings;

import java.util.function.Consumer;
import java.util.function.Predicate;

/** Something that code of a user may do. */
final class Feature {
  private final String name;
  private final Predicate<Strand> suits;
  private final Consumer<Strand> use;

  /** What code may do that {@code suits} holds for. */
  Feature(String name, Predicate<Strand> suits, Consumer<Strand> use) {
    this.name = name;
    this.suits = suits;
    this.use = use;
  }

  static Feature anybody(String name, Consumer<Strand> use) {
    return new Feature(name, strand -> true, use);
  }

  static Feature submitter(String name, Consumer<Strand> use) {
    return new Feature(name, strand -> !strand.isDeep(), use);
  }

  static Feature waiter(String name, Consumer<Strand> use) {
    return new Feature(name, Strand::mayWait, use);
  }

  static Feature fiber(String name, Consumer<Strand> use) {
    return new Feature(name, strand -> strand.kind == Strand.Kind.FIBER, use);
  }

  static Feature client(String name, Consumer<Strand> use) {
    return new Feature(name, strand -> !strand.isOnCore(), use);
  }

  /** Whether an interrupt neither ends it nor is taken by it. */
  boolean ignoresInterrupts() {
    return !isNamed(EndFeatures.SHUT_DOWN) && !isNamed(EndFeatures.BE_INTERRUPTED);
  }

  boolean isNamed(String other) {
    return name.equals(other);
  }

  boolean suits(Strand strand) {
    return suits.test(strand);
  }

  void use(Strand strand) {
    use.accept(strand);
  }

  @Override
  public String toString() {
    return name;
  }
}
