package io.miniss.runtime.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.RETURNS_DEEP_STUBS;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import io.miniss.runtime.LogCapture;
import io.miniss.runtime.diagnostics.Phase;
import io.miniss.runtime.spi.TraceableThread;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CoreWatchTest {
  private static final long LIMIT = 1_000;
  private static final int IDLE_LOOKS = 20;

  private final RuntimeState runtime = mock(RETURNS_DEEP_STUBS);
  private final CoreView core = mock();
  private final Throwable created = new Throwable("created here");
  private final LogCapture log = new LogCapture();
  private final CoreWatch watch =
      new CoreWatch(runtime, new CoreView[] {core}, LIMIT, created);
  private final List<BlockedCode> blocked = new ArrayList<>();

  @BeforeEach
  void setUp() {
    when(runtime.config().name()).thenReturn("tested");
    when(runtime.termination().phase()).thenReturn(Phase.RUNNING);
    when(core.blocked()).thenReturn(blocked);
    when(core.describeOtherCode()).thenReturn("a continuation");
  }

  @AfterEach
  void close() {
    log.close();
  }

  private List<String> lookAt(long nanos) {
    return lookAt(nanos, false);
  }

  private List<String> lookAt(long nanos, boolean isProcessIdle) {
    int before = log.records().size();
    when(runtime.clock().nanos()).thenReturn(nanos);
    watch.look(isProcessIdle);
    return log.messages().subList(before, log.messages().size());
  }

  private void turns(long turns) {
    when(core.turns()).thenReturn(turns);
  }

  private void asleep(boolean asleep) {
    when(core.isAsleep()).thenReturn(asleep);
  }

  // ---- a turn that does not end ----

  @Test
  void aTurnIsReportedFromTheLimitOn() {
    turns(7);
    assertThat(lookAt(5_000)).isEmpty();
    assertThat(lookAt(5_999)).isEmpty();
    assertThat(lookAt(6_000))
        .singleElement()
        .asString()
        .contains("core 0 of runtime tested runs nothing else for 0.0 s")
        .contains("because a continuation does not leave it");
  }

  @Test
  void oneStallIsReportedOnce() {
    turns(7);
    lookAt(0);
    assertThat(lookAt(2_000)).hasSize(1);
    assertThat(lookAt(4_000)).isEmpty();
    turns(8);
    assertThat(lookAt(6_000)).isEmpty();
    assertThat(lookAt(8_000)).hasSize(1);
  }

  @Test
  void aCoreThatSleepsDoesNotStall() {
    turns(7);
    lookAt(0);
    asleep(true);
    assertThat(lookAt(5_000)).isEmpty();
    asleep(false);
    assertThat(lookAt(5_500)).isEmpty();
    assertThat(lookAt(6_000)).hasSize(1);
  }

  @Test
  void theTimeOfAStallIsTold() {
    turns(7);
    lookAt(1_000_000);
    assertThat(lookAt(2_501_000_000L)).singleElement().asString().contains("for 2.5 s");
  }

  // ---- code that has blocked ----

  private static StackTraceElement frame(String type, int line) {
    return new StackTraceElement(type, "waits", type + ".java", line);
  }

  private void blocks(String name, long sinceNanos) {
    blocks(name, sinceNanos, frame("Acme", 3));
  }

  private void blocks(String name, long sinceNanos, StackTraceElement... stack) {
    Task<?> task = mock();
    when(task.label()).thenReturn("task " + name);
    TraceableThread thread = mock();
    when(thread.stackTrace()).thenReturn(stack);
    when(thread.waitsFor()).thenReturn("a lock");
    blocked.add(new BlockedCode(task, thread, sinceNanos));
  }

  @Test
  void codeThatWaitsIsReportedFromTheLimitOn() {
    asleep(true);
    blocks("x-1", 10_000_000);
    assertThat(lookAt(10_000_999)).isEmpty();
    assertThat(lookAt(10_001_000))
        .containsExactly(
            "task x-1 on core 0 of runtime tested waits for 0.0 s, for a lock; the core goes on"
                + " without it");
    assertThat(log.records().getLast().getThrown()).hasStackTraceContaining("Acme.java:3");
    assertThat(lookAt(30_000_000)).isEmpty();
  }

  @Test
  void aLongStackIsShownDownToTheUsersLine() {
    asleep(true);
    StackTraceElement[] stack = new StackTraceElement[30];
    Arrays.fill(stack, frame("java.net.Socket", 1));
    stack[14] = frame("io.miniss.runtime.internal.Wait", 2);
    stack[15] = frame("Acme", 3);
    blocks("x-1", 0, stack);
    lookAt(1_000);
    assertThat(log.records().getLast().getThrown().getStackTrace())
        .hasSize(16)
        .endsWith(frame("Acme", 3));
  }

  @Test
  void eachThatWaitsIsReportedOnce() {
    asleep(true);
    blocks("x-1", 0);
    blocks("x-2", 500);
    blocks("x-3", 700);
    assertThat(lookAt(1_500)).hasSize(2);
    assertThat(lookAt(1_700)).singleElement().asString().startsWith("task x-3");
    blocks("x-4", 1_800);
    assertThat(lookAt(9_000)).singleElement().asString().startsWith("task x-4");
  }

  // ---- a runtime that nobody closes ----

  @Test
  void aForgottenRuntimeIsReportedAfterManyLooks() {
    asleep(true);
    for (int i = 1; i < IDLE_LOOKS; i++) {
      assertThat(lookAt(i, true)).isEmpty();
    }
    assertThat(lookAt(IDLE_LOOKS, true))
        .singleElement()
        .asString()
        .contains("only runtime tested")
        .contains("close() it");
    assertThat(log.records().getLast().getThrown()).isSameAs(created);
    for (int i = 0; i < 2 * IDLE_LOOKS; i++) {
      assertThat(lookAt(100, true)).isEmpty();
    }
  }

  @Test
  void aLookThatFindsWorkStartsAnew() {
    asleep(true);
    for (int i = 1; i < IDLE_LOOKS; i++) {
      assertThat(lookAt(i, true)).isEmpty();
    }
    assertThat(lookAt(IDLE_LOOKS, false)).isEmpty();
    for (int i = 1; i < IDLE_LOOKS; i++) {
      assertThat(lookAt(i, true)).isEmpty();
    }
  }

  @Test
  void aRuntimeThatEndsIsNotForgotten() {
    asleep(true);
    when(runtime.termination().phase()).thenReturn(Phase.DRAINING);
    for (int i = 0; i < 2 * IDLE_LOOKS; i++) {
      assertThat(lookAt(i, true)).isEmpty();
    }
  }

  @Test
  void aRuntimeThatIsAwakeIsNotForgotten() {
    for (int i = 0; i < 2 * IDLE_LOOKS; i++) {
      turns(i);
      assertThat(lookAt(i, true)).isEmpty();
    }
  }
}
