package example.woven.bank;

/** A class of the project in a package that no test is in. */
public final class Ledger {
  private int balance;

  public void deposit() {
    balance = balance + 10;
  }

  public int balance() {
    return balance;
  }
}
