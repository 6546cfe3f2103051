import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.util.ArrayList;
import org.apache.derby.client.ClientPooledConnection;
import org.apache.derby.client.am.LogicalConnection;
import org.apache.derby.client.net.NetAgent;
import org.apache.derby.client.net.NetConnection;
import sun.reflect.ReflectionFactory;

/** DERBY-5560: closing a pooled connection and its logical connection must not wait for each other. */
public class DerbyClientCloseDeadlock {
  /** An object as it is before its constructor, which would connect to a server. */
  static <T> T raw(Class<T> type) throws Exception {
    Constructor<?> constructor =
        ReflectionFactory.getReflectionFactory()
            .newConstructorForSerialization(type, Object.class.getConstructor());
    return type.cast(constructor.newInstance());
  }

  static void set(Class<?> type, Object object, String name, Object value) throws Exception {
    Field field = type.getDeclaredField(name);
    field.setAccessible(true);
    field.set(object, value);
  }

  public static void main(String[] arguments) throws Exception {
    ClientPooledConnection pooled = raw(ClientPooledConnection.class);
    set(ClientPooledConnection.class, pooled, "listeners_", new ArrayList<>());
    LogicalConnection logical = raw(LogicalConnection.class);
    NetConnection physical = raw(NetConnection.class);
    physical.agent_ = raw(NetAgent.class);
    set(LogicalConnection.class, logical, "physicalConnection_", physical);
    set(LogicalConnection.class, logical, "pooledConnection_", pooled);
    set(ClientPooledConnection.class, pooled, "logicalConnection_", logical);
    Thread other =
        new Thread(
            () -> {
              try {
                pooled.close();
              } catch (Exception e) {
                throw new AssertionError(e);
              }
            });
    other.start();
    logical.close();
    other.join();
  }
}
