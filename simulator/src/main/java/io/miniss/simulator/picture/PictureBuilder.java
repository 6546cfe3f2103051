package io.miniss.simulator.picture;

import io.miniss.simulator.SimulationResult;
import io.miniss.simulator.Trace;
import io.miniss.simulator.engine.RunFailure;
import io.miniss.simulator.picture.Picture.Arrow;
import io.miniss.simulator.picture.Picture.Bar;
import io.miniss.simulator.picture.Picture.Failing;
import io.miniss.simulator.picture.Picture.Fault;
import io.miniss.simulator.picture.Picture.Moment;
import io.miniss.simulator.picture.Picture.Spot;
import io.miniss.simulator.replay.ReplayLine;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToLongFunction;
import java.util.regex.Pattern;

/** Makes bars and arrows of the events of a trace, which come as single points. */
final class PictureBuilder {
  /**
   * What {@link Object#toString} and lambdas' names carry of addresses: not the same in two runs. Shorter numbers are those
   * that tell the objects of a woven program apart; a hash code is as short as that once in 32,768 times.
   */
  private static final Pattern ADDRESS =
      Pattern.compile("(?<=\\w)@[0-9a-f]{5,16}\\b|(?<=\\$\\$Lambda)/0x[0-9a-f]+");

  private final Trace trace;
  private final Moment end;

  /** For each lane its open bars as indices of {@link #bars}, the innermost last. */
  private final List<List<Integer>> open = new ArrayList<>();

  private final List<Bar> bars = new ArrayList<>();
  private final List<Arrow> messages = new ArrayList<>();

  private final List<Arrow> wakes = new ArrayList<>();
  private final List<Fault> faults = new ArrayList<>();

  /** For each subject the messages under way, as indices, the oldest first. Never iterated over. */
  private final Map<Integer, Deque<Integer>> underWay = new TreeMap<>();

  PictureBuilder(Trace trace, long virtualNanos) {
    this.trace = trace;
    this.end = new Moment(trace.effects().size() * Picture.STEP, virtualNanos);
    trace.threads().forEach(thread -> open.add(new ArrayList<>()));
  }

  Picture build(String scenario, SimulationResult traced) {
    drawGaps();
    return new Picture(
        scenario,
        ReplayLine.of(scenario, traced).toString(),
        traced.traceHashText(),
        end,
        traced.failure().map(failure -> new Failing(failure, momentOf(failure))),
        trace.threads(),
        trace.effectsLeftOut(),
        trace.effects(),
        bars,
        messages,
        wakes,
        faults,
        trace.notes());
  }

  /**
   * The order of events, wake-ups and faults of one gap is not in the trace: they are drawn in this
   * order.
   */
  private void drawGaps() {
    Cursor<Trace.Event> events = new Cursor<>(trace.events(), Trace.Event::step);
    Cursor<Trace.Wake> woken = new Cursor<>(trace.wakes(), Trace.Wake::step);
    Cursor<Trace.Injected> injected = new Cursor<>(trace.faults(), Trace.Injected::step);
    while (true) {
      long step = Math.min(events.step(), Math.min(woken.step(), injected.step()));
      if (step == Cursor.END) {
        return;
      }
      List<Trace.Event> eventsHere = events.take(step);
      List<Trace.Wake> wakesHere = woken.take(step);
      List<Trace.Injected> faultsHere = injected.take(step);
      int total = eventsHere.size() + wakesHere.size() + faultsHere.size();
      int rank = 0;
      for (Trace.Event event : eventsHere) {
        draw(event, place(step, rank++, total));
      }
      for (Trace.Wake wake : wakesHere) {
        wakes.add(arrow(wake, place(step, rank++, total)));
      }
      for (Trace.Injected fault : faultsHere) {
        Moment moment = new Moment(place(step, rank++, total), fault.virtualNanos());
        faults.add(new Fault(fault.fault().toString(), new Spot(fault.thread(), moment)));
      }
    }
  }

  /** Goes through a list that ascends by step. */
  private static final class Cursor<T> {
    static final long END = Long.MAX_VALUE;

    private final List<T> list;
    private final ToLongFunction<T> stepOf;
    private int next;

    Cursor(List<T> list, ToLongFunction<T> stepOf) {
      this.list = list;
      this.stepOf = stepOf;
    }

    long step() {
      return next < list.size() ? stepOf.applyAsLong(list.get(next)) : END;
    }

    List<T> take(long step) {
      int from = next;
      while (step() == step) {
        next++;
      }
      return list.subList(from, next);
    }
  }

  /** Where number {@code rank} of {@code total} is between step {@code step - 1} and {@code step}. */
  private long place(long step, int rank, int total) {
    return (step - trace.effectsLeftOut() - 1) * Picture.STEP
        + Picture.STEP * (rank + 1L) / (total + 1L);
  }

  private void draw(Trace.Event event, long place) {
    Spot spot = new Spot(event.thread(), new Moment(place, event.virtualNanos()));
    String what = describe(event.label());
    switch (event.mark()) {
      case TASK_RUNS, TIMER_RUNS, CALLBACK_RUNS -> {
        open.get(spot.lane()).add(bars.size());
        bars.add(new Bar(spot.lane(), what, spot.moment(), end, false));
      }
      case TASK_PAUSES, TIMER_ENDS, CALLBACK_ENDS -> pause(spot);
      case SENT -> {
        underWay
            .computeIfAbsent(event.subject(), subject -> new ArrayDeque<>())
            .add(messages.size());
        messages.add(new Arrow(what, spot, null));
      }
      case RECEIVED -> receive(event.subject(), spot);
    }
  }

  private void pause(Spot spot) {
    List<Integer> running = open.get(spot.lane());
    if (!running.isEmpty()) {
      int index = running.removeLast();
      Bar bar = bars.get(index);
      bars.set(index, new Bar(bar.lane(), bar.task(), bar.from(), spot.moment(), true));
    }
  }

  private void receive(int subject, Spot spot) {
    Deque<Integer> sent = underWay.get(subject);
    Integer index = sent == null ? null : sent.poll();
    if (index != null) {
      Arrow arrow = messages.get(index);
      messages.set(index, new Arrow(arrow.what(), arrow.from(), spot));
    }
  }

  private Arrow arrow(Trace.Wake wake, long place) {
    Moment moment = new Moment(place, wake.virtualNanos());
    String what = "wakes " + trace.threads().get(wake.woken());
    return new Arrow(what, new Spot(wake.waker(), moment), new Spot(wake.woken(), moment));
  }

  private Moment momentOf(RunFailure failure) {
    // The failure counts what was announced; some of that has not taken effect.
    List<Trace.Effect> steps = trace.effects();
    int step = (int) Math.max(0, Math.min(failure.step() - trace.effectsLeftOut(), steps.size()));
    long nanos = step == steps.size() ? end.nanos() : steps.get(step).virtualNanos();
    return new Moment(step * Picture.STEP - Picture.STEP / 2, nanos);
  }

  static String describe(String label) {
    return ADDRESS.matcher(label).replaceAll("");
  }
}
