import org.apache.commons.lang.math.IntRange;

/** LANG-481: the hash code of a range, which is kept in a field, has to be the same for all threads. */
public class RangeHashCode {
  public static void main(String[] arguments) throws Exception {
    IntRange range = new IntRange(3, 5);
    int[] seen = new int[1];
    Thread other = new Thread(() -> seen[0] = range.hashCode());
    other.start();
    int mine = range.hashCode();
    other.join();
    if (mine != seen[0]) {
      throw new AssertionError("two hash codes of one range");
    }
  }
}
