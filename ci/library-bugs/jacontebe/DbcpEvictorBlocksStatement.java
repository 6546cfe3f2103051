import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import org.apache.commons.dbcp.PoolingConnection;
import org.apache.commons.pool.impl.GenericKeyedObjectPool;

/** DBCP-65: preparing a statement and testing idle statements must not wait for each other. */
public class DbcpEvictorBlocksStatement {
  static <T> T fake(Class<T> type, Object answer) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, arguments) ->
                switch (method.getName()) {
                  case "prepareStatement" -> answer;
                  case "equals" -> proxy == arguments[0];
                  case "isClosed" -> false;
                  default -> null;
                }));
  }

  public static void main(String[] arguments) throws Exception {
    GenericKeyedObjectPool statements = new GenericKeyedObjectPool();
    statements.setTestWhileIdle(true);
    PoolingConnection connection =
        new PoolingConnection(fake(Connection.class, fake(PreparedStatement.class, null)), statements);
    statements.setFactory(connection);
    connection.prepareStatement("select 1").close();
    Thread evictor =
        new Thread(
            () -> {
              try {
                statements.evict();
              } catch (Exception e) {
                throw new AssertionError(e);
              }
            });
    evictor.start();
    connection.prepareStatement("select 1").close();
    evictor.join();
  }
}
