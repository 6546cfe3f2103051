package io.miniss.simulator.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class ForwardingListenerTest {
  private final List<String> heard = new ArrayList<>();

  private final RunListener other =
      (RunListener) Proxy.newProxyInstance(
          RunListener.class.getClassLoader(),
          new Class<?>[] {RunListener.class},
          (proxy, method, arguments) -> {
            heard.add(method.getName() + Arrays.toString(arguments));
            return null;
          });

  private final ForwardingListener listener =
      new ForwardingListener() {
        @Override
        protected void tell(Consumer<? super RunListener> what) {
          what.accept(other);
        }
      };

  static Method[] all() {
    return RunListener.class.getMethods();
  }

  @ParameterizedTest
  @MethodSource("all")
  void whatItIsToldOthersAreTold(Method method) throws ReflectiveOperationException {
    Object[] arguments = new Object[method.getParameterCount()];
    for (int i = 0; i < arguments.length; i++) {
      arguments[i] = value(method.getParameterTypes()[i], i + 1);
    }
    method.invoke(listener, arguments);
    assertThat(heard)
        .containsExactly(
            method.getName() + Arrays.toString(arguments.length == 0 ? null : arguments));
  }

  private static Object value(Class<?> type, int number) {
    if (type == int.class) {
      return number;
    }
    if (type == long.class) {
      return (long) number;
    }
    if (type == boolean.class) {
      return true;
    }
    return type == String.class || type == Object.class ? "text " + number : null;
  }
}
