package io.miniss.simulator.json;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One JSON object that was read: members by name, asked for by kind. Unknown members do no harm.
 * What is missing or of another kind is an {@link IllegalArgumentException} that names it.
 */
public final class JsonObject {
  private final Map<String, @Nullable Object> members;

  private JsonObject(Map<String, @Nullable Object> members) {
    this.members = members;
  }

  /**
   * Reads {@code text}, strictly.
   *
   * @throws IllegalArgumentException if it is not one JSON object; says at which character
   */
  public static JsonObject parse(String text) {
    return new Parser(text).parse();
  }

  /** Whether there is a member {@code key}. */
  public boolean has(String key) {
    return members.containsKey(key);
  }

  /** A member that is a string. */
  public String string(String key) {
    return member(key, String.class, "a string");
  }

  /** A member that is a whole number, not negative. */
  public long number(String key) {
    long number = member(key, Long.class, "a whole number");
    if (number < 0) {
      throw new IllegalArgumentException("\"" + key + "\" is negative: " + number);
    }
    return number;
  }

  /** A member that is a number, if it is there. */
  public Optional<Long> optionalNumber(String key) {
    return has(key) ? Optional.of(number(key)) : Optional.empty();
  }

  /** A member that is an object, if it is there. */
  public Optional<JsonObject> optionalObject(String key) {
    return has(key)
        ? Optional.of(member(key, JsonObject.class, "an object"))
        : Optional.empty();
  }

  /** A member that is a list of strings. */
  public List<String> strings(String key) {
    List<String> strings = new ArrayList<>();
    for (Object each : member(key, List.class, "a list of strings")) {
      if (!(each instanceof String string)) {
        throw new IllegalArgumentException("\"" + key + "\" is no list of strings");
      }
      strings.add(string);
    }
    return strings;
  }

  private <T> T member(String key, Class<T> kind, String words) {
    Object value = members.get(key);
    if (!kind.isInstance(value)) {
      throw new IllegalArgumentException(
          has(key) ? "\"" + key + "\" is not " + words : "\"" + key + "\" is missing");
    }
    return kind.cast(value);
  }

  private static final class Parser {
    private static final int MAX_DEPTH = 50;

    private final String text;
    private int at;
    private int depth;

    Parser(String text) {
      this.text = text;
    }

    JsonObject parse() {
      if (!(value() instanceof JsonObject object)) {
        throw broken("an object is expected");
      }
      skipSpace();
      if (at != text.length()) {
        throw broken("something follows the object");
      }
      return object;
    }

    private @Nullable Object value() {
      return switch (next()) {
        case '{' -> object();
        case '[' -> list();
        case '"' -> string();
        case 't' -> word("true", true);
        case 'f' -> word("false", false);
        case 'n' -> word("null", null);
        default -> number();
      };
    }

    private JsonObject object() {
      enter();
      Map<String, @Nullable Object> members = new LinkedHashMap<>();
      while (!closes('}', members.isEmpty())) {
        if (next() != '"') {
          throw broken("a name in quotes is expected");
        }
        String key = string();
        expect(':');
        if (members.containsKey(key)) {
          throw broken("\"" + key + "\" is there twice");
        }
        members.put(key, value());
      }
      return new JsonObject(members);
    }

    private List<@Nullable Object> list() {
      enter();
      List<@Nullable Object> elements = new ArrayList<>();
      while (!closes(']', elements.isEmpty())) {
        elements.add(value());
      }
      return elements;
    }

    private void enter() {
      at++;
      depth++;
      if (depth > MAX_DEPTH) {
        throw broken("it is nested too deeply");
      }
    }

    private boolean closes(char bracket, boolean first) {
      if (next() == bracket) {
        at++;
        depth--;
        return true;
      }
      if (!first) {
        expect(',');
      }
      return false;
    }

    private String string() {
      at++;
      StringBuilder value = new StringBuilder();
      while (current() != '"') {
        char c = current();
        at++;
        if (c < ' ') {
          throw broken("a control character is inside a string");
        }
        value.append(c == '\\' ? escaped() : c);
      }
      at++;
      return value.toString();
    }

    private char escaped() {
      char c = current();
      at++;
      return switch (c) {
        case '"', '\\', '/' -> c;
        case 'b' -> '\b';
        case 'f' -> '\f';
        case 'n' -> '\n';
        case 'r' -> '\r';
        case 't' -> '\t';
        case 'u' -> {
          int code = 0;
          for (int i = 0; i < 4; i++) {
            int digit = Character.digit(current(), 16);
            if (digit < 0) {
              throw broken("\\u has four hexadecimal digits");
            }
            code = code * 16 + digit;
            at++;
          }
          yield (char) code;
        }
        default -> throw broken("there is no escape \\" + c);
      };
    }

    private @Nullable Object word(String word, @Nullable Object value) {
      if (!text.startsWith(word, at)) {
        throw broken("a value is expected");
      }
      at += word.length();
      return value;
    }

    private Object number() {
      int from = at;
      while (at < text.length() && "+-.eE0123456789".indexOf(text.charAt(at)) >= 0) {
        at++;
      }
      String number = text.substring(from, at);
      try {
        if (number.matches("-?[0-9]+")) {
          return Long.valueOf(number);
        }
        return Double.valueOf(number);
      } catch (NumberFormatException e) {
        throw broken(number.isEmpty() ? "a value is expected" : number + " is no number");
      }
    }

    private void expect(char c) {
      if (next() != c) {
        throw broken("\"" + c + "\" is expected");
      }
      at++;
    }

    private char next() {
      skipSpace();
      return current();
    }

    private char current() {
      if (at >= text.length()) {
        throw broken("it ends too early");
      }
      return text.charAt(at);
    }

    private void skipSpace() {
      while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
        at++;
      }
    }

    private IllegalArgumentException broken(String what) {
      return new IllegalArgumentException("no JSON: " + what + " (character " + (at + 1) + ")");
    }
  }
}
