package io.miniss.simulator.weave.rewrite;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a program may not do in a run, as it would reach beyond the process, and no seed could bring it back. The run
 * ends as an escape before it does.
 */
final class Refused {
  private static final Set<String> WINDOWS =
      Set.of(
          "java/awt/Dialog", "java/awt/FileDialog", "java/awt/Frame", "java/awt/Robot",
          "java/awt/Window", "javax/swing/JDialog", "javax/swing/JFrame", "javax/swing/JWindow");

  private static final String WINDOW = "opens a window";
  private static final String PROCESS = "starts a process";
  private static final String CONNECTION = "opens a network connection";

  private Refused() {}

  /** What those who make an instance of {@code type} do, or null if that is allowed. */
  static @Nullable String instances(String type) {
    return WINDOWS.contains(type) ? WINDOW : null;
  }

  /** What a call of {@code type.name} does, or null if that is allowed. */
  static @Nullable String call(String type, String name) {
    if (name.equals("<init>")) {
      return instances(type); // of a subclass
    }
    return switch (type) {
      case "java/lang/Runtime" -> name.equals("exec") ? PROCESS : null;
      case "java/lang/ProcessBuilder" -> name.equals("startPipeline") ? PROCESS : null;
      case "javax/swing/JOptionPane" -> name.startsWith("show") ? WINDOW : null;
      case "java/awt/Desktop" -> name.equals("getDesktop") ? WINDOW : null;
      case "java/net/http/HttpClient" ->
        name.equals("newHttpClient") || name.equals("newBuilder") ? CONNECTION : null;
      default -> null;
    };
  }
}
