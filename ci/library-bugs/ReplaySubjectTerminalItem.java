import io.reactivex.rxjava3.subjects.ReplaySubject;
import java.util.List;
import java.util.Vector;

/** RxJava 7878: who subscribes while a subject completes gets no item that stands for its end. */
public class ReplaySubjectTerminalItem {
  public static void main(String[] arguments) throws Exception {
    ReplaySubject<Object> subject = ReplaySubject.create();
    List<Object> seen = new Vector<>();
    Thread other = new Thread(subject::onComplete);
    other.start();
    subject.subscribe(seen::add);
    other.join();
    if (!seen.isEmpty()) {
      throw new AssertionError("seen: " + seen);
    }
  }
}
