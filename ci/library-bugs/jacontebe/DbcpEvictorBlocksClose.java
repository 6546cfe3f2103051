import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.apache.commons.dbcp.PoolableConnectionFactory;
import org.apache.commons.pool.impl.GenericObjectPool;

/** DBCP-270: closing a connection and testing idle connections must not wait for each other. */
public class DbcpEvictorBlocksClose {
  static Object fake(Class<?> type) {
    return Proxy.newProxyInstance(
        type.getClassLoader(),
        new Class<?>[] {type},
        (proxy, method, arguments) ->
            switch (method.getName()) {
              case "createStatement" -> fake(Statement.class);
              case "executeQuery" -> fake(ResultSet.class);
              case "next", "getAutoCommit" -> true;
              case "isClosed", "isReadOnly" -> false;
              default -> null;
            });
  }

  public static void main(String[] arguments) throws Exception {
    GenericObjectPool pool = new GenericObjectPool();
    pool.setTestWhileIdle(true);
    new PoolableConnectionFactory(() -> (Connection) fake(Connection.class), pool, null, "select 1", false, true);
    Connection connection = (Connection) pool.borrowObject();
    connection.close();
    Thread evictor =
        new Thread(
            () -> {
              try {
                pool.evict();
              } catch (Exception e) {
                throw new AssertionError(e);
              }
            });
    evictor.start();
    try {
      connection.close();
    } catch (SQLException closedAlready) {
      // unless the evictor is just testing it
    }
    evictor.join();
  }
}
