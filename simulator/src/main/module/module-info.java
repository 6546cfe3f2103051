/** Runs the unchanged runtime under virtual time and a seeded choice of interleavings. */
module io.miniss.simulator {
  requires java.instrument;
  requires java.management;
  requires transitive io.miniss.runtime;

  requires static jdk.attach; // in a JVM of its own
  requires static org.jspecify;
  requires static org.junit.jupiter.api; // who uses the extension has it
  requires static org.junit.platform.commons;
  requires static org.junit.platform.engine;
  requires static org.junit.platform.launcher; // in a JVM of its own
  requires static org.opentest4j;

  exports io.miniss.simulator;
  exports io.miniss.simulator.campaign;
  exports io.miniss.simulator.coverage;
  exports io.miniss.simulator.engine;
  exports io.miniss.simulator.fault;
  exports io.miniss.simulator.json;
  exports io.miniss.simulator.junit;
  exports io.miniss.simulator.otherjvm;
  exports io.miniss.simulator.output;
  exports io.miniss.simulator.picture;
  exports io.miniss.simulator.random;
  exports io.miniss.simulator.replay;
  exports io.miniss.simulator.scenario;
  exports io.miniss.simulator.search;
  exports io.miniss.simulator.shrink;
  exports io.miniss.simulator.strategy;
  exports io.miniss.simulator.text;
  exports io.miniss.simulator.weave;
  exports io.miniss.simulator.weave.hook;
  exports io.miniss.simulator.weave.jdk;
  exports io.miniss.simulator.weave.rewrite;

  exports io.miniss.simulator.addopens to java.instrument; // which calls the agent
}
