import java.util.Arrays;
import org.apache.log4j.spi.ThrowableInformation;

/** Bug 44032: the lines of a throwable are complete for each thread that asks for them. */
public class Log4jThrowableLines {
  public static void main(String[] arguments) throws Exception {
    ThrowableInformation information = new ThrowableInformation(new Exception("message"));
    Thread other = new Thread(information::getThrowableStrRep);
    other.start();
    String[] lines = information.getThrowableStrRep();
    if (Arrays.asList(lines).contains(null)) {
      throw new AssertionError("a line is missing");
    }
    other.join();
  }
}
