package io.miniss.simulator.scenario;

/** A scenario of a test, which is what its body does. */
public record BodyScenario(String name, Body body) implements Scenario {
  /** What a run does. */
  public interface Body {
    /** Does it in {@code world}. */
    void run(World world) throws Exception;
  }

  @Override
  public String description() {
    return "for a test";
  }

  @Override
  public void run(World world) throws Exception {
    body.run(world);
  }
}
