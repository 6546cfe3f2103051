package io.miniss.simulator.output;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class AtomicFileTest {
  @TempDir
  private Path directory;

  /** A disk with room for a few bytes. */
  private static OutputStream full(Path file) throws IOException {
    OutputStream out = new FileOutputStream(file.toFile());
    return new OutputStream() {
      private int room = 3;

      @Override
      public void write(int each) throws IOException {
        if (room-- == 0) {
          throw new IOException("No space left on device");
        }
        out.write(each);
      }

      @Override
      public void close() throws IOException {
        out.close();
      }
    };
  }

  @Test
  void aNewFileHasTheText() {
    Path file = directory.resolve("new");
    AtomicFile.write(file, "größer");
    assertThat(file).hasContent("größer");
    assertThat(directory.toFile().list()).containsExactly("new");
  }

  @Test
  void aFullDiskLeavesNoNewFile() {
    Path file = directory.resolve("new");
    assertThatThrownBy(() -> AtomicFile.write(file, "more than 3 bytes", AtomicFileTest::full))
        .isInstanceOf(OutputException.class)
        .hasMessage("cannot write " + file + ": No space left on device");
    assertThat(directory).isEmptyDirectory();
  }

  @Test
  void aFullDiskLeavesTheOldContent() throws IOException {
    Path file = Files.writeString(directory.resolve("old"), "before");
    assertThatThrownBy(() -> AtomicFile.write(file, "more than 3 bytes", AtomicFileTest::full))
        .isInstanceOf(OutputException.class);
    assertThat(file).hasContent("before");
    assertThat(directory.toFile().list()).containsExactly("old");
  }

  @Test
  void noDirectoryIsMade() {
    Path file = directory.resolve("none").resolve("file");
    assertThatThrownBy(() -> AtomicFile.write(file, "text"))
        .isInstanceOf(OutputException.class)
        .hasMessage("cannot write " + file + ": No such file or directory");
    assertThat(directory).isEmptyDirectory();
  }

  @Test
  void anInterruptDoesNotDisturbIt() {
    Path file = directory.resolve("file");
    Thread.currentThread().interrupt();
    try {
      AtomicFile.write(file, "text");
    } finally {
      assertThat(Thread.interrupted()).isTrue();
    }
    assertThat(file).hasContent("text");
  }

  @Test
  void aLinkStaysALink() throws IOException {
    Path target = Files.writeString(directory.resolve("target"), "before");
    Path link = Files.createSymbolicLink(directory.resolve("link"), target);
    AtomicFile.write(link, "after");
    assertThat(link).isSymbolicLink();
    assertThat(target).hasContent("after");
  }

  @Test
  void permissionsAreKept() throws IOException {
    Path file = Files.writeString(directory.resolve("file"), "before");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    AtomicFile.write(file, "after");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
  }

  @Test
  void aFullDeviceIsAnError() {
    Path full = Path.of("/dev/full");
    assumeThat(full).exists();
    assertThatThrownBy(() -> AtomicFile.write(full, "text"))
        .isInstanceOf(OutputException.class)
        .hasMessageContaining("cannot write /dev/full: ");
  }
}
