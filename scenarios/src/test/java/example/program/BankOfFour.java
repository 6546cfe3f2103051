package example.program;

import static org.junit.Assert.assertEquals;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TestName;

/** A test class of JUnit 4, which a test explores. */
@SuppressWarnings("all")
public class BankOfFour {
  @Rule
  public final TestName name = new TestName();

  private int balance;
  private List<String> log;

  @Before
  public void begin() {
    log = Collections.synchronizedList(new ArrayList<>());
  }

  @After
  public void end() {
    log.clear();
  }

  private static void twice(Runnable action) throws InterruptedException {
    Thread one = new Thread(action);
    Thread other = new Thread(action);
    one.start();
    other.start();
    one.join();
    other.join();
  }

  @Test
  public void depositsUnguarded() throws InterruptedException {
    twice(() -> balance += 10);
    assertEquals(20, balance);
  }

  @Test
  public void depositsGuarded() throws InterruptedException {
    twice(
        () -> {
          synchronized (this) {
            balance += 10;
            log.add(name.getMethodName());
          }
        });
    assertEquals(20, balance);
    assertEquals(Arrays.asList("depositsGuarded", "depositsGuarded"), log);
  }

  @Test(expected = IllegalStateException.class)
  public void overdraws() {
    if (balance == 0) {
      throw new IllegalStateException("nothing there");
    }
  }

  @Test(timeout = 10_000)
  public void takesNoTime() throws InterruptedException {
    Thread.sleep(5_000);
    assertEquals(0, balance);
  }
}
