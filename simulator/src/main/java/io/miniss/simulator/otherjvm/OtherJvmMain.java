package io.miniss.simulator.otherjvm;

import io.miniss.simulator.SimulationResult;
import io.miniss.simulator.Simulator;
import io.miniss.simulator.Trace;
import io.miniss.simulator.picture.FailureFiles;
import io.miniss.simulator.replay.ReplayLine;
import io.miniss.simulator.scenario.Scenario;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.ServiceLoader;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The program of the other JVM: runs what it is asked to, until the JVM that started it has gone. */
public final class OtherJvmMain {
  /** What the test that was asked for came to; null until then. */
  private static volatile @Nullable SimulationResult replayed;

  private static volatile boolean isHere;

  private OtherJvmMain() {}

  /** Whether this JVM is the other one. */
  public static boolean isHere() {
    return isHere;
  }

  /** A test has replayed the run that this JVM was asked for. */
  public static void replayed(SimulationResult result) {
    if (isHere) {
      replayed = result;
    }
  }

  /** The order of immutable collections is {@code arguments[0]}. */
  public static void main(String[] arguments) throws Exception {
    isHere = true;
    IterationOrder.parse(arguments[0]).choose();
    PrintStream answers = System.out;
    System.setOut(System.err); // what the program prints is not an answer
    DataInputStream in = new DataInputStream(System.in);
    for (int left = in.readInt(); left > 0; left--) {
      System.setProperty(Request.readText(in), Request.readText(in));
    }
    System.setProperty(FailureFiles.PROPERTY, FailureFiles.OFF); // whoever asked writes them
    BlockingQueue<Request> requests = new LinkedBlockingQueue<>();
    Thread.ofPlatform().daemon().name("requests").start(() -> read(in, requests));
    while (true) {
      Answer answer = answer(requests.take());
      answers.println();
      answers.println(answer.line());
      answers.flush();
    }
  }

  private static void read(DataInputStream in, BlockingQueue<Request> requests) {
    try {
      while (true) {
        requests.add(Request.read(in));
      }
    } catch (EOFException e) {
      Runtime.getRuntime().halt(0); // whoever asked has gone; what still runs is of no interest
    } catch (IOException e) {
      Runtime.getRuntime().halt(1);
    }
  }

  private static Answer answer(Request request) {
    try {
      SimulationResult result =
          request.program().isTest() ? runTest(request) : runScenario(request);
      if (!request.traceFile().isEmpty()) {
        Files.write(
            Path.of(request.traceFile()), steps(result.trace().orElseThrow()));
      }
      return Answer.of(result);
    } catch (Throwable e) {
      return Answer.refused(e.toString());
    }
  }

  /** The steps as text, one a line. */
  static List<String> steps(Trace trace) {
    return IntStream.range(0, trace.steps().size())
        .mapToObj(step -> step(trace, step))
        .toList();
  }

  private static String step(Trace trace, int number) {
    Trace.Step step = trace.steps().get(number);
    return (trace.threads().get(step.thread()) + " " + step.describe())
        .replace('\n', ' ')
        .replace('\r', ' ');
  }

  private static SimulationResult runScenario(Request request)
      throws ReflectiveOperationException {
    ReplayLine line = ReplayLine.parse(request.line());
    return Simulator.trace(line.options(), scenario(request.program())::run);
  }

  private static Scenario scenario(Program program) throws ReflectiveOperationException {
    String type = program.name().substring(0, program.name().indexOf(' '));
    for (Scenario scenario : ServiceLoader.load(Scenario.class)) {
      if (scenario.getClass().getName().equals(type)
          && scenario.name().equals(program.lineName())) {
        return scenario;
      }
    }
    return Class.forName(type).asSubclass(Scenario.class).getConstructor().newInstance();
  }

  private static SimulationResult runTest(Request request) {
    replayed = null;
    String problem = TestRun.run(request.program().name(), request.line());
    SimulationResult result = replayed;
    if (result == null) {
      throw new IllegalStateException(
          "the test did not run" + (problem.isEmpty() ? "" : ": " + problem));
    }
    return result;
  }
}
