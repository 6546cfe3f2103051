import com.google.gson.Gson;

/** Gson 1829: adapters of types that refer to each other must not be seen before they are complete. */
public class GsonCyclicTypes {
  static class Parent {
    Child child;
  }

  static class Child {
    Parent parent;
  }

  public static void main(String[] arguments) throws Exception {
    Gson gson = new Gson();
    Thread other = new Thread(() -> gson.fromJson("{\"parent\":{}}", Child.class));
    other.start();
    gson.fromJson("{\"child\":{}}", Parent.class);
    other.join();
  }
}
