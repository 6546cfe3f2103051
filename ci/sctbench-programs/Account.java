import java.util.concurrent.locks.ReentrantLock;

/** A deposit and a withdrawal under one lock; the check takes the deposit for a second withdrawal. */
public class Account {
  private final ReentrantLock lock = new ReentrantLock();
  private int balance = 1;
  private boolean isDeposited;
  private boolean isWithdrawn;

  private void deposit() {
    lock.lock();
    balance += 2;
    isDeposited = true;
    lock.unlock();
  }

  private void withdraw() {
    lock.lock();
    balance -= 4;
    isWithdrawn = true;
    lock.unlock();
  }

  private void check() {
    lock.lock();
    boolean wrong = isDeposited && isWithdrawn && balance != 1 - 2 - 4;
    lock.unlock();
    if (wrong) {
      throw new AssertionError("the check came last");
    }
  }

  public static void main(String[] arguments) throws InterruptedException {
    Account account = Threads.global(new Account());
    Threads.run(account::check, account::deposit, account::withdraw);
  }
}
