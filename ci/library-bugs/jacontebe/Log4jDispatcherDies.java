import org.apache.log4j.AppenderSkeleton;
import org.apache.log4j.AsyncAppender;
import org.apache.log4j.Level;
import org.apache.log4j.Logger;
import org.apache.log4j.spi.LoggingEvent;

/** Bug 50463: an appender that throws must not leave those waiting who log. */
public class Log4jDispatcherDies {
  public static void main(String[] arguments) throws Exception {
    Thread.setDefaultUncaughtExceptionHandler((thread, thrown) -> {});
    Logger logger = Logger.getLogger("logger");
    AsyncAppender appender = new AsyncAppender();
    appender.setBufferSize(1);
    appender.addAppender(
        new AppenderSkeleton() {
          @Override
          protected void append(LoggingEvent event) {
            throw new IllegalStateException("cannot append");
          }

          @Override
          public void close() {}

          @Override
          public boolean requiresLayout() {
            return false;
          }
        });
    for (int i = 0; i < 3; i++) {
      appender.append(new LoggingEvent("", logger, Level.INFO, "message", null));
    }
  }
}
