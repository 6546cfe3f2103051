import com.lmax.disruptor.BatchEventProcessor;
import com.lmax.disruptor.RingBuffer;

/** Disruptor 3.4.0: a processor that is halted while its thread starts has to stop. */
public class DisruptorHaltsBeforeRun {
  public static void main(String[] arguments) throws Exception {
    RingBuffer<int[]> ring = RingBuffer.createSingleProducer(() -> new int[1], 4);
    BatchEventProcessor<int[]> processor =
        new BatchEventProcessor<>(ring, ring.newBarrier(), (event, sequence, endOfBatch) -> {});
    Thread thread = new Thread(processor);
    thread.start();
    processor.halt();
    thread.join();
  }
}
