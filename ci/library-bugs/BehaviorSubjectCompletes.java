import io.reactivex.subjects.BehaviorSubject;

/** RxJava 5281: who subscribes while a subject completes is told that it has completed. */
public class BehaviorSubjectCompletes {
  public static void main(String[] arguments) throws Exception {
    BehaviorSubject<Object> subject = BehaviorSubject.create();
    boolean[] completed = new boolean[1];
    Thread other = new Thread(subject::onComplete);
    other.start();
    subject.subscribe(item -> {}, error -> {}, () -> completed[0] = true);
    other.join();
    if (!completed[0]) {
      throw new AssertionError("not completed");
    }
  }
}
