package io.miniss.runtime.future;

import org.jspecify.annotations.Nullable;

/**
 * The work that waits and that its core must break when it exits: in the order in
 * which they were registered, linked through themselves. Those that wait for a future that belongs to
 * the core are not here. The core's thread only.
 */
final class Outstanding {
  private @Nullable OutstandingWork newest;
  private @Nullable OutstandingWork oldest;
  private int size;

  /** Adds {@code c}, which is not here. */
  void add(OutstandingWork c) {
    OutstandingWork before = newest;
    c.olderOutstanding = before;
    if (before == null) {
      oldest = c;
    } else {
      before.newerOutstanding = c;
    }
    newest = c;
    size++;
    c.outstanding = true;
  }

  /** Removes {@code c}, which is here. */
  void remove(OutstandingWork c) {
    OutstandingWork older = c.olderOutstanding;
    OutstandingWork newer = c.newerOutstanding;
    if (newer == null) {
      newest = older;
    } else {
      newer.olderOutstanding = older;
    }
    if (older == null) {
      oldest = newer;
    } else {
      older.newerOutstanding = newer;
    }
    c.olderOutstanding = null;
    c.newerOutstanding = null;
    size--;
    c.outstanding = false;
  }

  @Nullable OutstandingWork oldest() {
    return oldest;
  }

  int size() {
    return size;
  }

  /**
   * A new list with everything that is in this one, which is not used any more. A list that its owner renews
   * now and then is a young object, in which storing a reference costs no fence; see {@link
   * io.miniss.runtime.shared.OwnerReference}.
   */
  Outstanding renewed() {
    Outstanding list = new Outstanding();
    list.newest = newest;
    list.oldest = oldest;
    list.size = size;
    return list;
  }
}
