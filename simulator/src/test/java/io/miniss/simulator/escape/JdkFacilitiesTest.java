package io.miniss.simulator.escape;

import static org.assertj.core.api.Assertions.assertThat;

import io.miniss.runtime.spi.VirtualThreads;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** In JVMs of their own, because what matters is who uses a facility of the JDK first. */
final class JdkFacilitiesTest {
  /** May be served without any other thread, or by one that answers before anybody waits, or is waited for. */
  private static final Set<Facility> MAY_HOLD =
      EnumSet.of(
          Facility.PARALLEL_STREAM, Facility.COMMON_POOL, Facility.CLEANER, Facility.MONITOR);

  /** The rest waits in java.util.concurrent: a deadlock, unless a real thread comes in time. */
  private static final Set<Facility> ALWAYS_ESCAPES =
      EnumSet.of(
          Facility.SOCKET,
          Facility.SOCKET_CHANNEL,
          Facility.HTTP_CLIENT,
          Facility.SLEEP,
          Facility.VIRTUAL_THREAD,
          Facility.VIRTUAL_THREAD_EXECUTOR);

  @ParameterizedTest
  @EnumSource
  void worksOutsideAfterUseInSimulation(Facility facility) throws Exception {
    List<String> lines = program(facility, true);
    assertThat(lines)
        .contains("virtual: works", "platform: works", "simulation: passed");
    for (String where : List.of("client: ", "fiber: ")) {
      assertThat(lines)
          .filteredOn(line -> line.startsWith(where))
          .singleElement()
          .satisfies(line -> assertAnswer(facility, line.substring(where.length())));
    }
  }

  /** An agent opens the package then, when the classes that need it have been loaded already. */
  @Test
  void socketsWorkWithoutTheFlag() throws Exception {
    assertThat(program(Facility.SOCKET, false))
        .contains("virtual: works", "platform: works", "simulation: passed");
  }

  private static void assertAnswer(Facility facility, String answer) {
    if (!MAY_HOLD.contains(facility) || !answer.equals("passed")) {
      String kind = ALWAYS_ESCAPES.contains(facility) ? "ESCAPE" : "(ESCAPE|DEADLOCK)";
      assertThat(answer).matches(kind + " .*(Facility|was resumed by).*");
    }
  }

  private static List<String> program(Facility facility, boolean withFlag)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    if (withFlag) {
      command.addAll(List.of(VirtualThreads.flag().split(" ")));
    }
    command.addAll(
        List.of(
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            FacilityProgram.class.getName(),
            facility.name()));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    assertThat(output).doesNotContain("Exception in thread");
    return output.lines().toList();
  }
}
