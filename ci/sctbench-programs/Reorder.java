/** Setters write two variables, checkers read them in between. Arguments: the number of setters and that of checkers. */
public class Reorder {
  private volatile int one;
  private volatile int other;

  private void set() {
    one = 1;
    other = -1;
  }

  private void check() {
    if (!(one == 0 && other == 0) && !(one == 1 && other == -1)) {
      throw new AssertionError("one is set, the other is not");
    }
  }

  public static void main(String[] arguments) throws InterruptedException {
    Reorder program = Threads.global(new Reorder());
    Threads.run(
        Integer.parseInt(arguments[0]), program::set,
        Integer.parseInt(arguments[1]), program::check);
  }
}
