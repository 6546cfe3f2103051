package io.miniss.simulator.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.miniss.simulator.SimulationOptions;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ReplayRequestTest {
  private static final String NAME = "a.B#two cores";

  @TempDir
  Path directory;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"a.B#two cores\" seed=7",
        "a.B#two cores seed=7",
        "  a.B#two   cores  seed=7 ",
        "\"a.B#two cores\"",
        "a.B#two cores",
      })
  void aNameIsReadWithAndWithoutQuotes(String text) {
    ReplayRequest request = ReplayRequest.of(text.replace("   ", " "));
    assertThat(request.name()).isEqualTo(NAME);
    assertThat(request.className()).isEqualTo("a.B");
    assertThat(request.methodName()).isEqualTo("two cores");
    assertThat(request.recording()).isEmpty();
    if (text.contains("seed")) {
      assertThat(request.line())
          .isEqualTo(new ReplayLine(NAME, SimulationOptions.seed(7), Optional.empty()));
    }
  }

  @Test
  void aPlainNameNeedsNoQuotes() {
    ReplayRequest request = ReplayRequest.of("a.B#c cores=3 seed=7");
    assertThat(request.name()).isEqualTo("a.B#c");
    assertThat(request.line().options()).isEqualTo(SimulationOptions.seed(7).withCores(3));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "seed=1", "bank seed=1", "#c seed=1", "a.B# seed=1",
        "\"#c d\" seed=1", "\"a.B c#\" seed=1", "\"bank\" seed=1"})
  void whatNamesNoTestIsRefused(String text) {
    assertThatThrownBy(() -> ReplayRequest.of(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll("\"" + text + "\"", "names no test", "CLASS#METHOD seed=N");
  }

  @Test
  void quotesThatDoNotEndAreRefused() {
    assertThatThrownBy(() -> ReplayRequest.of("\"a.B#c seed=1"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("cannot read -Dminiss.replay=\"\"a.B#c seed=1\": ");
  }

  // ---- files ----

  private ReplayRequest ofFile(String text) throws IOException {
    Path file = directory.resolve("some.replay");
    Files.writeString(file, text);
    return ReplayRequest.of(" " + file + " ");
  }

  private static final String VERSION_2 =
      """
      miniss-replay 2
      run a.B#c seed=7 cores=2 strategy=random hash=0000000000000001
      steps 2
      %sthreads 0
      places 0
      turns 0
      end
      """;

  @Test
  void aFileNamesTheTestOfItsLine() throws IOException {
    for (String note : new String[] {"", "note why it is kept\n"}) {
      ReplayRequest request = ofFile(VERSION_2.formatted(note));
      assertThat(request.name()).isEqualTo("a.B#c");
      assertThat(request.line().options().seed()).isEqualTo(7);
      assertThat(request.recording().orElseThrow().steps()).isEqualTo(2);
    }
  }

  @Test
  void aNoteThatNamesTestGoesFirst() throws IOException {
    ReplayRequest request = ofFile(VERSION_2.formatted("note a.B#other seed=8\n"));
    assertThat(request.name()).isEqualTo("a.B#other");
    assertThat(request.line().options().seed()).isEqualTo(8);
  }

  @Test
  void aFileWithoutTurnsIsLineAlone() throws IOException {
    ReplayRequest request =
        ofFile("miniss-replay 1\nrun a.B#c seed=7 cores=2 strategy=random\nsteps 2\n");
    assertThat(request.name()).isEqualTo("a.B#c");
    assertThat(request.recording()).isEmpty();
  }

  @Test
  void aFileMayBeTheLineAlone() throws IOException {
    ReplayRequest request = ofFile("\"a.B#two cores\" seed=7 cores=2 strategy=random\n");
    assertThat(request.name()).isEqualTo("a.B#two cores");
    assertThat(request.line().options().seed()).isEqualTo(7);
    assertThat(request.recording()).isEmpty();
  }

  @Test
  void aFileThatIsNotThereIsNamed() {
    String file = directory.resolve("none.replay").toString();
    assertThatThrownBy(() -> ReplayRequest.of(file))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("cannot read the file of -Dminiss.replay=" + file);
  }

  // ---- whose it is ----

  interface WithDefault {
    default void ofInterface() {}
  }

  static class Base {
    void inherited() {}
  }

  static class Tests extends Base implements WithDefault {
    void own() {}

    void other() {}
  }

  private static final String TESTS = Tests.class.getName();

  private static Method method(Class<?> declaring, String name) throws NoSuchMethodException {
    return declaring.getDeclaredMethod(name);
  }

  @Test
  void aRequestIsForItsOwnMethodAlone() throws NoSuchMethodException {
    ReplayRequest request = ReplayRequest.of(TESTS + "#own seed=1");
    assertThat(request.isFor(Tests.class, method(Tests.class, "own"))).isTrue();
    assertThat(request.isFor(Tests.class, method(Tests.class, "other"))).isFalse();
    assertThat(request.isFor(Base.class, method(Tests.class, "own"))).isFalse();
    assertThat(ReplayRequest.name(Tests.class, "own")).isEqualTo(request.name());
  }

  @Test
  void inheritedMethodsAreTestsToo() throws NoSuchMethodException {
    Method inherited = method(Base.class, "inherited");
    assertThat(ReplayRequest.of(TESTS + "#inherited").isFor(Tests.class, inherited)).isTrue();
    Method ofInterface = method(WithDefault.class, "ofInterface");
    assertThat(ReplayRequest.of(TESTS + "#ofInterface").isFor(Tests.class, ofInterface)).isTrue();
  }

  @Test
  void aMethodThatIsNotThereIsNamed() throws NoSuchMethodException {
    ReplayRequest request = ReplayRequest.of(TESTS + "#gone seed=1");
    Method own = method(Tests.class, "own");
    assertThatThrownBy(() -> request.isFor(Tests.class, own))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(TESTS + "#gone, but that class has no method gone");
    assertThat(request.isFor(Base.class, own)).isFalse();
  }

  @Test
  void whoeverIsNotRunHearsWhatIs() {
    assertThat(ReplayRequest.of(NAME + " seed=1").reasonToSkip())
        .isEqualTo("-Dminiss.replay runs only a.B#two cores");
  }

  @Test
  void theOptionIsOneWordOfShell() {
    assertThat(ReplayRequest.option("a.B#c seed=1")).isEqualTo("-Dminiss.replay='a.B#c seed=1'");
  }
}
