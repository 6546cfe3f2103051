// Draws the lanes and the axis. What would fall into one pixel is drawn once.

const LANE_LEAST = 68;
const MAX_LANE = 132;
const BAR_TOP = 6;
const BAR_HEIGHT = 18;
const TICK_MIDDLE = 38;
const TEXT_TOP = 57;
const TEXT_ROW = 13;
const LETTER = 6.7;
const LEAST_FOR_TEXT = 5;
const TALL = {r: 4, w: 8, u: 8, s: 2};

class Drawing {
  constructor(model, view) {
    this.model = model;
    this.view = view;
    this.hover = -1;
    this.marks = new Marks(this);
    this.lanes = document.getElementById("lanes");
    this.axis = document.getElementById("axis");
    this.readColours();
  }

  readColours() {
    const style = getComputedStyle(document.documentElement);
    const colour = name => style.getPropertyValue("--" + name).trim();
    this.colour = {};
    for (const name of ["paper", "band", "ink", "soft", "line", "turn", "read", "write", "update",
      "spin", "message", "wake", "fault", "fail", "now", "tone", "bar-ink"]) {
      this.colour[name] = colour(name);
    }
    this.tickColours = {r: this.colour.read, w: this.colour.write, u: this.colour.update, s: this.colour.spin};
  }

  /** A canvas of so many CSS pixels, sharp on the screen it is on. */
  static prepare(canvas, width, height) {
    const ratio = window.devicePixelRatio || 1;
    if (canvas.width !== Math.round(width * ratio) || canvas.height !== Math.round(height * ratio)) {
      canvas.width = Math.round(width * ratio);
      canvas.height = Math.round(height * ratio);
      canvas.style.height = height + "px";
    }
    const g = canvas.getContext("2d");
    g.setTransform(ratio, 0, 0, ratio, 0, 0);
    g.clearRect(0, 0, width, height);
    g.font = "11px ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, monospace";
    return g;
  }

  draw() {
    this.width = Math.max(50, this.lanes.clientWidth);
    this.gutter = this.lanes.offsetLeft - this.axis.offsetLeft;
    this.scale = this.width / (this.view.to - this.view.from);
    this.lane = Math.floor(Math.max(LANE_LEAST, Math.min(MAX_LANE,
        this.lanes.parentElement.clientHeight / Math.max(1, this.model.lanes.length))));
    document.documentElement.style.setProperty("--lane", this.lane + "px");
    this.drawAxis();
    const height = this.model.lanes.length * this.lane;
    const g = Drawing.prepare(this.lanes, this.width, height);
    this.drawTurns(g);
    this.drawLines(g, height);
    this.drawBars(g);
    if (this.view.show.ticks) {
      this.drawTicks(g);
    }
    this.marks.draw(g, height);
  }

  x(at) {
    return (at - this.view.from) * this.scale;
  }

  unit(x) {
    return this.view.from + x / this.scale;
  }

  drawAxis() {
    const width = this.width + this.gutter;
    const g = Drawing.prepare(this.axis, width, 24);
    const least = 90 / this.scale;
    let gap = Math.pow(10, Math.floor(Math.log10(least)));
    gap *= [1, 2, 5, 10].find(m => gap * m >= least);
    if (this.view.axis === BY_STEP) {
      gap = Math.max(1, gap);
    }
    g.fillStyle = this.colour.soft;
    g.textBaseline = "middle";
    g.fillText(this.view.axis === BY_STEP ? "step" : "virtual time", 14, 12);
    for (let at = Math.ceil(this.view.from / gap) * gap; at <= this.view.to; at += gap) {
      const x = Math.round(this.x(at)) + this.gutter;
      g.fillRect(x, 17, 1, 7);
      g.fillText(this.view.axis === BY_STEP ? grouped(at) : Drawing.time(at, gap), x + 3, 10);
    }
  }

  static time(nanos, gap) {
    const units = [[1e9, "s"], [1e6, "ms"], [1e3, "us"], [1, "ns"]];
    const [size, name] = units.find(([s]) => Math.abs(nanos) >= s) || units[3];
    const digits = Math.max(0, Math.min(9, Math.ceil(Math.log10(size / Math.max(1, gap)))));
    return (nanos / size).toFixed(digits) + " " + name;
  }

  drawTurns(g) {
    const {model, view} = this;
    const [first, end] = view.steps();
    g.fillStyle = this.colour.turn;
    let turn = Math.max(0, lowerBound(model.turns, first + 1) - 1);
    const drawn = new Float64Array(model.lanes.length).fill(-1);
    for (; turn < model.turns.length && model.turns[turn] < end; turn++) {
      const start = model.turns[turn];
      const next = turn + 1 < model.turns.length ? model.turns[turn + 1] : model.count;
      const lane = model.lane[start];
      const x = this.x(view.axis === BY_STEP ? start - 0.5 : view.at(start));
      const to = this.x(view.axis === BY_STEP ? next - 0.5
          : Math.min(next < model.count ? view.at(next) : Infinity, view.at(next - 1) + 100));
      if (to > drawn[lane]) {
        const from = Math.max(x, drawn[lane]);
        g.fillRect(from, lane * this.lane + 27, Math.max(0.6, to - from), 22);
        drawn[lane] = Math.max(to, from + 0.6);
      }
    }
  }

  drawLines(g, height) {
    g.fillStyle = this.colour.line;
    for (let y = this.lane; y <= height; y += this.lane) {
      g.fillRect(0, y - 1, this.width, 1);
    }
  }

  barColour(word) {
    return "hsl(" + (word * 137.5 + 20) % 360 + " 55% " + this.colour.tone + ")";
  }

  drawBars(g) {
    const {model, view} = this;
    const {bars} = model;
    const drawn = new Float64Array(model.lanes.length * 3).fill(-1);
    g.textBaseline = "middle";
    this.visibleBars = 0;
    for (let i = 0; i < bars.count && bars.from[view.axis][i] <= view.to; i++) {
      if (bars.until[view.axis][i] < view.from) {
        continue;
      }
      this.visibleBars++;
      const from = Math.max(-2, this.x(bars.from[view.axis][i]));
      const to = Math.min(this.width + 2, Math.max(from + 1.5, this.x(bars.until[view.axis][i])));
      const row = bars.lane[i] * 3 + bars.depth[i];
      if (to - from < 2 && from < drawn[row]) {
        continue;
      }
      drawn[row] = to;
      this.drawBar(g, i, from, to);
    }
    g.globalAlpha = 1;
  }

  drawBar(g, i, from, to) {
    const {bars, words} = this.model;
    const top = bars.lane[i] * this.lane + BAR_TOP + bars.depth[i] * 5;
    const height = BAR_HEIGHT - bars.depth[i] * 5;
    g.globalAlpha = this.view.isDimWord(bars.lane[i], bars.words[i]) ? 0.15 : 1;
    g.fillStyle = this.barColour(bars.words[i]);
    g.fillRect(from, top, to - from, height);
    if (!bars.paused[i]) {
      g.fillStyle = this.colour.fail;
      g.fillRect(to - 3, top, 3, height);
    }
    const room = Math.floor((to - Math.max(0, from) - 6) / LETTER);
    if (room >= 3) {
      const text = words[bars.words[i]];
      g.fillStyle = this.colour["bar-ink"];
      g.fillText(text.length <= room ? text : text.slice(0, room - 1) + "\u2026",
          Math.max(0, from) + 3, top + height / 2 + 0.5);
    }
  }

  drawTicks(g) {
    const {model, view} = this;
    const [first, end] = view.steps();
    this.visibleSteps = end - first;
    if (end - first > this.width * 2) {
      this.drawCrowd(g, first, end);
      return;
    }
    const wide = Math.max(1, Math.min(3, this.scale / (view.axis === BY_STEP ? 4 : 1)));
    for (let i = first; i < end; i++) {
      const tall = TALL[model.access[i]];
      g.globalAlpha = view.isDim(i) ? 0.15 : 1;
      g.fillStyle = this.tickColours[model.access[i]];
      g.fillRect(this.x(view.at(i)) - wide / 2, model.lane[i] * this.lane + TICK_MIDDLE - tall, wide, 2 * tall);
    }
    g.globalAlpha = 1;
    if ((end - first) * LEAST_FOR_TEXT < this.width) {
      this.drawLocations(g, first, end);
    }
  }

  /** More steps than pixels: a column is as tall as it has steps, in the colour of most. */
  drawCrowd(g, first, end) {
    const {model, view} = this;
    const columns = Math.ceil(this.width);
    const kinds = "rwus";
    const counts = new Uint16Array(model.lanes.length * columns * 4);
    for (let i = first; i < end; i++) {
      const x = Math.floor(this.x(view.at(i)));
      if (x >= 0 && x < columns && !view.isDim(i)) {
        counts[(model.lane[i] * columns + x) * 4 + kinds.indexOf(model.access[i])]++;
      }
    }
    const full = Math.max(2, (end - first) / columns);
    for (let cell = 0; cell < model.lanes.length * columns; cell++) {
      const of = kinds.split("").map((kind, k) => counts[cell * 4 + k]);
      const sum = of[0] + of[1] + of[2] + of[3];
      if (sum > 0) {
        const tall = 2 + 8 * Math.min(1, sum / full);
        g.fillStyle = this.tickColours[kinds[of.indexOf(Math.max(...of))]];
        g.fillRect(cell % columns, Math.floor(cell / columns) * this.lane + TICK_MIDDLE - tall, 1, 2 * tall);
      }
    }
  }

  /** Below ticks, what they access, in as many rows as fit: what finds no room is left out. */
  drawLocations(g, first, end) {
    const {model, view} = this;
    const rows = Math.max(1, Math.floor((this.lane - TEXT_TOP + 4) / TEXT_ROW));
    const taken = new Float64Array(model.lanes.length * rows).fill(-Infinity);
    g.fillStyle = this.colour.soft;
    for (let i = first; i < end; i++) {
      const lane = model.lane[i];
      const x = this.x(view.at(i));
      let row = 0;
      while (row < rows && taken[lane * rows + row] > x) {
        row++;
      }
      if (row < rows && !view.isDim(i)) {
        const location = model.effectOf(i);
        const text = location.length <= 26 ? location : location.slice(0, 25) + "\u2026";
        const y = lane * this.lane + TEXT_TOP + row * TEXT_ROW;
        const size = (text.length + 1.5) * LETTER;
        const fits = x + size <= this.width + LETTER;
        if (!fits && taken[lane * rows + row] > x - size) {
          continue;
        }
        taken[lane * rows + row] = x + (fits ? size : LETTER);
        g.fillText(text, fits ? x + 2 : x - size + LETTER, y);
        g.globalAlpha = 0.3;
        g.fillRect(x - 0.5, lane * this.lane + TICK_MIDDLE + 8, 1, y - lane * this.lane - TICK_MIDDLE - 4);
        g.globalAlpha = 1;
      }
    }
  }
}
