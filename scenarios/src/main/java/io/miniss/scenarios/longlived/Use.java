package io.miniss.scenarios.longlived;

/** A short use of what lives long: it has ended, with all that it has started, when its body returns. */
public final class Use {
  private final String name;
  private final Where where;
  private final int lists;
  private final boolean waits;
  private final boolean fibers;
  private final Body body;

  /** Which threads can do it. */
  public enum Where {
    /** External threads and fibers. */
    ANYWHERE,
    /** External threads. */
    OUTSIDE,
    /** Fibers. */
    FIBER,
    /** External threads, while a task holds core 0 and its mailbox is full. */
    HELD
  }

  /** What it does. */
  @FunctionalInterface
  interface Body {
    /** Does it. */
    void run(Site site) throws Exception;
  }

  /**
   * A use.
   *
   * @param lists how many lists that live long it is entered in, each of which may keep some of what has ended
   */
  Use(String name, Where where, int lists, Body body) {
    this(name, where, lists, false, false, body);
  }

  private Use(
      String name, Where where, int lists, boolean waits, boolean fibers, Body body) {
    this.name = name;
    this.where = where;
    this.lists = lists;
    this.waits = waits;
    this.fibers = fibers;
    this.body = body;
  }

  /** The same, and what an external thread waits with is noted, too. */
  Use waiting() {
    return new Use(name, where, lists, true, fibers, body);
  }

  /** The same, and what it makes is held by fibers. */
  Use byFibers() {
    return new Use(name, where, lists, waits, true, body);
  }

  /** Whether what it makes is held by fibers. */
  public boolean isByFibers() {
    return fibers;
  }

  /** What it does, in some words. */
  public String name() {
    return name;
  }

  /** How many lists that live long it is entered in. */
  public int lists() {
    return lists;
  }

  /** Whether what an external thread waits with is to be noted. */
  public boolean waits() {
    return waits;
  }

  /** Whether {@code site} can do it. */
  public boolean suits(Site site) {
    return switch (where) {
      case ANYWHERE -> true;
      case OUTSIDE, HELD -> !site.isOnCore();
      case FIBER -> site.isOnCore();
    };
  }

  /** Whether fibers can do it. */
  public boolean isForFibers() {
    return where == Where.ANYWHERE || where == Where.FIBER;
  }

  /** Whether external threads can do it. */
  public boolean isForOutside() {
    return where != Where.FIBER;
  }

  /** Does it. */
  public void run(Site site) {
    site.begin(name);
    try {
      body.run(site);
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new AssertionError(name + " threw " + e, e);
    }
  }

  @Override
  public String toString() {
    return name;
  }
}
