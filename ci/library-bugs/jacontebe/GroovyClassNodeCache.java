import org.codehaus.groovy.ast.ClassHelper;

/** GROOVY-4292: threads that compile share a map that is not made for it. */
public class GroovyClassNodeCache {
  public static void main(String[] arguments) throws Exception {
    Thread other = new Thread(() -> ClassHelper.makeCached(Thread.class));
    other.start();
    ClassHelper.makeCached(Runnable.class);
    other.join();
  }
}
