/** Three threads pass a value on; the check is right only for one order of them. */
public class TokenRing {
  private int one = 1;
  private int two = 2;
  private int three = 1;
  private boolean isOnePassed;
  private boolean isTwoPassed;
  private boolean isThreePassed;

  private synchronized void passOne() {
    one = (three + 1) % 4;
    isOnePassed = true;
  }

  private synchronized void passTwo() {
    two = one;
    isTwoPassed = true;
  }

  private synchronized void passThree() {
    three = two;
    isThreePassed = true;
  }

  private synchronized void check() {
    if (isOnePassed && isTwoPassed && isThreePassed && !(one == two && two == three)) {
      throw new AssertionError(one + ", " + two + " and " + three + " differ");
    }
  }

  public static void main(String[] arguments) throws InterruptedException {
    TokenRing program = Threads.global(new TokenRing());
    Threads.run(program::passOne, program::passTwo, program::passThree, program::check);
  }
}
