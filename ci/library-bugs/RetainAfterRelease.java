import io.netty.util.AbstractReferenceCounted;
import io.netty.util.IllegalReferenceCountException;
import io.netty.util.ReferenceCounted;

/** Netty 8563: an object that was released for the last time must not be retained any more. */
public class RetainAfterRelease {
  public static void main(String[] arguments) throws Exception {
    ReferenceCounted object =
        new AbstractReferenceCounted() {
          @Override
          protected void deallocate() {}

          @Override
          public ReferenceCounted touch(Object hint) {
            return this;
          }
        };
    object.release();
    Runnable retain =
        () -> {
          try {
            object.retain();
          } catch (IllegalReferenceCountException expected) {
            return;
          }
          throw new AssertionError("a released object was retained");
        };
    Thread other = new Thread(retain);
    other.start();
    retain.run();
    other.join();
  }
}
