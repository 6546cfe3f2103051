import org.HdrHistogram.AtomicHistogram;

/** HdrHistogram 93: the maximum is the greatest value that was recorded, by whichever thread. */
public class HistogramMaximum {
  public static void main(String[] arguments) throws Exception {
    AtomicHistogram histogram = new AtomicHistogram(1000, 2);
    Thread other = new Thread(() -> histogram.recordValue(900));
    other.start();
    histogram.recordValue(5);
    other.join();
    if (histogram.getMaxValue() < 900) {
      throw new AssertionError("maximum " + histogram.getMaxValue());
    }
  }
}
