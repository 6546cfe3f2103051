import org.apache.commons.pool2.BasePooledObjectFactory;
import org.apache.commons.pool2.PooledObject;
import org.apache.commons.pool2.impl.DefaultPooledObject;
import org.apache.commons.pool2.impl.GenericObjectPool;

/** As PoolWaiterAfterInvalidate, but the waiter may be just about to wait. */
public class PoolWaiterDuringInvalidate {
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
    pool.invalidateObject(first);
    waiter.join();
  }
}
