import java.util.concurrent.atomic.AtomicInteger;
import org.apache.commons.pool.BasePoolableObjectFactory;
import org.apache.commons.pool.impl.GenericObjectPool;

/** POOL-120: the evictor, which keeps a minimum of idle objects, must not make more objects than the pool may have. */
public class PoolEvictorExceedsMaximum {
  public static void main(String[] arguments) throws Exception {
    AtomicInteger objects = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    GenericObjectPool pool =
        new GenericObjectPool(
            new BasePoolableObjectFactory() {
              @Override
              public Object makeObject() {
                most.accumulateAndGet(objects.incrementAndGet(), Math::max);
                return new Object();
              }

              @Override
              public void destroyObject(Object object) {
                objects.decrementAndGet();
              }
            });
    pool.setMaxActive(1);
    pool.setMinIdle(1);
    pool.setTimeBetweenEvictionRunsMillis(1);
    Thread.sleep(1);
    pool.returnObject(pool.borrowObject());
    pool.close();
    if (most.get() > 1) {
      throw new AssertionError("objects at once: " + most);
    }
  }
}
