package io.miniss.simulator.campaign;

import io.miniss.simulator.coverage.Distinct;
import io.miniss.simulator.coverage.Seen;
import io.miniss.simulator.json.JsonObject;
import io.miniss.simulator.json.JsonWriter;
import io.miniss.simulator.replay.ReplayLine;
import io.miniss.simulator.text.Shortened;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * How far one shard of one scenario's campaign is, as one line of JSON. The lines of all shards merge
 * into the whole campaign's result ({@link Merge}).
 *
 * @param plan what it is a result of
 * @param done how many seeds were run
 * @param steps steps in these
 * @param took real time
 * @param ended whether and why it is over
 * @param failure the failure of the search at the beginning, or of the shard's lowest failing seed
 * @param seen how much was seen, if that was kept
 */
public record ShardResult(
    Plan plan,
    long done,
    long steps,
    Duration took,
    Ended ended,
    Optional<Failed> failure,
    Optional<Seen> seen) {
  /** The version that this code writes, and the newest it reads. */
  public static final int VERSION = 2;

  private static final String SKETCHES = "sketches";
  private static final String VERSION_KEY = "miniss-result";

  /** Whether and why a shard is over. */
  public enum Ended {
    /** It is not. */
    RUNNING,
    /** All its seeds were run. */
    ALL,
    /** Its time was up. */
    TIME,
    /** A seed failed, or a run of the search. */
    FAILURE;

    private String word() {
      return name().toLowerCase(Locale.ROOT);
    }

    private static Ended parse(String word) {
      return Arrays.stream(values())
          .filter(each -> each.word().equals(word))
          .findFirst()
          .orElseThrow(
              () -> new IllegalArgumentException(
                  "\"ended\" must be one of "
                      + Arrays.stream(values()).map(Ended::word).collect(Collectors.joining(", "))
                      + ": \"" + word + "\""));
    }
  }

  /**
   * A failure in few words.
   *
   * @param what its kind and name
   * @param message what went wrong
   * @param replay the line that brings it back
   */
  public record Failed(String what, String message, ReplayLine replay) {
    static Failed of(FailureReport report) {
      return new Failed(
          report.failure().kind() + " " + report.failure().name(),
          report.failure().message(),
          report.line());
    }
  }

  /** Checks that the numbers fit together. */
  public ShardResult {
    if (done > plan.size() || (ended == Ended.ALL && done < plan.size())) {
      throw new IllegalArgumentException(
          "shard " + plan.shard() + " has " + plan.size() + " seeds, of which " + done
              + " are said to be done");
    }
    if (failure.isPresent() != (ended == Ended.FAILURE)) {
      throw new IllegalArgumentException(
          "it " + (failure.isPresent() ? "has a failure" : "has no failure") + ", but ended: "
              + ended.word());
    }
    if (failure.isPresent()) {
      ReplayLine replay = failure.get().replay();
      if (!replay.scenario().equals(plan.scenario()) || !plan.has(replay.options().seed())) {
        throw new IllegalArgumentException(
            "the failing run \"" + replay + "\" is not one of shard " + plan.shard() + " of "
                + plan.scenario());
      }
    }
  }

  /** Nothing done yet. */
  static ShardResult none(Plan plan) {
    return new ShardResult(
        plan, 0, 0, Duration.ZERO, Ended.RUNNING, Optional.empty(), Optional.empty());
  }

  /** After a further stretch of the campaign. */
  ShardResult plus(Campaign.Result leg, Seen seenByNow) {
    Campaign.Progress sum = progressPlus(leg.progress());
    Optional<Failed> failed = leg.failure().map(Failed::of);
    return new ShardResult(
        plan,
        sum.runs(),
        sum.steps(),
        sum.took(),
        failed.isPresent() ? Ended.FAILURE : Ended.RUNNING,
        failed,
        Optional.of(seenByNow));
  }

  /** Over, if all its seeds are done or its time is up. */
  ShardResult settled() {
    if (ended != Ended.RUNNING) {
      return this;
    }
    if (done == plan.size()) {
      return with(Ended.ALL);
    }
    return plan.time().map(bound -> took.compareTo(bound) >= 0).orElse(false)
        ? with(Ended.TIME)
        : this;
  }

  private ShardResult with(Ended why) {
    return new ShardResult(plan, done, steps, took, why, failure, seen);
  }

  Campaign.Progress progressPlus(Campaign.Progress leg) {
    return new Campaign.Progress(
        done + leg.runs(), steps + leg.steps(), took.plus(leg.took()));
  }

  /** One line, without its end. */
  public String toJson() {
    JsonWriter json = new JsonWriter().open('{');
    json.key(VERSION_KEY).value(VERSION);
    json.key("scenario").value(plan.scenario());
    json.key("strategy").value(plan.first().options().strategy().toString());
    json.key("options").value(plan.first().toString());
    plan.seeds().ifPresent(seeds -> json.key("seeds").value(seeds));
    plan.time().ifPresent(time -> json.key("timeNanos").value(time.toNanos()));
    json.key("shard").value(plan.shard().toString());
    json.key("done").value(done);
    json.key("steps").value(steps);
    json.key("tookNanos").value(took.toNanos());
    json.key("ended").value(ended.word());
    if (failure.isPresent()) {
      Failed failed = failure.get();
      json.key("failure").open('{');
      json.key("what").value(failed.what());
      json.key("message").value(failed.message());
      json.key("replay").value(failed.replay().toString());
      json.close('}');
    }
    seen.ifPresent(what -> write(json, what));
    json.key("scenarios").open('[');
    plan.scenarios().forEach(json::value);
    return json.close(']').close('}').toString();
  }

  private static void write(JsonWriter json, Seen seen) {
    json.key("coverage").open('{');
    json.key("observed").value(seen.observed());
    json.key("interleavings").value(seen.interleavings().estimate().count());
    json.key("partialOrders").value(seen.partialOrders().estimate().count());
    json.key("pairs").value(seen.pairs().estimate().count());
    json.key(SKETCHES).open('{');
    json.key("interleavings").value(seen.interleavings().toString());
    json.key("partialOrders").value(seen.partialOrders().toString());
    json.key("pairs").value(seen.pairs().toString());
    json.close('}').close('}');
  }

  /**
   * Reads a line.
   *
   * @param where file and line, for messages
   * @throws IllegalArgumentException if it is damaged, or newer than this code
   */
  public static ShardResult parse(String where, String line) {
    try {
      JsonObject json = JsonObject.parse(line);
      if (!json.has(VERSION_KEY)) {
        throw new IllegalArgumentException("\"" + VERSION_KEY + "\" is missing");
      }
      long version = json.number(VERSION_KEY);
      if (version > VERSION) {
        throw new NewerVersionException(where, version, VERSION);
      }
      return read(json);
    } catch (NewerVersionException e) {
      throw e;
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          where + " is no result that can be read: " + e.getMessage(), e);
    }
  }

  private static ShardResult read(JsonObject json) {
    ReplayLine first = ReplayLine.parse(json.string("options"));
    if (!first.scenario().equals(json.string("scenario"))) {
      throw new IllegalArgumentException(
          "\"scenario\" and \"options\" are not of one scenario: \""
              + Shortened.of(json.string("scenario")) + "\", \""
              + Shortened.of(first.toString()) + "\"");
    }
    Plan plan =
        new Plan(
            first,
            json.strings("scenarios"),
            json.optionalNumber("seeds"),
            json.optionalNumber("timeNanos").map(Duration::ofNanos),
            Shard.parse(json.string("shard")));
    return new ShardResult(
        plan,
        json.number("done"),
        json.number("steps"),
        Duration.ofNanos(json.number("tookNanos")),
        Ended.parse(json.string("ended")),
        json.optionalObject("failure")
            .map(
                failed -> new Failed(
                    failed.string("what"),
                    failed.string("message"),
                    ReplayLine.parse(failed.string("replay")))),
        json.optionalObject("coverage").flatMap(ShardResult::readSeen));
  }

  /** Version 1 has counts only, which do not merge. */
  private static Optional<Seen> readSeen(JsonObject json) {
    return json.optionalObject(SKETCHES)
        .map(
            sketches -> new Seen(
                json.number("observed"),
                Distinct.parse(sketches.string("interleavings")),
                Distinct.parse(sketches.string("partialOrders")),
                Distinct.parse(sketches.string("pairs"))));
  }
}
