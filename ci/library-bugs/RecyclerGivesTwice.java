import io.netty.util.Recycler;

/** Netty 10986: an object that two threads recycle at once must not be handed out twice. */
public class RecyclerGivesTwice {
  static class Buffer {
    final Recycler.Handle<Buffer> handle;

    Buffer(Recycler.Handle<Buffer> handle) {
      this.handle = handle;
    }

    void recycle() {
      try {
        handle.recycle(this);
      } catch (IllegalStateException recycledAlready) {
        // by the other thread
      }
    }
  }

  public static void main(String[] arguments) throws Exception {
    Recycler<Buffer> recycler =
        new Recycler<Buffer>() {
          @Override
          protected Buffer newObject(Handle<Buffer> handle) {
            return new Buffer(handle);
          }
        };
    Buffer buffer = recycler.get();
    Thread other = new Thread(buffer::recycle);
    other.start();
    buffer.recycle();
    other.join();
    if (recycler.get() == recycler.get()) {
      throw new AssertionError("handed out twice");
    }
  }
}
