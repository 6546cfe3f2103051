import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.step.StepFunctionCounter;

/** Micrometer 7417: what a function has counted must not be added twice. */
public class StepCounterTwice {
  public static void main(String[] arguments) throws Exception {
    Meter.Id id = new Meter.Id("id", Tags.empty(), null, null, Meter.Type.COUNTER);
    FunctionCounter counter = new StepFunctionCounter<>(id, Clock.SYSTEM, 1000, "", object -> 1);
    Thread other = new Thread(counter::count);
    other.start();
    counter.count();
    other.join();
    Thread.sleep(1000);
    double counted = counter.count();
    if (counted != 1) {
      throw new AssertionError("counted " + counted + " instead of 1");
    }
  }
}
