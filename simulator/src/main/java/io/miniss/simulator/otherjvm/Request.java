package io.miniss.simulator.otherjvm;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * What the other JVM is asked to run.
 *
 * @param program what
 * @param line the replay line
 * @param traceFile where the steps are written, one a line; empty if nowhere
 */
record Request(Program program, String line, String traceFile) {
  void write(DataOutputStream out) throws IOException {
    out.writeBoolean(program.isTest());
    writeText(out, program.name());
    writeText(out, program.lineName());
    writeText(out, line);
    writeText(out, traceFile);
    out.flush();
  }

  static Request read(DataInputStream in) throws IOException {
    return new Request(
        new Program(in.readBoolean(), readText(in), readText(in)), readText(in), readText(in));
  }

  /** {@link DataOutputStream#writeUTF} takes no long text. */
  static void writeText(DataOutputStream out, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  static String readText(DataInputStream in) throws IOException {
    return new String(in.readNBytes(in.readInt()), StandardCharsets.UTF_8);
  }
}
