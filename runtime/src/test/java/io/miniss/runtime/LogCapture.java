package io.miniss.runtime;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** Takes what the runtime logs, instead of the console, until it is closed. */
public final class LogCapture implements AutoCloseable {
  private final Logger logger = Logger.getLogger("io.miniss.runtime");
  private final List<LogRecord> records = new CopyOnWriteArrayList<>();
  private final Handler handler =
      new Handler() {
        @Override
        public void publish(LogRecord logRecord) {
          records.add(logRecord);
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
      };

  /** Begins to take what is logged. */
  public LogCapture() {
    logger.setUseParentHandlers(false);
    logger.addHandler(handler);
  }

  /** What was logged so far. */
  public List<LogRecord> records() {
    return records;
  }

  /** The texts of it. */
  public List<String> messages() {
    return records.stream().map(LogRecord::getMessage).toList();
  }

  @Override
  public void close() {
    logger.removeHandler(handler);
    logger.setUseParentHandlers(true);
  }
}
