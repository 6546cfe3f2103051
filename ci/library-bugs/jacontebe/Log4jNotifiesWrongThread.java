import org.apache.log4j.AsyncAppender;
import org.apache.log4j.Level;
import org.apache.log4j.Logger;
import org.apache.log4j.spi.LoggingEvent;

/** Bug 38137: threads that log through a small buffer must not wait for ever. */
public class Log4jNotifiesWrongThread {
  public static void main(String[] arguments) throws Exception {
    Logger logger = Logger.getLogger("logger");
    AsyncAppender appender = new AsyncAppender();
    appender.setBufferSize(1);
    Thread[] loggers = new Thread[3];
    for (int i = 0; i < loggers.length; i++) {
      loggers[i] =
          new Thread(() -> appender.append(new LoggingEvent("", logger, Level.INFO, "message", null)));
      loggers[i].start();
    }
    for (Thread each : loggers) {
      each.join();
    }
    appender.close();
  }
}
