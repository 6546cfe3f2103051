package example.program;

/** Two deposits into an account, plain Java: guarded if there is an argument. */
public final class Account {
  private int balance;

  private void deposit() {
    balance += 10;
  }

  private synchronized void depositGuarded() {
    balance += 10;
  }

  /** Deposits twice. */
  public static void main(String[] arguments) throws InterruptedException {
    Account account = new Account();
    Runnable deposit = arguments.length > 0 ? account::depositGuarded : account::deposit;
    Thread one = new Thread(deposit, "one");
    Thread other = new Thread(deposit, "other");
    one.start();
    other.start();
    one.join();
    other.join();
    if (account.balance != 20) {
      throw new AssertionError("two deposits of 10 make 20, not " + account.balance);
    }
  }
}
