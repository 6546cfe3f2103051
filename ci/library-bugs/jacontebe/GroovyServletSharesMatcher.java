import groovy.servlet.AbstractHttpServlet;
import java.lang.reflect.Proxy;
import javax.servlet.http.HttpServletRequest;
import javax.servlet.ServletConfig;
import javax.servlet.ServletContext;

/** GROOVY-6456: requests that come at once each get their own name. */
public class GroovyServletSharesMatcher {
  static class Servlet extends AbstractHttpServlet {
    void request(String path) {
      String name =
          getScriptUri(fake(HttpServletRequest.class, "getServletPath", path));
      if (!name.equals(path.replace('a', 'b'))) {
        throw new AssertionError(path + " became " + name);
      }
    }

    @Override
    public void log(String message) {}
  }

  static <T> T fake(Class<T> type, String method, Object answer) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (proxy, called, arguments) ->
                called.getName().equals(method)
                    ? answer
                    : called.getName().equals("getInitParameter")
                        ? parameter((String) arguments[0])
                        : null));
  }

  static String parameter(String name) {
    return switch (name) {
      case "resource.name.regex" -> "a";
      case "resource.name.replacement" -> "b";
      default -> null;
    };
  }

  public static void main(String[] arguments) throws Exception {
    Servlet servlet = new Servlet();
    ServletContext context = fake(ServletContext.class, "", null);
    servlet.init(fake(ServletConfig.class, "getServletContext", context));
    Thread other = new Thread(() -> servlet.request("/a/one"));
    other.start();
    servlet.request("/a/two");
    other.join();
  }
}
