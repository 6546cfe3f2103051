import org.apache.commons.dbcp.AbandonedTrace;

/** DBCP-271: a thread has to see when another one has last used a connection. */
public class DbcpLastUsedUnseen {
  static class Trace extends AbandonedTrace {
    void use() {
      setLastUsed(1);
    }

    long used() {
      return getLastUsed();
    }
  }

  public static void main(String[] arguments) throws Exception {
    Trace trace = new Trace();
    Thread user = new Thread(trace::use);
    user.start();
    while (trace.used() == 0) {
      Thread.onSpinWait();
    }
    user.join();
  }
}
