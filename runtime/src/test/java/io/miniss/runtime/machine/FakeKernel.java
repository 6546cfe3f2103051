package io.miniss.runtime.machine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A folder with the files in which Linux would answer about a machine. */
record FakeKernel(Path root) {

  FakeKernel with(String absolute, String content) throws IOException {
    Path file = root.resolve(absolute.substring(1));
    Files.createDirectories(file.getParent());
    Files.writeString(file, content);
    return this;
  }

  KernelFiles files() {
    return new KernelFiles(root);
  }
}
