package io.miniss.scenarios.crossings;

import io.miniss.runtime.cancel.CancellationScope;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A scope of the workload. Guarded by its {@link Book}. */
final class ScopeRecord {
  final int number;
  final CancellationScope scope;
  final @Nullable ScopeRecord parent;
  final List<String> reasons = new ArrayList<>();
  boolean hasLeft;

  /** When it left its parent, this may have cancelled it for one of these reasons; and limits of the parent. */
  private final List<String> reasonsBefore = new ArrayList<>(0);

  private boolean mayHaveLimitBefore;
  boolean hasLimit;
  @Nullable String winner;

  ScopeRecord(int number, CancellationScope scope, @Nullable ScopeRecord parent) {
    this.number = number;
    this.scope = scope;
    this.parent = parent;
  }

  /** Whether the cancellation of {@code other} reaches this one. */
  boolean isWithin(ScopeRecord other) {
    for (ScopeRecord each = this; each != null; each = each.hasLeft ? null : each.parent) {
      if (each == other) {
        return true;
      }
    }
    return false;
  }

  /** It has left its parent, which cancels it no more. */
  void left() {
    for (ScopeRecord each = parent; each != null; each = each.hasLeft ? null : each.parent) {
      reasonsBefore.addAll(each.reasons);
      reasonsBefore.addAll(each.reasonsBefore);
      mayHaveLimitBefore |= each.hasLimit || each.mayHaveLimitBefore;
    }
    hasLeft = true;
  }

  /** Whether {@code reason} may be why it was cancelled. */
  boolean mayHave(String reason) {
    boolean isOfALimit =
        reason.startsWith("the deadline of ") || reason.equals("the runtime has terminated");
    for (ScopeRecord each = this; each != null; each = each.hasLeft ? null : each.parent) {
      if (each.reasons.contains(reason)
          || each.reasonsBefore.contains(reason)
          || ((each.hasLimit || each.mayHaveLimitBefore) && isOfALimit)) {
        return true;
      }
    }
    return false;
  }

  @Override
  public String toString() {
    return "scope " + number;
  }
}
