package io.miniss.simulator.text;

import io.miniss.simulator.addopens.JdkPackages;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What is in a record, in words: its fields are read, as its methods may be the program's. */
public final class RecordFields {
  private static final int MOST = 5;

  private static final ClassValue<List<Field>> OF =
      new ClassValue<>() {
        @Override
        protected List<Field> computeValue(Class<?> type) {
          return fields(type);
        }
      };

  private RecordFields() {}

  /** The first fields of {@code record}, each by {@code words}, as {@code [x=1, y=2]}; empty if they cannot be read. */
  public static String of(Record record, Function<@Nullable Object, String> words) {
    List<String> parts = new ArrayList<>();
    try {
      List<Field> fields = OF.get(record.getClass());
      for (Field each : fields.subList(0, Math.min(fields.size(), MOST))) {
        parts.add(each.getName() + "=" + words.apply(each.get(record)));
      }
      if (fields.size() > MOST) {
        parts.add("...");
      }
    } catch (IllegalAccessException | RuntimeException | NoClassDefFoundError unreadable) {
      return ""; // a trace says nothing of them
    }
    return parts.toString();
  }

  private static List<Field> fields(Class<?> type) {
    List<Field> fields =
        Arrays.stream(type.getDeclaredFields())
            .filter(each -> !Modifier.isStatic(each.getModifiers()))
            .toList();
    for (Field each : fields) {
      if (!each.trySetAccessible()) {
        JdkPackages.open(type.getModule(), type.getPackageName());
        each.setAccessible(true);
      }
    }
    return fields;
  }
}
