package io.miniss.simulator.weave;

import io.miniss.simulator.weave.rewrite.WovenPackages;
import java.lang.reflect.GenericArrayType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.WildcardType;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Finds what a test framework would pass to a woven test although it is of a class that is woven: the framework knows
 * only the other class of that name. Any thread may call.
 */
public final class WovenTypes {
  private WovenTypes() {}

  /** The first woven class that {@code type} mentions, also as the type of elements. */
  public static Optional<Class<?>> in(Type type, WovenPackages packages) {
    return switch (type) {
      case Class<?> array when array.isArray() -> in(array.getComponentType(), packages);
      case Class<?> plain ->
        packages.contains(plain.getName()) ? Optional.of(plain) : Optional.empty();
      case ParameterizedType generic ->
        in(generic.getRawType(), packages)
            .or(() -> firstIn(generic.getActualTypeArguments(), packages));
      case GenericArrayType array -> in(array.getGenericComponentType(), packages);
      case WildcardType any ->
        firstIn(any.getUpperBounds(), packages).or(() -> firstIn(any.getLowerBounds(), packages));
      default -> Optional.empty(); // a variable: the value says what it is
    };
  }

  private static Optional<Class<?>> firstIn(Type[] types, WovenPackages packages) {
    return Arrays.stream(types).flatMap(each -> in(each, packages).stream()).findFirst();
  }

  /** The first woven class that {@code value}, or what it holds if it is a collection of the JDK, is of. */
  public static Optional<Class<?>> of(@Nullable Object value, WovenPackages packages) {
    if (value == null) {
      return Optional.empty();
    }
    if (packages.contains(value.getClass().getName())) {
      return Optional.of(value.getClass());
    }
    return elements(value).flatMap(each -> of(each, packages).stream()).findFirst();
  }

  private static Stream<? extends @Nullable Object> elements(Object value) {
    return switch (value) {
      case Object[] array -> Arrays.stream(array);
      case Map<?, ?> map -> Stream.concat(map.keySet().stream(), map.values().stream());
      case Optional<?> optional -> optional.stream();
      case List<?> list -> list.stream();
      case Set<?> set -> set.stream();
      default -> Stream.empty();
    };
  }
}
