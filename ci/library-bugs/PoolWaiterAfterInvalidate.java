import org.apache.commons.pool2.BasePooledObjectFactory;
import org.apache.commons.pool2.PooledObject;
import org.apache.commons.pool2.impl.DefaultPooledObject;
import org.apache.commons.pool2.impl.GenericObjectPool;

/** POOL-240: who waits for an object of an exhausted pool has to get one when another is invalidated. */
public class PoolWaiterAfterInvalidate {
  public static void main(String[] arguments) throws Exception {
    GenericObjectPool<Object> pool =
        new GenericObjectPool<>(
            new BasePooledObjectFactory<Object>() {
              @Override
              public Object create() {
                return new Object();
              }

              @Override
              public PooledObject<Object> wrap(Object made) {
                return new DefaultPooledObject<>(made);
              }
            });
    pool.setMaxTotal(1);
    Object first = pool.borrowObject();
    Thread waiter =
        new Thread(
            () -> {
              try {
                pool.borrowObject();
              } catch (Exception e) {
                throw new AssertionError(e);
              }
            });
    waiter.start();
    while (pool.getNumWaiters() == 0) {
      Thread.yield();
    }
    pool.invalidateObject(first);
    waiter.join();
  }
}
