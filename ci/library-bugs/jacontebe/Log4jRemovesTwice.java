import org.apache.log4j.helpers.AppenderAttachableImpl;
import org.apache.log4j.varia.NullAppender;

/** Bug 54325: two threads can remove all appenders at once. */
public class Log4jRemovesTwice {
  public static void main(String[] arguments) throws Exception {
    AppenderAttachableImpl appenders = new AppenderAttachableImpl();
    appenders.addAppender(new NullAppender());
    Thread other = new Thread(appenders::removeAllAppenders);
    other.start();
    appenders.removeAllAppenders();
    other.join();
  }
}
