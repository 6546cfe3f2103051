package io.miniss.simulator.weave;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.miniss.simulator.weave.rewrite.WovenPackages;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class BenignNamesTest {
  @TempDir
  private Path directory;

  private WovenCode woven(String name) throws IOException {
    Path list = directory.resolve("benign-races");
    Files.writeString(list, "# known\n" + name + ": for this test\n");
    return WovenCode.of(
        WovenPackages.parse("example.woven"), BenignNamesTest.class.getClassLoader(), true, false,
        Optional.of(list));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"example.woven.Nowhere", "example.woven.bank.Ledger.balanse", "balance",
        "example.woven.bank.Ledger.toString", "example.woven.bank..Ledger"})
  void namesOfNothingAreRefused(String name) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> woven(name))
        .withMessageContaining("benign-races names " + name + ", but no class");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"example.woven.bank.Ledger", "example.woven.bank.Ledger.balance",
        "example.woven.bank.Ledger.deposit", "example.woven.Racy.Job",
        "example.woven.Racy$Job", "example.woven.bank.Ledger.<init>"})
  void namesOfClassesAndMembersAreAccepted(String name) throws IOException {
    assertThat(woven(name)).isNotNull();
  }
}
