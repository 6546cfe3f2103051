import org.apache.commons.pool.BaseKeyedPoolableObjectFactory;
import org.apache.commons.pool.impl.GenericKeyedObjectPool;

/** POOL-146: who waits for an exhausted key must not block who borrows with another key. */
public class PoolKeysBlockEachOther {
  public static void main(String[] arguments) throws Exception {
    GenericKeyedObjectPool pool =
        new GenericKeyedObjectPool(
            new BaseKeyedPoolableObjectFactory() {
              @Override
              public Object makeObject(Object key) {
                return new Object();
              }
            });
    pool.setMaxActive(1);
    pool.setMaxTotal(-1);
    pool.setWhenExhaustedAction(GenericKeyedObjectPool.WHEN_EXHAUSTED_BLOCK);
    Object one = pool.borrowObject("one");
    Thread waiter =
        new Thread(
            () -> {
              try {
                pool.returnObject("one", pool.borrowObject("one"));
              } catch (Exception e) {
                throw new AssertionError(e);
              }
            });
    waiter.start();
    Object other = pool.borrowObject("other");
    pool.returnObject("one", one);
    pool.returnObject("other", other);
    waiter.join();
  }
}
