import java.util.Collections;
import java.util.List;
import java.util.Vector;
import rx.subjects.BehaviorSubject;

/** RxJava 3261: who subscribes while a value is emitted gets it once. */
public class BehaviorSubjectTwice {
  public static void main(String[] arguments) throws Exception {
    BehaviorSubject.create(0).subscribe(); // reads the settings of the library once
    BehaviorSubject<Integer> subject = BehaviorSubject.create(1);
    List<Integer> seen = new Vector<>();
    Thread other = new Thread(() -> subject.onNext(2));
    other.start();
    subject.subscribe(seen::add);
    other.join();
    if (Collections.frequency(seen, 2) != 1) {
      throw new AssertionError("seen: " + seen);
    }
  }
}
