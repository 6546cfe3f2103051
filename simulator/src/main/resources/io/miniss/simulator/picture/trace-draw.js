// Draws the lanes and the axis. What would fall into one pixel is drawn once.

const LANE_LEAST = 68;
const LANE_MOST = 132;
const BAR_TOP = 6;
const BAR_HEIGHT = 18;
const TICK_MIDDLE = 38;
const TEXT_TOP = 57;
const TEXT_ROW = 13;
const LETTER = 6.7;
const TALL = {r: 4, w: 8, u: 8, s: 2};
const MANY_ARROWS = 160;

class Drawing {
  constructor(model, view) {
    this.model = model;
    this.view = view;
    this.hover = -1;
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
    this.lane = Math.floor(Math.max(LANE_LEAST, Math.min(LANE_MOST,
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
    this.arrowCount = 0;
    if (this.view.show.messages) {
      this.drawArrows(g, this.model.messages, this.colour.message, []);
    }
    if (this.view.show.wakes) {
      this.drawArrows(g, this.model.wakes, this.colour.wake, [4, 3]);
    }
    this.drawFaults(g);
    this.drawFailure(g, height);
    this.drawCurrent(g, height);
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
    this.drawLocations(g, first, end);
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
        const location = model.locationOf(i);
        const text = location.length <= 26 ? location : location.slice(0, 25) + "\u2026";
        const y = lane * this.lane + TEXT_TOP + row * TEXT_ROW;
        taken[lane * rows + row] = x + (text.length + 1.5) * LETTER;
        g.fillText(text, x + 2, y);
        g.globalAlpha = 0.3;
        g.fillRect(x - 0.5, lane * this.lane + TICK_MIDDLE + 8, 1, y - lane * this.lane - TICK_MIDDLE - 4);
        g.globalAlpha = 1;
      }
    }
  }

  drawArrows(g, arrows, colour, dash) {
    const {view} = this;
    const from = arrows.from[view.axis];
    const until = arrows.until[view.axis];
    const visible = [];
    for (let i = 0; i < arrows.count && from[i] <= view.to; i++) {
      if (until[i] >= view.from) {
        visible.push(i);
      }
    }
    this.arrowCount += visible.length;
    const many = visible.length > MANY_ARROWS;
    const seen = new Set();
    g.strokeStyle = colour;
    g.fillStyle = colour;
    g.lineWidth = many ? 0.7 : 1.4;
    for (const i of visible) {
      const x1 = this.x(from[i]);
      const x2 = this.x(until[i]);
      const key = many ? Math.round(x1) + " " + Math.round(x2) + " " + arrows.lane[i] + " " + arrows.to[i] : "";
      if (many && seen.has(key)) {
        continue;
      }
      seen.add(key);
      g.globalAlpha = (view.isDimArrow(arrows, i) ? 0.12 : 1) * (many ? 0.45 : 0.9);
      g.setLineDash(dash);
      this.drawArrow(g, x1, arrows.lane[i], x2, arrows.to[i], !many);
    }
    g.setLineDash([]);
    g.globalAlpha = 1;
  }

  drawArrow(g, x1, lane, x2, to, head) {
    const y1 = lane * this.lane + TICK_MIDDLE;
    const y2 = to * this.lane + TICK_MIDDLE;
    const step = to === lane ? 0 : Math.sign(y2 - y1) * 11;
    g.beginPath();
    if (to < 0) { // nobody receives it: a stub with a cross
      g.moveTo(x1, y1);
      g.lineTo(x1 + 9, y1 + 14);
      g.moveTo(x1 + 5, y1 + 18);
      g.lineTo(x1 + 13, y1 + 10);
      g.stroke();
      return;
    }
    if (to === lane) {
      g.moveTo(x1, y1 + 10);
      g.quadraticCurveTo((x1 + x2) / 2, y1 + 27, x2, y1 + 10);
    } else {
      g.moveTo(x1, y1 + step);
      g.lineTo(x2, y2 - step);
    }
    g.stroke();
    if (head) {
      const angle = to === lane ? -Math.PI / 3 : Math.atan2(y2 - y1 - 2 * step, x2 - x1);
      this.drawHead(g, x2, to === lane ? y1 + 10 : y2 - step, angle);
      g.beginPath();
      g.arc(x1, to === lane ? y1 + 10 : y1 + step, 2.2, 0, 7);
      g.fill();
    }
  }

  drawHead(g, x, y, angle) {
    g.beginPath();
    g.moveTo(x, y);
    g.lineTo(x - 8 * Math.cos(angle - 0.4), y - 8 * Math.sin(angle - 0.4));
    g.lineTo(x - 8 * Math.cos(angle + 0.4), y - 8 * Math.sin(angle + 0.4));
    g.fill();
  }

  drawFaults(g) {
    const {faults} = this.model;
    g.fillStyle = this.colour.fault;
    for (let i = 0; i < faults.count; i++) {
      const x = this.x(faults.from[this.view.axis][i]);
      if (x >= -6 && x <= this.width + 6) {
        const y = faults.lane[i] * this.lane + 2;
        g.beginPath();
        g.moveTo(x - 6, y);
        g.lineTo(x + 6, y);
        g.lineTo(x, y + 11);
        g.fill();
        g.fillRect(x - 0.5, y, 1, this.lane - 6);
      }
    }
  }

  drawFailure(g, height) {
    const {failure} = this.model;
    if (!failure) {
      return;
    }
    const x = this.x(this.view.axis === BY_STEP ? failure.place / 1000 : failure.nanos);
    if (x < -2 || x > this.width + 2) {
      return;
    }
    g.fillStyle = this.colour.fail;
    g.fillRect(x - 1, 0, 2, height);
    const text = ("FAILED: " + failure.message.split("\n")[0]).slice(0, 110);
    const wide = g.measureText(text).width + 10;
    const left = Math.max(0, Math.min(this.width - wide, x - wide / 2));
    g.fillRect(left, height - 17, wide, 16);
    g.fillStyle = this.colour.paper;
    g.textBaseline = "middle";
    g.fillText(text, left + 5, height - 8.5);
  }

  drawCurrent(g, height) {
    const {model, view} = this;
    if (!model.count) {
      return;
    }
    for (const [step, alpha] of [[this.hover, 0.35], [view.step, 1]]) {
      if (step >= 0) {
        const x = this.x(view.at(step));
        g.globalAlpha = alpha;
        g.fillStyle = g.strokeStyle = this.colour.now;
        g.fillRect(x - 0.5, 0, 1, height);
        g.lineWidth = 2;
        g.strokeRect(x - 5, model.lane[step] * this.lane + TICK_MIDDLE - 11, 10, 22);
      }
    }
    g.globalAlpha = 1;
  }
}
