import org.apache.commons.lang3.concurrent.AtomicSafeInitializer;
import org.apache.commons.lang3.concurrent.ConcurrentException;

/** An initializer that has thrown once must not leave others spinning. */
public class InitializerAfterFailure {
  public static void main(String[] arguments) throws Exception {
    AtomicSafeInitializer<Object> initializer =
        new AtomicSafeInitializer<Object>() {
          @Override
          protected Object initialize() throws ConcurrentException {
            throw new ConcurrentException("not there", new Exception());
          }
        };
    Runnable get =
        () -> {
          try {
            initializer.get();
          } catch (ConcurrentException expected) {
            // as it has thrown
          }
        };
    Thread one = new Thread(get);
    Thread other = new Thread(get);
    one.start();
    other.start();
    one.join();
    other.join();
  }
}
