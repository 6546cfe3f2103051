// Puts it together: events, the address (#step=12&axis=time&view=0..40&filter=inbox), and a summary
// as data attributes of the body, for tests.

class Page {
  constructor(data) {
    this.model = new Model(data);
    this.view = new View(this.model);
    this.drawing = new Drawing(this.model, this.view);
    this.overview = new Overview(this.drawing);
    this.panel = new Panel(this.model, this.view, step => this.select(step));
    this.pending = false;
    this.readAddress();
    new Input(this);
    this.draw();
    const program = id("program");
    if (program) {
      program.scrollTop = program.scrollHeight; // the failing step is the last
    }
    window.addEventListener("hashchange", () => {
      this.readAddress();
      this.draw();
    });
  }

  // ---- what is shown ----

  draw() {
    const began = performance.now();
    this.drawing.draw();
    this.overview.draw();
    this.panel.show();
    this.showTools();
    this.summarize(performance.now() - began);
  }

  /** Draws once a frame, however many events there are. */
  redraw() {
    if (!this.pending) {
      this.pending = true;
      requestAnimationFrame(() => {
        this.pending = false;
        this.draw();
      });
    }
  }

  showTools() {
    const {view, model} = this;
    id("by-step").setAttribute("aria-pressed", view.axis === BY_STEP);
    id("by-time").setAttribute("aria-pressed", view.axis === BY_TIME);
    id("failing").disabled = !model.failure;
    id("show-inner").checked = view.show.inner;
    id("number").max = Math.max(0, model.count - 1);
    if (document.activeElement !== id("number")) {
      id("number").value = view.step;
    }
    if (document.activeElement !== id("filter")) {
      id("filter").value = view.filter;
    }
    id("matches").textContent = view.matching
        ? grouped(view.matchCount) + " of " + grouped(model.count) + " steps" : "";
  }

  summarize(millis) {
    const {model, view, drawing} = this;
    Object.assign(document.body.dataset, {
      state: "ready",
      lanes: model.lanes.length,
      steps: model.count,
      bars: model.bars.count,
      messages: model.messages.count,
      wakes: model.wakes.count,
      faults: model.faults.count,
      failing: model.failingStep(),
      selected: view.step,
      thread: model.count ? model.lanes[model.lane[view.step]] : "",
      axis: view.axis === BY_STEP ? "step" : "time",
      from: view.from.toFixed(3),
      to: view.to.toFixed(3),
      matches: view.matchCount,
      drawnSteps: view.show.ticks ? drawing.visibleSteps : 0,
      drawnBars: drawing.visibleBars,
      drawnArrows: drawing.marks.arrowCount,
      millis: Math.ceil(millis),
    });
  }

  // ---- the address ----

  readAddress() {
    const address = new URLSearchParams(location.hash.slice(1));
    const {view, model} = this;
    if (address.has("filter")) {
      view.setFilter(address.get("filter"));
    }
    if (address.has("axis")) {
      view.setAxis(address.get("axis") === "time" ? BY_TIME : BY_STEP);
    }
    const step = Number(address.get("step"));
    if (address.has("step") && Number.isInteger(step) && model.count) {
      view.select(step);
    }
    const window = /^(-?[0-9.]+)\.\.(-?[0-9.]+)$/.exec(address.get("view") || "");
    if (address.get("view") === "all") {
      view.showAll();
    } else if (window && Number(window[1]) < Number(window[2])) {
      view.window(Number(window[1]), Number(window[2]));
    }
  }

  writeAddress() {
    const address = new URLSearchParams({step: this.view.step});
    if (this.view.axis === BY_TIME) {
      address.set("axis", "time");
    }
    if (this.view.filter) {
      address.set("filter", this.view.filter);
    }
    try {
      history.replaceState(null, "", "#" + address);
    } catch (refused) {
      // A browser may refuse it for files; the page works without.
    }
  }

  // ---- what can be done ----

  select(step) {
    if (this.model.count) {
      this.view.select(step);
      this.revealLane();
      this.writeAddress();
      this.redraw();
    }
  }

  revealLane() {
    const scroll = id("scroll");
    const top = this.model.lane[this.view.step] * this.drawing.lane;
    if (top < scroll.scrollTop) {
      scroll.scrollTop = top;
    } else if (top + this.drawing.lane > scroll.scrollTop + scroll.clientHeight) {
      scroll.scrollTop = top + this.drawing.lane - scroll.clientHeight;
    }
  }

  failing() {
    if (this.model.failure) {
      this.select(this.model.failingStep());
      this.view.showAround(this.view.step, 60);
      this.redraw();
    }
  }

  all() {
    this.view.showAll();
    this.redraw();
  }

  setAxis(axis) {
    this.view.setAxis(axis);
    this.writeAddress();
    this.redraw();
  }

  zoom(factor, x) {
    const at = this.view.at(this.view.step);
    const seen = at >= this.view.from && at <= this.view.to;
    this.view.zoom(factor, x !== undefined ? this.drawing.unit(x) : seen ? at : (this.view.from + this.view.to) / 2);
    this.redraw();
  }

  /** The step nearest to a point, those of the lane under it first. */
  nearest(x, y) {
    const {model, view, drawing} = this;
    const lane = Math.floor(y / drawing.lane);
    const at = drawing.unit(x);
    const middle = view.axis === BY_STEP ? Math.round(at) : lowerBound(model.nanos, at);
    let best = -1;
    let least = Infinity;
    for (let i = Math.max(0, middle - 400); i < Math.min(model.count, middle + 400); i++) {
      const far = Math.abs(drawing.x(view.at(i)) - x);
      const distance = far + (model.lane[i] === lane && far < 25 ? 0 : 25);
      if (distance < least) {
        least = distance;
        best = i;
      }
    }
    return best;
  }
}

window.addEventListener("error", event => {
  document.body.dataset.state = "broken";
  id("broken").textContent = "The drawing failed: " + event.message;
  id("broken").hidden = false;
});
new Page(JSON.parse(id("trace").textContent));
