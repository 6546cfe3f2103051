package io.miniss.runtime.shared;

/** Work with a name, that counts how often it ran. */
final class NamedWork extends Work {
  private final String name;
  int runs;

  NamedWork(String name) {
    this.name = name;
  }

  @Override
  public void run() {
    runs++;
  }

  @Override
  public String toString() {
    return name;
  }
}
