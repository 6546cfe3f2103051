package example.program;

/** Shares nothing. */
public final class Alone {
  private Alone() {}

  /** Says so. */
  public static void main(String[] arguments) {
    System.out.println("alone");
  }
}
