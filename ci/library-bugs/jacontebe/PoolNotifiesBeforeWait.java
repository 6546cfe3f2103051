import org.apache.commons.pool.BasePoolableObjectFactory;
import org.apache.commons.pool.impl.GenericObjectPool;

/** POOL-149: who is just about to wait for an object has to get one when another is invalidated. */
public class PoolNotifiesBeforeWait {
  public static void main(String[] arguments) throws Exception {
    GenericObjectPool pool =
        new GenericObjectPool(
            new BasePoolableObjectFactory() {
              @Override
              public Object makeObject() {
                return new Object();
              }
            },
            1);
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
