package example.bugs;

import io.miniss.runtime.Core;
import io.miniss.runtime.MultiCoreRuntime;
import io.miniss.runtime.shared.SharedFlag;
import io.miniss.runtime.shared.SharedLong;
import io.miniss.runtime.shared.SharedReference;
import io.miniss.simulator.Simulation;
import java.time.Duration;
import java.util.Objects;

/** Eight bugs of ordinary programs, each in as little code as shows it. */
public final class PlantedBugs {
  private PlantedBugs() {}

  private static SharedReference<String> text(Simulation world, String name, String initial) {
    return new SharedReference<>(world.scheduler(), name, initial);
  }

  private static SharedLong count(Simulation world, String name) {
    return new SharedLong(world.scheduler(), name);
  }

  /** The timer of the first login looks at the time of expiry and then removes an entry that was renewed in between. */
  public static void expiryKillsRenewedEntry(Simulation world) {
    SharedLong expires = count(world, "expiry of the session");
    SharedReference<String> session = text(world, "session", "alice");
    expires.setVolatile(10);
    long start = world.clock().nanos();
    try (MultiCoreRuntime runtime = world.runtime().start()) {
      var expiry =
          runtime.spawnOn(
              0,
              () -> Core.current()
                  .after(Duration.ofMillis(10), () -> expire(world, start, expires, session)));
      expiry.join();
      world.work(Duration.ofMillis(10));
      expires.setVolatile(30);
      if (session.getVolatile() != null) {
        world.work(Duration.ofMillis(1));
        world.require(session.getVolatile() != null, "a session that was renewed is there");
      }
    }
  }

  private static void expire(
      Simulation world, long start, SharedLong expires, SharedReference<String> session) {
    if (expires.getVolatile() * 1_000_000 <= world.clock().nanos() - start) {
      session.setVolatile(null);
    }
  }

  /** A reader that missed loads the old row, and puts it into the cache after a writer has put the new one. */
  public static void slowLoadOverwritesNewerPut(Simulation world) {
    SharedLong row = count(world, "row in the database");
    SharedReference<Long> cached = new SharedReference<>(world.scheduler(), "cached row", null);
    row.setVolatile(1);
    var reader =
        world.client(
            "reader",
            () -> {
              if (cached.getVolatile() == null) {
                cached.setVolatile(row.getVolatile());
              }
            });
    var writer =
        world.client(
            "writer",
            () -> {
              row.setVolatile(2);
              cached.setVolatile(2L);
            });
    reader.join();
    writer.join();
    world.require(
        Objects.equals(cached.getVolatile(), row.getVolatile()), "the cache has the newest row");
  }

  /** A semaphore hands its permit to a waiter that has given up since it was looked at. */
  public static void permitGivenToCancelledWaiter(Simulation world) {
    SharedReference<String> waiter = text(world, "the waiter", "waits");
    SharedLong permits = count(world, "free permits");
    SharedFlag gone = new SharedFlag(world.scheduler(), "the waiter has gone");
    var canceller =
        world.client(
            "canceller", () -> gone.setVolatile(waiter.compareAndSet("waits", "cancelled")));
    var releaser =
        world.client(
            "releaser",
            () -> {
              if (Objects.equals(waiter.getVolatile(), "waits")) {
                waiter.setVolatile("has the permit");
              } else {
                permits.getAndAdd(1);
              }
            });
    canceller.join();
    releaser.join();
    world.require(
        !gone.getVolatile() || permits.getVolatile() == 1, "a permit that nobody has is free");
  }

  /** A child is added to a scope after the scope has cancelled the children that it knew. */
  public static void orphanedChild(Simulation world) {
    SharedFlag closed = new SharedFlag(world.scheduler(), "scope is closed");
    SharedLong children = count(world, "children of the scope");
    SharedLong cancelled = count(world, "cancelled children");
    var parent =
        world.client(
            "parent",
            () -> {
              if (!closed.getVolatile()) {
                children.getAndAdd(1);
              }
            });
    var closer =
        world.client(
            "closer",
            () -> {
              closed.setVolatile(true);
              cancelled.setVolatile(children.getVolatile());
            });
    parent.join();
    closer.join();
    world.require(
        children.getVolatile() == cancelled.getVolatile(), "a closed scope has no living child");
  }

  /** A cancel looks for the attempt that is under way, and there is none, as one ended and the next has not begun. */
  public static void cancelLostBetweenAttempts(Simulation world) {
    SharedReference<String> current = text(world, "current attempt", "attempt 1");
    SharedReference<String> aborted = text(world, "aborted attempt", "none");
    var caller =
        world.client(
            "caller",
            () -> {
              current.setVolatile(null); // attempt 1 failed
              current.setVolatile("attempt 2");
            });
    var canceller =
        world.client(
            "canceller",
            () -> {
              String attempt = current.getVolatile();
              if (attempt != null) {
                aborted.setVolatile(attempt);
              }
            });
    caller.join();
    canceller.join();
    world.require(
        !Objects.equals(aborted.getVolatile(), "none"), "a cancel aborts some attempt");
  }

  /** A node answers before it writes its vote down, crashes, and votes again for somebody else. */
  public static void voteForgottenAtACrash(Simulation world) {
    SharedReference<String> memory = text(world, "vote in memory", null);
    SharedReference<String> disk = text(world, "vote on disk", null);
    SharedLong granted = count(world, "votes of the node");
    var node =
        world.client(
            "node",
            () -> {
              if (memory.compareAndSet(null, "for A")) {
                granted.getAndAdd(1);
                disk.setVolatile("for A");
              }
            });
    var crash =
        world.client(
            "restarted node",
            () -> {
              memory.setVolatile(disk.getVolatile());
              if (memory.compareAndSet(null, "for B")) {
                granted.getAndAdd(1);
              }
            });
    node.join();
    crash.join();
    world.require(granted.getVolatile() <= 1, "a node votes once in a term");
  }

  /** An answer of the last term is counted in this one. */
  public static void staleVoteCounted(Simulation world) {
    SharedLong term = count(world, "term");
    SharedLong votes = count(world, "votes for the candidate");
    term.setVolatile(1);
    var voter =
        world.client(
            "voter of term 1",
            () -> {
              if (term.getVolatile() == 1) {
                votes.getAndAdd(1);
              }
            });
    term.setVolatile(2);
    votes.setVolatile(0);
    voter.join();
    world.require(votes.getVolatile() == 0, "votes of term 1 do not count in term 2");
  }

  /** Two orders look at the quota, and both find room. */
  public static void quotaCheckedThenUsed(Simulation world) {
    SharedLong used = count(world, "used quota");
    used.setVolatile(9);
    var other = world.client("other order", () -> order(used));
    order(used);
    other.join();
    world.require(used.getVolatile() <= 10, "no more than 10 are used");
  }

  private static void order(SharedLong used) {
    if (used.getVolatile() < 10) {
      used.getAndAdd(1);
    }
  }
}
