package io.miniss.runtime.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.doThrow;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import io.miniss.runtime.machine.Pinning.NotPinned;
import io.miniss.runtime.machine.Pinning.Pinned;
import java.util.BitSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import net.openhft.affinity.IAffinity;
import net.openhft.affinity.impl.NullAffinity;
import org.junit.jupiter.api.Test;

/**
 * The answers of a pinner whose library is a mock; {@link ThreadPinnerOnThisMachineTest} has the
 * real one.
 */
class ThreadPinnerTest {

  private static final CpuSet ALLOWED = CpuSet.parse("0-3");

  private final IAffinity library = mock();
  private final ThreadPinner pinner = new ThreadPinner(ALLOWED, () -> library);

  @Test
  void pinnedIsWhatWasReadBack() {
    when(library.getAffinity()).thenReturn(mask(3));
    assertThat(pinner.pinCurrentThread(3)).isEqualTo(new Pinned(3));
    verify(library).setAffinity(mask(3));
  }

  @Test
  void aWiderMaskReadBackIsNotPinned() {
    when(library.getAffinity()).thenReturn(mask(0, 1));
    assertNotPinned(pinner.pinCurrentThread(3), "asked for CPU 3, read back 0-1");
  }

  @Test
  void anotherCpuReadBackIsNotPinned() {
    when(library.getAffinity()).thenReturn(mask(1));
    assertNotPinned(pinner.pinCurrentThread(2), "asked for CPU 2, read back 1");
  }

  @Test
  void nothingReadBackIsNotPinned() {
    when(library.getAffinity()).thenReturn(mask());
    assertNotPinned(pinner.pinCurrentThread(2), "asked for CPU 2, read back nothing");
  }

  @Test
  void aRefusalOfTheKernelIsTheReason() {
    doThrow(new IllegalStateException("errno=22")).when(library).setAffinity(any());
    assertNotPinned(
        pinner.pinCurrentThread(2),
        "asked for CPU 2, refused: java.lang.IllegalStateException: errno=22");
  }

  @Test
  void theLibraryWithoutNativeCodeIsRecognised() {
    ThreadPinner withoutNativeCode = new ThreadPinner(ALLOWED, () -> NullAffinity.INSTANCE);
    assertNotPinned(
        withoutNativeCode.pinCurrentThread(0),
        "affinity library loads no native implementation: NullAffinity");
  }

  @Test
  void aLibraryThatCannotBeLoadedIsTheReason() {
    ThreadPinner withoutLibrary =
        new ThreadPinner(
            ALLOWED,
            () -> {
              throw new NoClassDefFoundError("com/sun/jna/Native");
            });
    assertNotPinned(
        withoutLibrary.pinCurrentThread(0),
        "affinity library cannot be loaded: java.lang.NoClassDefFoundError: com/sun/jna/Native");
  }

  @Test
  void outsideTheAllowedSetTheLibraryIsNotEvenLoaded() {
    ThreadPinner watched =
        new ThreadPinner(
            ALLOWED,
            () -> {
              throw new AssertionError("the library was asked");
            });
    assertNotPinned(
        watched.pinCurrentThread(4), "CPU 4 is outside the set that the process may use (0-3)");
  }

  @Test
  void aVirtualThreadIsRefused() {
    FutureTask<Pinning> pin = new FutureTask<>(() -> pinner.pinCurrentThread(0));
    Thread.startVirtualThread(pin);
    assertThatThrownBy(pin::get)
        .isInstanceOf(ExecutionException.class)
        .hasCauseInstanceOf(IllegalStateException.class)
        .hasMessageContaining("only a platform thread can be pinned, not VirtualThread");
  }

  private static void assertNotPinned(Pinning pinning, String reason) {
    assertThat(pinning).isEqualTo(new NotPinned(reason));
  }

  private static BitSet mask(int... cpus) {
    BitSet mask = new BitSet();
    for (int cpu : cpus) {
      mask.set(cpu);
    }
    return mask;
  }
}
