package io.miniss.simulator.weave;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The {@code main} method of a program, static or not, with arguments or without. */
final class MainMethod implements Entry {
  private final ProgramSettings settings;

  MainMethod(ProgramSettings settings) {
    this.settings = settings;
  }

  @Override
  public void check(WeaveLoader loader) {
    main(loader);
  }

  @Override
  public void run(WeaveLoader loader) throws Throwable {
    Method main = main(loader);
    try {
      Object target = null;
      if (!Modifier.isStatic(main.getModifiers())) {
        Constructor<?> constructor = main.getDeclaringClass().getDeclaredConstructor();
        constructor.setAccessible(true);
        target = constructor.newInstance();
      }
      if (main.getParameterCount() == 0) {
        main.invoke(target);
      } else {
        main.invoke(target, (Object) settings.arguments().toArray(String[]::new));
      }
    } catch (InvocationTargetException e) {
      throw Objects.requireNonNull(e.getCause());
    }
  }

  @Override
  public boolean endsRun() {
    return false;
  }

  @Override
  public String description() {
    return "the main method of " + settings.mainClass();
  }

  private Method main(WeaveLoader loader) {
    return (Method) loader.kept(() -> find(loader));
  }

  private Method find(WeaveLoader loader) {
    Class<?> type = loader.named(settings.mainClass());
    for (Class<?> at = type; at != null; at = at.getSuperclass()) {
      Method main = mainOf(at);
      if (main != null) {
        main.setAccessible(true);
        return main;
      }
    }
    throw new IllegalArgumentException(
        "the class " + settings.mainClass() + " has no main method that is not private");
  }

  /** The one with arguments comes first, as in the JVM. */
  private static @Nullable Method mainOf(Class<?> type) {
    Method withoutArguments = null;
    for (Method each : type.getDeclaredMethods()) {
      if (each.getName().equals("main") && !Modifier.isPrivate(each.getModifiers())) {
        if (Arrays.equals(each.getParameterTypes(), new Class<?>[] {String[].class})) {
          return each;
        }
        if (each.getParameterCount() == 0) {
          withoutArguments = each;
        }
      }
    }
    return withoutArguments;
  }
}
