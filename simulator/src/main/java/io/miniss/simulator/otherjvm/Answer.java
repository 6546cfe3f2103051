package io.miniss.simulator.otherjvm;

import io.miniss.simulator.SimulationResult;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Base64;
import java.util.Optional;

/**
 * What came of a run in the other JVM.
 *
 * @param refusal why it could not be run; empty if it was
 * @param hash its trace hash
 * @param failure what failed; empty if everything passed
 */
record Answer(String refusal, String hash, String failure) {
  /** Begins the line of an answer; other lines are what the program prints. */
  private static final String MARK = "miniss-answer-of-the-other-jvm ";

  static Answer of(SimulationResult result) {
    return new Answer(
        "",
        result.traceHashText(),
        result.failure().map(each -> each.kind() + " " + each.name()).orElse(""));
  }

  static Answer refused(String why) {
    return new Answer(why, "", "");
  }

  boolean isSameRun(Answer other) {
    return refusal.isEmpty() && hash.equals(other.hash) && failure.equals(other.failure);
  }

  /** As a line, without a line break. */
  String line() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      Request.writeText(out, refusal);
      Request.writeText(out, hash);
      Request.writeText(out, failure);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return MARK + Base64.getEncoder().encodeToString(bytes.toByteArray());
  }

  /** The answer in {@code line}; nothing if that is another line. */
  static Optional<Answer> parse(String line) {
    if (!line.startsWith(MARK)) {
      return Optional.empty();
    }
    byte[] bytes = Base64.getDecoder().decode(line.substring(MARK.length()));
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      return Optional.of(
          new Answer(Request.readText(in), Request.readText(in), Request.readText(in)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
