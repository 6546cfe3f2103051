"use strict";
// The trace, decoded: columns of numbers and the questions that are asked of them.

const ACCESS = {r: "read", w: "write", u: "update", s: "spin"};

function sums(differences) {
  const out = new Float64Array(differences.length);
  let at = 0;
  for (let i = 0; i < out.length; i++) {
    at += differences[i];
    out[i] = at;
  }
  return out;
}

/** Steps stand at their number; events have a place in thousandths of a step between them. */
class Model {
  constructor(data) {
    this.lanes = data.lanes;
    this.words = data.words;
    this.failure = data.failure || null;
    this.endNanos = data.end;
    const steps = data.steps;
    this.count = steps.lane.length;
    this.lane = Uint32Array.from(steps.lane);
    this.access = steps.access;
    this.verbs = new Map(data.verbs.step.map((step, i) => [step, data.verbs.what[i]]));
    this.location = Uint32Array.from(steps.location);
    this.outcome = Uint32Array.from(steps.outcome);
    this.source = Uint32Array.from(steps.source);
    this.inner = Uint8Array.from(steps.inner);
    this.excerpts = new Map(data.sources.map(each => [each.word, each]));
    this.hasProgram = this.inner.includes(0);
    this.nanos = sums(steps.nanos);
    this.bars = Model.spans(data.bars);
    this.bars.words = data.bars.task;
    this.messages = Model.spans(data.messages);
    this.wakes = Model.spans(data.wakes);
    this.faults = Model.spans(data.faults);
    this.nest();
    this.task = this.tasksOfSteps();
    this.turns = this.findTurns();
    this.happenings = this.collectHappenings();
    this.stepCounts = new Uint32Array(this.lanes.length);
    for (let i = 0; i < this.count; i++) {
      this.stepCounts[this.lane[i]]++;
    }
  }

  /** What has a beginning on a lane, and maybe an end. */
  static spans(columns) {
    const place = sums(columns.place);
    const nanos = sums(columns.nanos);
    const places = columns.places || new Array(place.length).fill(0);
    const lasts = columns.lasts || places;
    return {
      count: place.length,
      words: columns.what,
      lane: columns.lane,
      to: columns.to || columns.lane,
      paused: columns.paused,
      from: [place.map(p => p / 1000), nanos],
      until: [place.map((p, i) => (p + places[i]) / 1000), nanos.map((n, i) => n + lasts[i])],
    };
  }

  /** How deep each bar lies in others of its lane. */
  nest() {
    const bars = this.bars;
    const open = this.lanes.map(() => []);
    bars.depth = new Uint8Array(bars.count);
    for (let i = 0; i < bars.count; i++) {
      const stack = open[bars.lane[i]];
      while (stack.length && bars.until[0][stack[stack.length - 1]] <= bars.from[0][i]) {
        stack.pop();
      }
      bars.depth[i] = Math.min(2, stack.length);
      stack.push(i);
    }
  }

  /** For each step the innermost bar that its thread is in, or -1. */
  tasksOfSteps() {
    const {bars} = this;
    const open = this.lanes.map(() => []);
    const tasks = new Int32Array(this.count).fill(-1);
    for (let i = 0, bar = 0; i < this.count; i++) {
      for (; bar < bars.count && bars.from[0][bar] < i; bar++) {
        open[bars.lane[bar]].push(bar);
      }
      const stack = open[this.lane[i]];
      while (stack.length && bars.until[0][stack[stack.length - 1]] <= i) {
        stack.pop();
      }
      tasks[i] = stack.length ? stack[stack.length - 1] : -1;
    }
    return tasks;
  }

  /** Stretches of steps of one thread, as first steps; a turn lasts until the next. */
  findTurns() {
    const turns = [];
    for (let i = 0; i < this.count; i++) {
      if (i === 0 || this.lane[i] !== this.lane[i - 1]) {
        turns.push(i);
      }
    }
    return turns;
  }

  /** Everything that lies between steps, by place, in words. */
  collectHappenings() {
    const all = [];
    const put = (place, lane, text, kind) => all.push({place, lane, text, kind});
    const {bars, messages, wakes, faults} = this;
    for (let i = 0; i < bars.count; i++) {
      put(bars.from[0][i], bars.lane[i], "goes on with task " + this.words[bars.words[i]], "bar");
      if (bars.paused[i]) {
        put(bars.until[0][i], bars.lane[i], "leaves task " + this.words[bars.words[i]], "bar");
      }
    }
    for (let i = 0; i < messages.count; i++) {
      const what = this.words[messages.words[i]];
      if (messages.to[i] < 0) {
        put(messages.from[0][i], messages.lane[i], "sends " + what + ", which nobody receives", "message");
      } else {
        const to = this.lanes[messages.to[i]];
        put(messages.from[0][i], messages.lane[i], "sends " + what + " to " + to, "message");
        put(messages.until[0][i], messages.to[i],
            "receives " + what + " from " + this.lanes[messages.lane[i]], "message");
      }
    }
    for (let i = 0; i < wakes.count; i++) {
      put(wakes.from[0][i], wakes.lane[i], this.words[wakes.words[i]], "wake");
    }
    for (let i = 0; i < faults.count; i++) {
      put(faults.from[0][i], faults.lane[i], "fault: " + this.words[faults.words[i]], "fault");
    }
    return all.sort((a, b) => a.place - b.place);
  }

  happenedBefore(step) {
    const from = lowerBound(this.happenings, step - 1, h => h.place);
    const to = lowerBound(this.happenings, step, h => h.place);
    return this.happenings.slice(from, to);
  }

  /** The bars that are open at the step, by lane: the innermost. */
  runningAt(step) {
    const running = this.lanes.map(() => -1);
    const {bars} = this;
    for (let i = 0; i < bars.count && bars.from[0][i] < step; i++) {
      if (bars.until[0][i] > step || !bars.paused[i]) {
        running[bars.lane[i]] = i;
      }
    }
    return running;
  }

  /** What was read, written or changed, or "". */
  outcomeOf(step) {
    return this.words[this.outcome[step]];
  }

  /** The line of the user's code, or "". */
  sourceOf(step) {
    return this.words[this.source[step]];
  }

  /** The text around that line, or undefined. */
  excerptOf(step) {
    return this.excerpts.get(this.source[step]);
  }

  /** The location and what came of the access. */
  effectOf(step) {
    return this.locationOf(step) + (this.outcomeOf(step) ? ": " + this.outcomeOf(step) : "");
  }

  locationOf(step) {
    return this.words[this.location[step]];
  }

  taskOf(step) {
    return this.task[step] < 0 ? "" : this.words[this.bars.words[this.task[step]]];
  }

  accessOf(step) {
    return this.verbs.has(step) ? this.words[this.verbs.get(step)] : ACCESS[this.access[step]];
  }

  /** The step at which it failed: the last that was done. */
  failingStep() {
    return this.failure ? Math.max(0, Math.min(this.count, this.failure.step) - 1) : -1;
  }
}

/** The first index whose key is not less than the value; keys ascend. */
function lowerBound(list, value, key) {
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((key ? key(list[middle]) : list[middle]) < value) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}

function grouped(number) {
  return String(number).replace(/\B(?=(\d{3})+$)/g, ",");
}

function micros(nanos) {
  return grouped(Math.floor(nanos / 1000)) + "." + String(1000 + nanos % 1000).slice(1) + " us";
}
