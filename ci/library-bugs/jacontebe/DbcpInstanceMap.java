import org.apache.commons.dbcp.datasources.PerUserPoolDataSource;

/** DBCP-369: a data source can be closed while another one is made. */
public class DbcpInstanceMap {
  public static void main(String[] arguments) throws Exception {
    PerUserPoolDataSource first = new PerUserPoolDataSource();
    first.setDataSourceName("first");
    Thread closer = new Thread(first::close);
    closer.start();
    new PerUserPoolDataSource().setDataSourceName("second");
    closer.join();
  }
}
