import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.sql.SQLException;
import org.apache.derby.client.am.Connection;
import org.apache.derby.client.am.LogicalConnection;
import org.apache.derby.client.net.NetAgent;
import org.apache.derby.client.net.NetConnection;
import sun.reflect.ReflectionFactory;

/** DERBY-5561: who uses a connection while the pool takes it away gets an SQLException or an answer. */
public class DerbyClientUseAfterCheck {
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
    NetConnection physical = raw(NetConnection.class);
    physical.agent_ = raw(NetAgent.class);
    set(Connection.class, physical, "open_", true);
    LogicalConnection logical = raw(LogicalConnection.class);
    set(LogicalConnection.class, logical, "physicalConnection_", physical);
    Thread other = new Thread(logical::nullPhysicalConnection);
    other.start();
    try {
      logical.isReadOnly();
    } catch (SQLException closed) {
      // it was taken away before
    }
    other.join();
  }
}
