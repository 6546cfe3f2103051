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
    this.listen();
    this.draw();
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
      drawnArrows: drawing.arrowCount,
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

  // ---- events ----

  listen() {
    const click = (name, action) => id(name).addEventListener("click", action);
    const {view, model} = this;
    click("by-step", () => this.setAxis(BY_STEP));
    click("by-time", () => this.setAxis(BY_TIME));
    click("zoom-in", () => this.zoom(0.6));
    click("zoom-out", () => this.zoom(1 / 0.6));
    click("fit", () => this.all());
    click("first", () => this.select(0));
    click("back", () => this.select(view.step - 1));
    click("forth", () => this.select(view.step + 1));
    click("last", () => this.select(model.count - 1));
    click("failing", () => this.failing());
    click("back-match", () => this.select(view.nextOf(-1)));
    click("next-match", () => this.select(view.nextOf(1)));
    click("copy", () => this.copy());
    id("number").addEventListener("change", event => this.select(Math.round(Number(event.target.value))));
    id("filter").addEventListener("input", event => {
      view.setFilter(event.target.value);
      this.writeAddress();
      this.redraw();
    });
    for (const what of ["ticks", "messages", "wakes"]) {
      id("show-" + what).addEventListener("change", event => {
        view.show[what] = event.target.checked;
        this.redraw();
      });
    }
    document.addEventListener("keydown", event => this.key(event));
    window.addEventListener("resize", () => this.redraw());
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
      this.drawing.readColours();
      this.redraw();
    });
    this.listenToLanes();
    this.listenToOverview();
  }

  all() {
    this.view.showAll();
    this.redraw();
  }

  key(event) {
    const inText = event.target.tagName === "INPUT" && event.target.type !== "checkbox";
    if (event.ctrlKey || event.metaKey || event.altKey) {
      return;
    }
    if (inText) {
      if (event.key === "Enter" && event.target.id === "filter") {
        this.select(this.view.nextOf(event.shiftKey ? -1 : 1));
      } else if (event.key === "Escape") {
        event.target.blur();
      }
      return;
    }
    const {view, model} = this;
    const actions = {
      ArrowLeft: () => this.select(event.shiftKey ? view.nextOf(-1) : view.step - 1),
      ArrowRight: () => this.select(event.shiftKey ? view.nextOf(1) : view.step + 1),
      Home: () => this.select(0),
      End: () => this.select(model.count - 1),
      "+": () => this.zoom(0.6),
      "=": () => this.zoom(0.6),
      "-": () => this.zoom(1 / 0.6),
      "0": () => this.all(),
      a: () => this.setAxis(view.axis === BY_STEP ? BY_TIME : BY_STEP),
      f: () => this.failing(),
      "/": () => id("filter").focus(),
    };
    if (Object.hasOwn(actions, event.key)) {
      event.preventDefault();
      actions[event.key]();
    }
  }

  listenToLanes() {
    const canvas = id("lanes");
    let drag = null;
    canvas.addEventListener("wheel", event => {
      const sideways = event.shiftKey ? event.deltaY : event.deltaX;
      if (Math.abs(sideways) > Math.abs(event.deltaY) || event.shiftKey) {
        this.view.pan(sideways / this.drawing.scale);
        this.redraw();
      } else {
        this.zoom(Math.exp(Math.max(-200, Math.min(200, event.deltaY)) * 0.003), event.offsetX);
      }
      event.preventDefault();
    }, {passive: false});
    canvas.addEventListener("pointerdown", event => {
      drag = {x: event.offsetX, moved: false};
      canvas.setPointerCapture(event.pointerId);
    });
    canvas.addEventListener("pointermove", event => {
      if (drag && (drag.moved || Math.abs(event.offsetX - drag.x) > 4)) {
        this.view.pan((drag.x - event.offsetX) / this.drawing.scale);
        drag = {x: event.offsetX, moved: true};
      } else if (!drag) {
        this.hover(event);
      }
      this.redraw();
    });
    canvas.addEventListener("pointerup", event => {
      if (drag && !drag.moved) {
        const step = this.nearest(event.offsetX, event.offsetY);
        this.select(step < 0 ? this.view.step : step);
      }
      drag = null;
    });
    canvas.addEventListener("pointercancel", () => {
      drag = null;
    });
    canvas.addEventListener("pointerleave", () => {
      this.drawing.hover = -1;
      id("tip").hidden = true;
      this.redraw();
    });
  }

  listenToOverview() {
    const canvas = id("overview");
    let dragging = false;
    const move = event => {
      const half = (this.view.to - this.view.from) / 2;
      const at = this.overview.unit(event.offsetX);
      this.view.window(at - half, at + half);
      this.redraw();
    };
    canvas.addEventListener("pointerdown", event => {
      dragging = true;
      canvas.setPointerCapture(event.pointerId);
      move(event);
    });
    canvas.addEventListener("pointermove", event => dragging && move(event));
    canvas.addEventListener("pointerup", () => {
      dragging = false;
    });
  }

  /** Over a task its name and how long it ran; elsewhere the nearest step. */
  hover(event) {
    const tip = id("tip");
    const {model, view, drawing} = this;
    const lane = Math.floor(event.offsetY / this.drawing.lane);
    const inBar = event.offsetY - lane * this.drawing.lane < BAR_TOP + BAR_HEIGHT;
    const at = drawing.unit(event.offsetX);
    let text = "";
    drawing.hover = -1;
    const {bars} = model;
    for (let i = 0; inBar && i < bars.count && bars.from[view.axis][i] <= at; i++) {
      if (bars.lane[i] === lane && bars.until[view.axis][i] >= at) {
        text = "task " + model.words[bars.words[i]] + "\nfor "
            + micros(bars.until[BY_TIME][i] - bars.from[BY_TIME][i]) + (bars.paused[i] ? "" : ", until the end");
      }
    }
    if (!text) {
      const step = this.nearest(event.offsetX, event.offsetY);
      if (step >= 0 && Math.abs(drawing.x(view.at(step)) - event.offsetX) < 30) {
        drawing.hover = step;
        text = "step " + step + "  " + micros(model.nanos[step]) + "\n" + model.lanes[model.lane[step]]
            + "\n" + model.accessOf(step) + " " + model.locationOf(step);
      }
    }
    tip.textContent = text;
    tip.hidden = !text;
    tip.style.left = Math.min(event.clientX + 14, innerWidth - 440) + "px";
    tip.style.top = Math.min(event.clientY + 16, innerHeight - 70) + "px";
  }

  copy() {
    const done = words => {
      id("copy").textContent = words;
      setTimeout(() => {
        id("copy").textContent = "Copy";
      }, 1500);
    };
    const select = () => {
      getSelection().selectAllChildren(id("replay"));
      done(document.execCommand("copy") ? "Copied" : "Selected");
    };
    if (navigator.clipboard) {
      navigator.clipboard.writeText(id("replay").textContent).then(() => done("Copied"), select);
    } else {
      select();
    }
  }
}

function id(name) {
  return document.getElementById(name);
}

window.addEventListener("error", event => {
  document.body.dataset.state = "broken";
  id("broken").textContent = "The drawing failed: " + event.message;
  id("broken").hidden = false;
});
new Page(JSON.parse(id("trace").textContent));
