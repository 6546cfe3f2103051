import org.apache.commons.pool.BaseObjectPool;

/** POOL-46: a thread has to see that another one has closed the pool. */
public class PoolClosedUnseen {
  static class EmptyPool extends BaseObjectPool {
    @Override
    public Object borrowObject() {
      return new Object();
    }

    @Override
    public void returnObject(Object borrowed) {}

    @Override
    public void invalidateObject(Object borrowed) {}

    boolean closed() {
      return isClosed();
    }
  }

  public static void main(String[] arguments) throws Exception {
    EmptyPool pool = new EmptyPool();
    Thread closer =
        new Thread(
            () -> {
              try {
                pool.close();
              } catch (Exception e) {
                throw new AssertionError(e);
              }
            });
    closer.start();
    while (!pool.closed()) {
      Thread.onSpinWait();
    }
    closer.join();
  }
}
