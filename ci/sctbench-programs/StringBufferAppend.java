/** JDK 1.4's StringBuffer: append(buffer) asks for the length and then for the characters, which may be gone by then. */
public class StringBufferAppend {
  private char[] value = new char[16];
  private int count;

  private synchronized int length() {
    return count;
  }

  private synchronized void copyTo(char[] target, int at, int length) {
    if (length > count) {
      throw new AssertionError("only " + count + " characters, not " + length);
    }
    System.arraycopy(value, 0, target, at, length);
  }

  private synchronized void append(String text) {
    text.getChars(0, text.length(), value, count);
    count += text.length();
  }

  private synchronized void append(StringBufferAppend other) {
    int length = other.length();
    other.copyTo(value, count, length);
    count += length;
  }

  private synchronized void erase() {
    count = 0;
  }

  public static void main(String[] arguments) throws InterruptedException {
    StringBufferAppend shared = Threads.global(new StringBufferAppend());
    shared.append("abc");
    Thread eraser =
        new Thread(
            () -> {
              shared.erase();
              shared.append("abc");
            });
    eraser.start();
    new StringBufferAppend().append(shared);
    eraser.join();
  }
}
