import org.HdrHistogram.ConcurrentDoubleHistogram;

/** HdrHistogram 156: values of different ranges can be recorded at the same time. */
public class DoubleHistogramRange {
  public static void main(String[] arguments) throws Exception {
    ConcurrentDoubleHistogram histogram = new ConcurrentDoubleHistogram(1);
    Thread other = new Thread(() -> histogram.recordValue(1000));
    other.start();
    histogram.recordValue(0.001);
    other.join();
    if (histogram.getTotalCount() != 2) {
      throw new AssertionError("values: " + histogram.getTotalCount());
    }
  }
}
