package io.miniss.simulator.picture;

import io.miniss.simulator.Trace;
import io.miniss.simulator.json.JsonWriter;
import io.miniss.simulator.picture.Picture.Arrow;
import io.miniss.simulator.picture.Picture.Bar;
import io.miniss.simulator.picture.Picture.Failing;
import io.miniss.simulator.picture.Picture.Fault;
import io.miniss.simulator.picture.Picture.Spot;
import io.miniss.simulator.text.Quoting;
import java.util.List;

/**
 * A run in Chrome's trace event format, which Perfetto and chrome://tracing open. Each thread is a
 * process of three tracks: its tasks, its turns (a slice a step) and its messages, so that slices of
 * one track always nest. Times are virtual. The same picture gives the same bytes.
 *
 * <p>Tested against the format's fields and against what Perfetto's importer does with them: it names a
 * thread by its number alone, sorts by time and keeps the order of the file otherwise, and binds a flow
 * to the slice that was opened last on its track. Where steps take no time, slices of one moment are
 * drawn inside each other.
 */
public final class PerfettoTrace {
  private static final int TASKS = 1;
  private static final int STEPS = 2;
  private static final int MESSAGES = 3;

  /** A step costs at most so much; the time after it may be a jump to a deadline. */
  private static final long STEP_NANOS = 100;

  /** A flow needs a slice to begin and end in, however short. */
  private static final long POINT_NANOS = 1;

  private final JsonWriter json = new JsonWriter();

  private PerfettoTrace() {}

  /** The whole file. */
  public static String json(Picture picture) {
    return new PerfettoTrace().write(picture);
  }

  private String write(Picture picture) {
    json.open('{').key("displayTimeUnit").value("ns");
    json.key("otherData").open('{');
    json.key("scenario").value(picture.scenario());
    json.key("replay").value("./miniss replay " + Quoting.shell(picture.replayLine()));
    if (picture.leftOut() > 0) {
      json.key("leftOut").value(leftOut(picture));
    }
    json.key("time").value("virtual").close('}');
    json.line().key("traceEvents").open('[');
    for (int lane = 0; lane < picture.lanes().size(); lane++) {
      names(lane, picture.lanes().get(lane));
    }
    picture.bars().forEach(this::task);
    steps(picture);
    int flow = 1;
    for (Arrow message : picture.messages()) {
      arrow("message", "sends " + message.what(), "receives " + message.what(), message, flow++);
    }
    for (Arrow wake : picture.wakes()) {
      String waker = picture.lanes().get(wake.from().lane());
      arrow("wake-up", wake.what(), "woken by " + waker, wake, flow++);
    }
    picture.faults().forEach(this::fault);
    picture.failure().ifPresent(failing -> failure(failing, picture));
    return json.line().close(']').close('}').line().toString();
  }

  private static String leftOut(Picture picture) {
    return "the first " + picture.leftOut() + " steps of the run";
  }

  private void names(int lane, String thread) {
    name("process_name", lane, 0, thread);
    metadata("process_sort_index", lane, 0).key("sort_index").value(lane).close('}').close('}');
    name("thread_name", lane, TASKS, "tasks");
    name("thread_name", lane, STEPS, "steps");
    name("thread_name", lane, MESSAGES, "messages and wake-ups");
    for (int track = TASKS; track <= MESSAGES; track++) {
      metadata("thread_sort_index", lane, track);
      json.key("sort_index").value(track).close('}').close('}');
    }
  }

  private static long pid(int lane) {
    return lane + 1L;
  }

  /** No two processes have a track of the same number: Perfetto names threads by that alone. */
  private static long tid(int lane, int track) {
    return 10 * pid(lane) + track;
  }

  private void name(String what, int lane, int track, String name) {
    metadata(what, lane, track).key("name").value(name).close('}').close('}');
  }

  private JsonWriter metadata(String what, int lane, int track) {
    json.line().open('{').key("ph").value("M").key("name").value(what);
    json.key("pid").value(pid(lane)).key("tid").value(tid(lane, track));
    return json.key("args").open('{');
  }

  private void task(Bar bar) {
    event("X", "task", bar.task(), bar.lane(), TASKS, bar.from().nanos());
    json.key("dur").thousandths(bar.to().nanos() - bar.from().nanos());
    json.key("args").open('{');
    json.key("until").value(bar.paused() ? "it paused or ended" : "the end of the run");
    json.close('}').close('}');
  }

  private void steps(Picture picture) {
    List<Trace.Effect> steps = picture.steps();
    for (int i = 0; i < steps.size(); i++) {
      Trace.Effect step = steps.get(i);
      long next =
          i + 1 < steps.size()
              ? steps.get(i + 1).virtualNanos()
              : step.virtualNanos() + STEP_NANOS;
      event("X", "step", describe(step), step.thread(), STEPS, step.virtualNanos());
      json.key("dur").thousandths(Math.min(next - step.virtualNanos(), STEP_NANOS));
      json.key("args").open('{').key("step").value(picture.leftOut() + i);
      if (!step.outcome().isEmpty()) {
        json.key("outcome").value(PictureBuilder.describe(step.outcome()));
      }
      if (!step.source().isEmpty()) {
        json.key("source").value(step.source());
      }
      json.close('}').close('}');
    }
  }

  private static String describe(Trace.Effect step) {
    String location = PictureBuilder.describe(step.location());
    return step.access() == null
        ? location
        : step.verb() + " " + location;
  }

  private void arrow(String category, String leaves, String arrives, Arrow arrow, int flow) {
    Spot to = arrow.to();
    point(category, to == null ? leaves + ", and nobody receives it" : leaves, arrow.from());
    if (to == null) {
      return;
    }
    flow("s", category, arrow.from(), flow);
    json.close('}');
    point(category, arrives, to);
    flow("f", category, to, flow);
    json.key("bp").value("e").close('}');
  }

  private void point(String category, String name, Spot spot) {
    event("X", category, name, spot.lane(), MESSAGES, spot.moment().nanos());
    json.key("dur").thousandths(POINT_NANOS).close('}');
  }

  private void flow(String phase, String category, Spot spot, int flow) {
    event(phase, category, category, spot.lane(), MESSAGES, spot.moment().nanos());
    json.key("id").value(flow);
  }

  private void fault(Fault fault) {
    Spot at = fault.at();
    event("i", "fault", "fault: " + fault.what(), at.lane(), STEPS, at.moment().nanos());
    json.key("s").value("p").close('}');
  }

  /** On the lane of the last step before it, and across all lanes. */
  private void failure(Failing failing, Picture picture) {
    List<Trace.Effect> steps = picture.steps();
    int before = (int) Math.min(failing.why().step() - picture.leftOut(), steps.size()) - 1;
    int lane = steps.isEmpty() ? 0 : steps.get(Math.max(0, before)).thread();
    String name = "FAILED: " + failing.why().kind() + " " + failing.why().name();
    event("i", "failure", name, lane, STEPS, failing.at().nanos());
    json.key("s").value("g").key("args").open('{');
    json.key("message").value(failing.why().message());
    json.key("step").value(failing.why().step()).close('}').close('}');
  }

  /** Begins an event; the caller ends it. */
  private void event(String phase, String category, String name, int lane, int track, long nanos) {
    json.line().open('{').key("ph").value(phase).key("cat").value(category);
    json.key("name").value(name);
    json.key("pid").value(pid(lane)).key("tid").value(tid(lane, track));
    json.key("ts").thousandths(nanos);
  }
}
