package io.miniss.simulator.escape;

import static org.assertj.core.api.Assertions.assertThat;

import io.miniss.runtime.spi.VirtualThreads;
import io.miniss.testkit.ForkedJvm;
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

  private static List<String> program(Facility facility, boolean withFlag) throws Exception {
    List<String> flags =
        withFlag ? List.of(VirtualThreads.flag().split(" ")) : List.<String>of();
    String output =
        ForkedJvm.run(flags, FacilityProgram.class.getName(), facility.name()).succeeded();
    assertThat(output).doesNotContain("Exception in thread");
    return output.lines().toList();
  }
}
