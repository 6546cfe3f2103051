package example.woven.properties;

/** Plain Java with a defect: an amount that is deposited while another is may be lost. */
final class Account {
  private int balance;

  void deposit(int amount) {
    int before = balance;
    balance = before + amount;
  }

  int balance() {
    return balance;
  }
}
