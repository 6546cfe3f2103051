// The whole run in one strip, with the window on it; it is drawn again only when it has changed.

const STRIP = 46;

class Overview {
  constructor(drawing) {
    this.drawing = drawing;
    this.model = drawing.model;
    this.view = drawing.view;
    this.canvas = document.getElementById("overview");
    this.strip = document.createElement("canvas");
    this.key = "";
  }

  draw() {
    const {drawing, view, model} = this;
    const {gutter, width, colour} = drawing;
    const g = Drawing.prepare(this.canvas, width + gutter, STRIP);
    const [low, high] = view.bounds();
    this.x = at => gutter + (at - low) / (high - low) * width;
    this.unit = x => low + (x - gutter) / width * (high - low);
    g.fillStyle = colour.soft;
    g.textBaseline = "middle";
    g.fillText("whole run", 14, STRIP / 2);
    const key = [width, gutter, view.axis, view.filter, colour.paper, window.devicePixelRatio].join();
    if (key !== this.key) {
      this.key = key;
      this.drawStrip(width + gutter);
    }
    g.drawImage(this.strip, 0, 0, width + gutter, STRIP);
    if (model.failure) {
      g.fillStyle = colour.fail;
      const failing = view.axis === BY_STEP ? model.failure.place / 1000 : model.failure.nanos;
      g.fillRect(this.x(failing) - 1, 0, 2, STRIP);
    }
    g.fillStyle = colour.now;
    g.fillRect(this.x(view.at(view.step)) - 0.5, 0, 1, STRIP);
    const from = this.x(view.from);
    const size = Math.max(4, this.x(view.to) - from);
    g.globalAlpha = 0.14;
    g.fillRect(from, 0, size, STRIP);
    g.globalAlpha = 1;
    g.strokeStyle = colour.now;
    g.lineWidth = 1;
    g.strokeRect(from + 0.5, 0.5, size - 1, STRIP - 1);
  }

  /** A row for each lane: the steps that match, and bars over them. */
  drawStrip(width) {
    const {model, view, drawing} = this;
    const g = Drawing.prepare(this.strip, width, STRIP);
    const row = (STRIP - 6) / Math.max(1, model.lanes.length);
    const tall = Math.max(1, row - Math.min(2, row / 4));
    const {bars} = model;
    g.globalAlpha = 0.8;
    for (let i = 0; i < bars.count; i++) {
      const from = this.x(bars.from[view.axis][i]);
      g.fillStyle = drawing.barColour(bars.words[i]);
      g.fillRect(from, 3 + bars.lane[i] * row, Math.max(1, this.x(bars.until[view.axis][i]) - from), tall);
    }
    g.globalAlpha = model.count > width ? 0.5 : 0.9;
    const seen = new Int32Array(model.lanes.length).fill(-1);
    g.fillStyle = drawing.colour.read;
    for (let i = 0; i < model.count; i++) {
      const x = Math.floor(this.x(view.at(i)));
      const lane = model.lane[i];
      if (x !== seen[lane] && !view.isDim(i)) {
        seen[lane] = x;
        g.fillRect(x, 3 + lane * row + tall * 0.4, 1, Math.max(1, tall * 0.6));
      }
    }
    g.globalAlpha = 1;
  }
}
