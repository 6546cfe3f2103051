package io.miniss.simulator;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Who makes the accesses of a trace: a task, a fiber, a timer or a callback of a future, or else the thread. */
final class Actors {
  /** By access: the number of the thread, or below zero that of the event that says what runs. */
  private final int[] actors;

  private final List<Trace.Event> events;

  Actors(Trace trace) {
    List<Trace.Effect> effects = trace.effects();
    actors = new int[effects.size()];
    events = trace.events();
    Map<Integer, Deque<Integer>> running = new TreeMap<>();
    Map<Integer, Integer> first = new TreeMap<>();
    int next = 0;
    for (int i = 0; i < actors.length; i++) {
      while (next < events.size() && events.get(next).step() - trace.effectsLeftOut() <= i) {
        apply(next++, running, first);
      }
      int thread = effects.get(i).thread();
      Deque<Integer> own = running.get(thread);
      actors[i] = own == null || own.isEmpty() ? thread : -1 - own.peek();
    }
  }

  /** What goes on after it has paused is the same as before. */
  private void apply(
      int number, Map<Integer, Deque<Integer>> running, Map<Integer, Integer> first) {
    Trace.Event event = events.get(number);
    Deque<Integer> own = running.computeIfAbsent(event.thread(), thread -> new ArrayDeque<>());
    switch (event.mark()) {
      case TASK_RUNS, TIMER_RUNS, CALLBACK_RUNS ->
        own.push(first.computeIfAbsent(event.subject(), _ -> number));
      case TASK_PAUSES, TIMER_ENDS, CALLBACK_ENDS -> own.poll();
      case SENT, RECEIVED -> {}
    }
  }

  /** Who makes access number {@code index}: equal for the same one. */
  int at(int index) {
    return actors[index];
  }

  /** What is said of who makes it, for example {@code task x-1}; empty if that is just the thread. */
  String nameAt(int index) {
    return actors[index] >= 0 ? "" : events.get(-1 - actors[index]).label();
  }
}
