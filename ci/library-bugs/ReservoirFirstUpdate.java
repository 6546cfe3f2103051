import com.codahale.metrics.ExponentiallyDecayingReservoir;

/** Metrics 1278: an update of a reservoir must not fail while another one makes the first entry. */
public class ReservoirFirstUpdate {
  public static void main(String[] arguments) throws Exception {
    ExponentiallyDecayingReservoir reservoir = new ExponentiallyDecayingReservoir(1, 0.015);
    Thread other = new Thread(() -> reservoir.update(1));
    other.start();
    reservoir.update(2);
    other.join();
  }
}
