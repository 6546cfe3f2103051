// What lies over the lanes: arrows, faults, the failure, the current step.

const MANY_ARROWS = 160;

class Marks {
  constructor(drawing) {
    this.drawing = drawing;
    this.arrowCount = 0;
  }

  draw(g, height) {
    const {model, view, colour} = this.drawing;
    this.arrowCount = 0;
    if (view.show.messages) {
      this.drawArrows(g, model.messages, colour.message, []);
    }
    if (view.show.wakes) {
      this.drawArrows(g, model.wakes, colour.wake, [4, 3]);
    }
    this.drawFaults(g);
    this.drawFailure(g, height);
    this.drawCurrent(g, height);
  }

  drawArrows(g, arrows, colour, dash) {
    const {view} = this.drawing;
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
      const x1 = this.drawing.x(from[i]);
      const x2 = this.drawing.x(until[i]);
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
    const y1 = lane * this.drawing.lane + TICK_MIDDLE;
    const y2 = to * this.drawing.lane + TICK_MIDDLE;
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
    const {faults} = this.drawing.model;
    g.fillStyle = this.drawing.colour.fault;
    for (let i = 0; i < faults.count; i++) {
      const x = this.drawing.x(faults.from[this.drawing.view.axis][i]);
      if (x >= -6 && x <= this.drawing.width + 6) {
        const y = faults.lane[i] * this.drawing.lane + 2;
        g.beginPath();
        g.moveTo(x - 6, y);
        g.lineTo(x + 6, y);
        g.lineTo(x, y + 11);
        g.fill();
        g.fillRect(x - 0.5, y, 1, this.drawing.lane - 6);
      }
    }
  }

  drawFailure(g, height) {
    const {failure} = this.drawing.model;
    if (!failure) {
      return;
    }
    const x = this.drawing.x(this.drawing.view.axis === BY_STEP ? failure.place / 1000 : failure.nanos);
    if (x < -2 || x > this.drawing.width + 2) {
      return;
    }
    g.fillStyle = this.drawing.colour.fail;
    g.fillRect(x - 1, 0, 2, height);
    const text = ("FAILED: " + failure.message.split("\n")[0]).slice(0, 110);
    const wide = g.measureText(text).width + 10;
    const left = Math.max(0, Math.min(this.drawing.width - wide, x - wide / 2));
    g.fillRect(left, height - 17, wide, 16);
    g.fillStyle = this.drawing.colour.paper;
    g.textBaseline = "middle";
    g.fillText(text, left + 5, height - 8.5);
  }

  drawCurrent(g, height) {
    const {model, view} = this.drawing;
    if (!model.count) {
      return;
    }
    for (const [step, alpha] of [[this.drawing.hover, 0.35], [view.step, 1]]) {
      if (step >= 0) {
        const x = this.drawing.x(view.at(step));
        g.globalAlpha = alpha;
        g.fillStyle = g.strokeStyle = this.drawing.colour.now;
        g.fillRect(x - 0.5, 0, 1, height);
        g.lineWidth = 2;
        g.strokeRect(x - 5, model.lane[step] * this.drawing.lane + TICK_MIDDLE - 11, 10, 22);
      }
    }
    g.globalAlpha = 1;
  }
}
