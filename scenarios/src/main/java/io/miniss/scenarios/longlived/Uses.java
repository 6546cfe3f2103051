package io.miniss.scenarios.longlived;

import java.util.List;
import java.util.stream.Stream;

/** All uses. What is added to one of these lists is crossed with everything else. */
public final class Uses {
  /** While all cores run. */
  public static final List<Use> FREE =
      Stream.of(WaitUses.ALL, FutureUses.ALL, ScopeUses.ALL, TimeUses.ALL)
          .flatMap(List::stream)
          .toList();

  /** While core 0 is held. */
  public static final List<Use> HELD = HeldUses.ALL;

  private Uses() {}
}
