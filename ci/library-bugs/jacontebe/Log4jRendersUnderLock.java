import org.apache.log4j.AppenderSkeleton;
import org.apache.log4j.Logger;
import org.apache.log4j.spi.LoggingEvent;

/** Bug 41214: an object can log in its toString method while another thread logs. */
public class Log4jRendersUnderLock {
  static class Renders extends AppenderSkeleton {
    @Override
    protected void append(LoggingEvent event) {
      event.getRenderedMessage();
    }

    @Override
    public void close() {}

    @Override
    public boolean requiresLayout() {
      return false;
    }
  }

  static class LogsItself {
    @Override
    public String toString() {
      Logger.getRootLogger().info("rendered");
      return "itself";
    }
  }

  public static void main(String[] arguments) throws Exception {
    Renders appender = new Renders();
    Logger.getRootLogger().addAppender(appender);
    Logger logger = Logger.getLogger("logger");
    logger.setAdditivity(false);
    logger.addAppender(appender);
    Thread other = new Thread(() -> Logger.getRootLogger().info("message"));
    other.start();
    logger.info(new LogsItself());
    other.join();
  }
}
