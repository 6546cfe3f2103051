package io.miniss.runtime.spi;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ForwardingSchedulerTest {
  static Stream<Method> methods() {
    return Arrays.stream(Scheduler.class.getMethods())
        .filter(each -> !Modifier.isStatic(each.getModifiers()));
  }

  /** An argument or a result: no default of the interface returns it. */
  private static @Nullable Object anyOf(Class<?> type) {
    if (type == boolean.class) {
      return true;
    }
    if (type == int.class) {
      return 7;
    }
    return type == long.class ? (Object) 8L : null;
  }

  @ParameterizedTest
  @MethodSource("methods")
  void everyCallReachesTheOther(Method method) throws Exception {
    List<Method> called = new ArrayList<>();
    List<@Nullable Object> received = new ArrayList<>();
    Scheduler other =
        (Scheduler) Proxy.newProxyInstance(
            Scheduler.class.getClassLoader(),
            new Class<?>[] {Scheduler.class},
            (proxy, each, arguments) -> {
              called.add(each);
              received.addAll(arguments == null ? List.of() : Arrays.asList(arguments));
              return anyOf(each.getReturnType());
            });
    @Nullable Object[] given =
        Arrays.stream(method.getParameterTypes())
            .map(ForwardingSchedulerTest::anyOf)
            .toArray();
    Object result = method.invoke(new ForwardingScheduler(other), given);
    assertThat(called).containsExactly(method);
    assertThat(received).containsExactly(given);
    assertThat(result).isEqualTo(anyOf(method.getReturnType()));
  }
}
