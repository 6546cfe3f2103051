// What is looked at: the axis, the window on it, the current step, the filter.

const BY_STEP = 0;
const BY_TIME = 1;

class View {
  constructor(model) {
    this.model = model;
    this.axis = BY_STEP;
    this.step = Math.max(0, model.failingStep());
    // A program that accesses nothing by itself is the runtime, for whoever works on that.
    this.show = {ticks: true, messages: true, wakes: true, inner: !model.hasProgram};
    this.filter = "";
    this.matching = null;
    this.wordMatches = null;
    this.matchCount = model.count;
    this.showAround(this.step, 150);
  }

  /** Where a step is on the axis. */
  at(step) {
    if (this.axis === BY_STEP) {
      return step;
    }
    return this.model.count ? this.model.nanos[Math.max(0, Math.min(this.model.count - 1, step))] : 0;
  }

  /** The whole axis, with a margin. */
  bounds() {
    const {model} = this;
    const low = this.axis === BY_STEP ? -1 : model.count ? model.nanos[0] : 0;
    const high = this.axis === BY_STEP ? model.count : Math.max(model.endNanos, low + 1);
    const margin = (high - low) * 0.01;
    return [low - margin, high + margin];
  }

  showAll() {
    [this.from, this.to] = this.bounds();
  }

  /** So many steps with this one in the middle, or all if there are not many more. */
  showAround(step, steps) {
    if (this.model.count <= steps * 2) {
      this.showAll();
      return;
    }
    const first = Math.max(0, Math.min(this.model.count - steps, Math.round(step - steps / 2)));
    this.window(this.at(first) - this.slack(), this.at(first + steps) + this.slack());
  }

  slack() {
    return this.axis === BY_STEP ? 1 : 20;
  }

  window(from, to) {
    const [low, high] = this.bounds();
    const least = this.axis === BY_STEP ? 4 : 40;
    const size = Math.min(high - low, Math.max(least, to - from));
    const middle = (from + to) / 2;
    this.from = Math.max(low, Math.min(high - size, middle - size / 2));
    this.to = this.from + size;
  }

  zoom(factor, around) {
    this.window(around - (around - this.from) * factor, around + (this.to - around) * factor);
  }

  pan(by) {
    this.window(this.from + by, this.to + by);
  }

  /** Keeps what is seen when the axis changes: the same steps stay in the window. */
  setAxis(axis) {
    if (axis === this.axis) {
      return;
    }
    const [first, end] = this.steps();
    const all = first === 0 && end === this.model.count;
    this.axis = axis;
    if (all) {
      this.showAll();
    } else {
      this.window(this.at(first) - this.slack(), this.at(end - 1) + this.slack());
    }
    this.reveal();
  }

  select(step) {
    this.step = Math.max(0, Math.min(this.model.count - 1, step));
    this.reveal();
  }

  /** Moves the window if the current step is not well inside it. */
  reveal() {
    const at = this.at(this.step);
    const margin = (this.to - this.from) * 0.06;
    if (at < this.from + margin || at > this.to - margin) {
      const half = (this.to - this.from) / 2;
      this.window(at - half, at + half);
    }
  }

  /** The steps in the window: the first, and the one after the last. */
  steps() {
    const {model} = this;
    if (this.axis === BY_STEP) {
      return [Math.max(0, Math.ceil(this.from)), Math.min(model.count, Math.floor(this.to) + 1)];
    }
    return [lowerBound(model.nanos, this.from), lowerBound(model.nanos, this.to + 1)];
  }

  /** Every word of the filter must be in a step's thread, access, location and task, or in a task and its thread. */
  setFilter(text) {
    const {model} = this;
    this.filter = text;
    const terms = text.toLowerCase().split(/\s+/).filter(term => term);
    if (!terms.length) {
      this.matching = null;
      this.wordMatches = null;
      this.matchCount = model.count;
      return;
    }
    const known = new Map();
    const matches = words => {
      let found = known.get(words);
      if (found === undefined) {
        const lower = words.toLowerCase();
        found = terms.every(term => lower.includes(term));
        known.set(words, found);
      }
      return found;
    };
    this.matching = new Uint8Array(model.count);
    this.matchCount = 0;
    for (let i = 0; i < model.count; i++) {
      const words = [model.lanes[model.lane[i]], model.accessOf(i), model.effectOf(i), model.sourceOf(i), model.taskOf(i)];
      if (matches(words.join(" "))) {
        this.matching[i] = 1;
        this.matchCount++;
      }
    }
    this.wordMatches = (lane, word) => matches(model.lanes[lane] + " " + model.words[word]);
  }

  isDim(step) {
    return this.matching !== null ? !this.matching[step] : this.isFolded(step);
  }

  /** Whether it is a step of the runtime or the JDK and these are not wanted; a filter finds them all the same. */
  isFolded(step) {
    return !this.show.inner && this.model.inner[step] === 1;
  }

  isDimWord(lane, word) {
    return this.wordMatches !== null && !this.wordMatches(lane, word);
  }

  isDimArrow(arrows, i) {
    return this.isDimWord(arrows.lane[i], arrows.words[i])
        && (arrows.to[i] < 0 || this.isDimWord(arrows.to[i], arrows.words[i]));
  }

  /** The next step that matches or, without a filter, that another thread does; or the current one. */
  nextOf(direction) {
    const {model} = this;
    for (let i = this.step + direction; i >= 0 && i < model.count; i += direction) {
      if (this.matching ? this.matching[i] : model.lane[i] !== model.lane[this.step]) {
        return i;
      }
    }
    return this.step;
  }
}
