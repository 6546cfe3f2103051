import org.apache.commons.pool.BasePoolableObjectFactory;
import org.apache.commons.pool.impl.GenericObjectPool;

/** POOL-162: an object that is returned must not go to a thread that was interrupted and has gone. */
public class PoolServesInterrupted {
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
              } catch (Exception interrupted) {
                // as was asked for
              }
            });
    waiter.start();
    waiter.interrupt();
    waiter.join();
    pool.returnObject(first);
    pool.borrowObject();
  }
}
