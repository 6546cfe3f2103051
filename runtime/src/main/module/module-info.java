/**
 * Thread-per-core runtime; {@code io.miniss.runtime.MultiCoreRuntime} is where to start.
 *
 * <p>Fibers need the JVM flag {@code --add-opens java.base/java.lang=io.miniss.runtime}, pinning
 * needs {@code --enable-native-access=com.sun.jna}.
 */
// Neither affinity nor JNA has a descriptor; the name "affinity" comes from its jar's.
@SuppressWarnings("requires-automatic") module io.miniss.runtime {
  requires affinity;
  requires com.sun.jna;
  requires java.logging; // for JNA
  requires org.jctools.core.jdk11;
  requires org.slf4j; // for affinity

  requires static com.google.errorprone.annotations;
  requires static org.jspecify;

  exports io.miniss.runtime;
  exports io.miniss.runtime.cancel;
  exports io.miniss.runtime.diagnostics;
  exports io.miniss.runtime.future;
  exports io.miniss.runtime.machine;
  exports io.miniss.runtime.shared;
  exports io.miniss.runtime.spi;
  exports io.miniss.runtime.task;
  exports io.miniss.runtime.util;
}
