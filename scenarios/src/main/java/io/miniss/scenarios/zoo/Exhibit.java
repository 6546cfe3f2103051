package io.miniss.scenarios.zoo;

import io.miniss.simulator.scenario.World;
import java.net.URI;
import java.util.List;

/**
 * A concurrency bug that shipped: a small model of the protocol as it was and as it was fixed, on the
 * primitives and interleaving points of {@code io.miniss.runtime.shared} or on the runtime itself, with
 * what must hold of it.
 *
 * <p>Both variants run the same workload and are held to the same checks, which are those that a user
 * of the mechanism would state (every accepted job ends, nothing is delivered twice, nobody waits for
 * ever), whatever the bug was. One instance is run many times and by several threads at once, so it
 * keeps no state in fields.
 */
public interface Exhibit {
  /** What it says of itself; always the same. */
  Label label();

  /** Its number in the zoo, from 1. */
  default int number() {
    return label().number();
  }

  /** Runs one variant to its end, on a thread outside any runtime. */
  void run(World world, Variant variant) throws Exception;

  /**
   * What is to be told of an exhibit.
   *
   * @param number its number in the zoo, from 1
   * @param title what went wrong, in a few words
   * @param kind what kind of bug it is
   * @param references where it is told
   * @param story how it went wrong, and how it was fixed, in two or three sentences
   * @param runtime why the runtime is not affected, in a sentence or two that name its mechanism
   */
  record Label(
      int number,
      String title,
      BugKind kind,
      List<Reference> references,
      String story,
      String runtime) {}

  /** The protocol as it shipped, or as it was fixed. */
  enum Variant {
    /** As it shipped. */
    BUGGY,
    /** As it was fixed. */
    FIXED
  }

  /** The kinds of bugs, in the zoo's order. */
  enum BugKind {
    /** Somebody sleeps on although there is work. */
    LOST_WAKE_UP("lost wake-up"),
    /** The end of a runtime loses something, or does not come. */
    SHUTDOWN("shutdown"),
    /** The beginning loses something. */
    START("start"),
    /** A cancellation against a completion. */
    CANCELLATION("cancel/complete"),
    /** Time-outs and clocks. */
    TIMERS("timers"),
    /** A count that drifts. */
    ACCOUNTING("accounting"),
    /** Code that is entered again while it runs. */
    RE_ENTRANCY("re-entrancy"),
    /** Somebody ready is overtaken for ever. */
    FAIRNESS("fairness"),
    /** Everybody runs and nothing is done. */
    LIVELOCK("livelock"),
    /** Full queues. */
    BACK_PRESSURE("back-pressure"),
    /** One failure takes others along. */
    ISOLATION("isolation"),
    /** Names that are not unique. */
    IDS("ids");

    private final String text;

    BugKind(String text) {
      this.text = text;
    }

    /** As it is written in a table. */
    public String text() {
      return text;
    }
  }

  /** A place where a bug is told. */
  record Reference(String name, URI link) {
    /** An issue or a pull request of a repository at GitHub. */
    public static Reference gitHub(String repository, int issue) {
      return new Reference(
          repository + " #" + issue,
          URI.create("https://github.com/" + repository + "/issues/" + issue));
    }

    /** A commit of a repository at GitHub. */
    public static Reference commit(String repository, String hash) {
      return new Reference(
          repository + " commit " + hash,
          URI.create("https://github.com/" + repository + "/commit/" + hash));
    }
  }
}
