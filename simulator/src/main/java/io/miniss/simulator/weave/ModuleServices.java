package io.miniss.simulator.weave;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.module.InvalidModuleDescriptorException;
import java.lang.module.ModuleDescriptor;
import java.net.URI;
import java.net.URL;
import java.net.URLConnection;
import java.net.URLStreamHandler;
import java.nio.charset.StandardCharsets;
import java.util.Enumeration;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The providers of services that modules declare. On a class path the JVM does not read these declarations, and the
 * modules of a program are on the class path of its loader.
 */
final class ModuleServices {
  /** What the names of files that list providers begin with. */
  static final String FILES = "META-INF/services/";

  private ModuleServices() {}

  /** What a file that lists the providers of {@code service} would be, if one of {@code modules} has any. */
  static Optional<URL> file(String service, Enumeration<URL> modules) throws IOException {
    Set<String> providers = new TreeSet<>();
    while (modules.hasMoreElements()) {
      try (InputStream in = modules.nextElement().openStream()) {
        ModuleDescriptor.read(in).provides().stream()
            .filter(each -> each.service().equals(service))
            .forEach(each -> providers.addAll(each.providers()));
      } catch (InvalidModuleDescriptorException e) {
        throw new IOException("a module-info.class of the class path cannot be read", e);
      }
    }
    return providers.isEmpty()
        ? Optional.empty()
        : Optional.of(
            URL.of(
                URI.create("module-info:" + FILES + service),
                new Listing(String.join("\n", providers))));
  }

  /** A text as what a URL stands for. */
  private static final class Listing extends URLStreamHandler {
    private final String text;

    Listing(String text) {
      this.text = text;
    }

    @Override
    protected URLConnection openConnection(URL url) {
      return new URLConnection(url) {
        @Override
        public void connect() {
          connected = true;
        }

        @Override
        public InputStream getInputStream() {
          return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
        }
      };
    }
  }
}
