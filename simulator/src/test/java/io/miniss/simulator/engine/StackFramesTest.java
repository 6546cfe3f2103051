package io.miniss.simulator.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.miniss.simulator.text.WovenFrames;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a stack says of where the user's code is, and of what a thread waits for. */
final class StackFramesTest {
  private static final StackTraceElement YIELD =
      jdk("java.lang.VirtualThread", "yieldContinuation");
  private static final StackTraceElement USER = user("com.example.Bank", "pay", 7);

  private static StackTraceElement frame(
      @Nullable String module, String type, String method, int line) {
    return new StackTraceElement(null, module, null, type, method, "Source.java", line);
  }

  private static StackTraceElement jdk(String type, String method) {
    return frame("java.base", type, method, 1);
  }

  private static StackTraceElement user(String type, String method, int line) {
    return frame(null, type, method, line);
  }

  private static StackTraceElement[] stack(StackTraceElement... frames) {
    return frames;
  }

  // ---- the place of a failure ----

  @Test
  void aPlaceIsTheInnermostLineOfUsers() {
    assertThat(
        StackFrames.place(
            stack(
                jdk("java.util.Objects", "requireNonNull"),
                user("org.assertj.core.api.Assertions", "fail", 1),
                USER,
                user("com.example.Main", "main", 3))))
        .isEqualTo("com.example.Bank:7");
    assertThat(StackFrames.place(stack(jdk("java.lang.Thread", "run")))).isEmpty();
  }

  @Test
  void aCheckHasNoPlaceInItsCaller() {
    StackTraceElement check = user("io.miniss.simulator.engine.Checks", "checkInvariants", 1);
    assertThat(StackFrames.place(stack(check, USER))).isEmpty();
    assertThat(StackFrames.place(stack(USER, check))).isEqualTo("com.example.Bank:7");
  }

  @Test
  void aMethodOfTheWeavingIsNoPlace() {
    StackTraceElement generated = user("com.example.Bank", WovenFrames.PREFIX + "lock", 2);
    assertThat(StackFrames.place(stack(generated, USER))).isEqualTo("com.example.Bank:7");
  }

  @ParameterizedTest
  @CsvSource({
    "java.util.List, true",
    "io.miniss.runtime.Core, true",
    "io.miniss.simulator.Simulation, true",
    "io.miniss.simulator.Simulation$1, true",
    "io.miniss.simulator.SimulationUser, false",
    "io.miniss.example.Bank, false",
    "javacards.Deck, false"
  })
  void harnessAndLibrariesAreMachinery(String type, boolean machinery) {
    assertThat(UserFrames.isMachinery(type)).isEqualTo(machinery);
  }

  // ---- the lines of a report ----

  @Test
  void aReportLeavesTheMachineryOut() {
    assertThat(
        StackFrames.lines(
            stack(
                YIELD,
                jdk("java.lang.Thread", "yield"),
                jdk("jdk.internal.vm.Continuation", "run"),
                jdk("java.lang.reflect.Method", "invoke"),
                user("io.miniss.simulator.engine.Steps", "point", 1),
                user("io.miniss.simulator.Simulation", "work", 1),
                user("io.miniss.simulator.weave.hook.Hooks", "lock", 1),
                user("io.miniss.weave.Hook", "lock", 1),
                user("com.example.Bank", WovenFrames.PREFIX + "lock", 1),
                jdk("java.util.ArrayList", "forEach"),
                USER)))
        .isEqualTo(
            "\n      at java.base/java.util.ArrayList.forEach(Source.java:1)"
                + "\n      at com.example.Bank.pay(Source.java:7)");
  }

  @Test
  void aReportNamesStaticInitialisersByTheirName() {
    assertThat(StackFrames.lines(stack(user("com.example.Bank", WovenFrames.INITIALISER, 2))))
        .isEqualTo("\n      at com.example.Bank.<clinit>(Source.java:2)");
  }

  @Test
  void aReportReachesTheFirstFrameOfUsers() {
    StackTraceElement library = jdk("java.util.ArrayList", "forEach");
    String at = "\n      at java.base/java.util.ArrayList.forEach(Source.java:1)";
    String user = "\n      at com.example.Bank.pay(Source.java:7)";
    assertThat(StackFrames.lines(stack(library, library, USER), 1))
        .isEqualTo(at + "\n      ..." + user);
    assertThat(StackFrames.lines(stack(library, USER, library), 2)).isEqualTo(at + user);
    assertThat(StackFrames.lines(stack(USER, USER, library, USER), 1)).isEqualTo(user);
    assertThat(StackFrames.lines(stack(library, USER, USER), 1))
        .isEqualTo(at + "\n      ..." + user);
  }

  @Test
  void framesOfTheRuntimeAreNotTheUsers() {
    StackTraceElement sleep = user("io.miniss.runtime.internal.FiberCalls", "sleep", 57);
    String at = "\n      at io.miniss.runtime.internal.FiberCalls.sleep(Source.java:57)";
    assertThat(StackFrames.lines(stack(sleep, sleep, USER, USER), 2))
        .isEqualTo(at + at + "\n      ...\n      at com.example.Bank.pay(Source.java:7)");
    assertThat(
        StackFrames.lines(stack(user("org.assertj.core.api.Assertions", "fail", 1), USER), 1))
        .endsWith("\n      ...\n      at com.example.Bank.pay(Source.java:7)");
  }

  @Test
  void aReportHasEightFrames() {
    StackTraceElement[] deep = new StackTraceElement[20];
    Arrays.fill(deep, USER);
    assertThat(StackFrames.lines(deep).split("\n      at ", -1)).hasSize(1 + 8);
  }

  @Test
  void whatTheJdkDoesIsCutOff() {
    StackTraceElement[] called =
        stack(
            jdk("java.util.Timer", "schedule"),
            user("io.miniss.simulator.engine.Escapes", "escape", 1),
            user("io.miniss.simulator.weave.hook.Hooks", "timer", 1),
            USER,
            jdk("java.lang.Thread", "run"));
    assertThat(StackFrames.withoutTheJdk(called)).containsExactly(USER, called[4]);
    StackTraceElement[] alone = stack(jdk("java.lang.Thread", "run"));
    assertThat(StackFrames.withoutTheJdk(alone)).isEqualTo(alone);
  }

  // ---- what a thread waits for ----

  @Test
  void anExitIsAnExitOfTheJvm() {
    assertThat(StackFrames.isInExit(stack(YIELD, jdk("java.lang.Runtime", "exit"), USER)))
        .isTrue();
    assertThat(StackFrames.isInExit(stack(jdk("java.lang.Runtime", "gc"), USER))).isFalse();
    assertThat(StackFrames.isInExit(stack(user("com.example.Runtime", "exit", 1)))).isFalse();
  }

  @ParameterizedTest
  @CsvSource({"0, true", "1, true", "2, true", "3, false"})
  void anObjectWaitIsNearTheTop(int depth, boolean waits) {
    StackTraceElement[] frames = stack(YIELD, YIELD, YIELD, USER);
    frames[depth] = jdk("java.lang.Object", "wait0");
    assertThat(StackFrames.isInObjectWait(frames)).isEqualTo(waits);
    frames[depth] = user("com.example.Object", "wait", 1);
    assertThat(StackFrames.isInObjectWait(frames)).isFalse();
    frames[depth] = jdk("java.lang.Object", "notify");
    assertThat(StackFrames.isInObjectWait(frames)).isFalse();
  }

  @Test
  void aStackOfTwoFramesIsNoWait() {
    StackTraceElement wait = jdk("java.lang.Object", "wait");
    assertThat(StackFrames.isInObjectWait(stack(wait, wait))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"sun.nio.ch.SocketChannelImpl", "jdk.internal.net.http.Exchange",
        "java.lang.ProcessImpl"})
  void socketsAndProcessesAreServedOutside(String type) {
    assertThat(StackFrames.isServedOutside(stack(YIELD, jdk(type, "read"), USER))).isTrue();
    assertThat(StackFrames.isServedOutside(stack(YIELD, user(type, "read", 1)))).isFalse();
  }

  @Test
  void filesAreNotServedOutside() {
    assertThat(StackFrames.isServedOutside(stack(YIELD, jdk("java.io.FileInputStream", "read"))))
        .isFalse();
  }

  @Test
  void aYieldHasItsMethodOnTop() {
    assertThat(StackFrames.isInYield(stack(YIELD, USER))).isTrue();
    assertThat(StackFrames.isInYield(stack())).isFalse();
    assertThat(StackFrames.isInYield(stack(USER, YIELD))).isFalse();
    assertThat(StackFrames.isInYield(stack(jdk("java.lang.VirtualThread", "parkNanos")))).isFalse();
  }

  @Test
  void aPartlySetUpMapIsNoYield() {
    StackTraceElement table = jdk("java.util.concurrent.ConcurrentHashMap", "initTable");
    StackTraceElement thread = jdk("java.lang.Thread", "yield");
    assertThat(StackFrames.isInYield(stack(YIELD, thread, thread, thread, thread, table)))
        .isFalse();
    assertThat(StackFrames.isInYield(stack(YIELD, thread, thread, thread, thread, thread, table)))
        .as("a program that yields while a map of its own is far below").isTrue();
    assertThat(
        StackFrames.isInYield(
            stack(YIELD, jdk("java.util.concurrent.ConcurrentHashMap", "compute"))))
        .isTrue();
    assertThat(StackFrames.isInYield(stack(YIELD, user("com.example.Map", "initTable", 1))))
        .isTrue();
  }

  @Test
  void aParkHasItsMethodOnTop() {
    StackTraceElement park = jdk("java.lang.VirtualThread", "park");
    assertThat(StackFrames.isInPark(stack(park, USER))).isTrue();
    assertThat(StackFrames.isInPark(stack())).isFalse();
    assertThat(StackFrames.isInPark(stack(USER, park))).isFalse();
    assertThat(StackFrames.isInPark(stack(YIELD))).isFalse();
    assertThat(StackFrames.isInPark(stack(jdk("java.util.concurrent.LockSupport", "park"))))
        .isFalse();
  }

  @ParameterizedTest
  @CsvSource({"java.base, true", "jdk.compiler, true", "javafx.base, false"})
  void theJdkIsToldByItsModules(String module, boolean isOfTheJdk) {
    assertThat(StackFrames.isOfTheJdk(frame(module, "x.Y", "z", 1))).isEqualTo(isOfTheJdk);
    assertThat(StackFrames.isOfTheJdk(frame(null, "java.util.List", "of", 1))).isFalse();
  }

  @Test
  void aStackGoesIntoFailuresAsItIs() {
    assertThat(StackFrames.withStack(stack(USER)).getStackTrace()).containsExactly(USER);
  }
}
