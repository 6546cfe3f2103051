package io.miniss.simulator.weave.rewrite;

import org.jspecify.annotations.Nullable;

/** What classes of the JDK do that no seed controls, for the report. */
final class Uncontrolled {
  private static final String[][] PREFIXES = {
    {"java/net/http/", "HTTP"},
    {"java/net/Socket", "sockets"},
    {"java/net/ServerSocket", "sockets"},
    {"java/net/DatagramSocket", "sockets"},
    {"java/nio/channels/", "channels"},
    {"java/nio/file/Files", "files"},
    {"java/io/File", "files"},
    {"java/io/RandomAccessFile", "files"},
    {"java/lang/ref/", "garbage collection"},
    {"java/util/WeakHashMap", "garbage collection"},
    {"java/lang/foreign/", "native code"},
    {"java/awt/", "windows"},
    {"javax/swing/", "windows"},
    {"java/sql/", "databases"},
    {"sun/misc/Unsafe", "sun.misc.Unsafe"}
  };

  private Uncontrolled() {}

  /** What a call of {@code type.name} does, or null if nothing such. */
  static @Nullable String of(String type, String name) {
    if (type.equals("java/lang/Runtime") && name.equals("addShutdownHook")) {
      return "shutdown hooks, which are not run";
    }
    if (type.equals("java/lang/System") && (name.equals("load") || name.equals("loadLibrary"))) {
      return "native code";
    }
    for (String[] each : PREFIXES) {
      if (type.startsWith(each[0])) {
        return each[1];
      }
    }
    return null;
  }
}
