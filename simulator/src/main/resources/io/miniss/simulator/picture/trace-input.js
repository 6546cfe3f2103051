// What the user does: buttons, keys, the pointer.

function id(name) {
  return document.getElementById(name);
}

class Input {
  constructor(page) {
    this.page = page;
    this.model = page.model;
    this.view = page.view;
    this.drawing = page.drawing;
    this.listen();
  }

  listen() {
    const click = (name, action) => id(name).addEventListener("click", action);
    const {view, model} = this;
    click("by-step", () => this.page.setAxis(BY_STEP));
    click("by-time", () => this.page.setAxis(BY_TIME));
    click("zoom-in", () => this.page.zoom(0.6));
    click("zoom-out", () => this.page.zoom(1 / 0.6));
    click("fit", () => this.page.all());
    click("first", () => this.page.select(0));
    click("back", () => this.page.select(view.step - 1));
    click("forth", () => this.page.select(view.step + 1));
    click("last", () => this.page.select(model.count - 1));
    click("failing", () => this.page.failing());
    click("back-match", () => this.page.select(view.nextOf(-1)));
    click("next-match", () => this.page.select(view.nextOf(1)));
    click("copy", () => this.copy());
    id("number").addEventListener("change", event => this.page.select(Math.round(Number(event.target.value))));
    id("filter").addEventListener("input", event => {
      view.setFilter(event.target.value);
      this.page.writeAddress();
      this.page.redraw();
    });
    for (const what of ["ticks", "messages", "wakes", "inner"]) {
      id("show-" + what).addEventListener("change", event => {
        view.show[what] = event.target.checked;
        this.page.redraw();
      });
    }
    document.addEventListener("keydown", event => this.key(event));
    window.addEventListener("resize", () => this.page.redraw());
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
      this.drawing.readColours();
      this.page.redraw();
    });
    this.listenToLanes();
    this.listenToOverview();
  }

  key(event) {
    const inText = event.target.tagName === "INPUT" && event.target.type !== "checkbox";
    if (event.ctrlKey || event.metaKey || event.altKey) {
      return;
    }
    if (inText) {
      if (event.key === "Enter" && event.target.id === "filter") {
        this.page.select(this.view.nextOf(event.shiftKey ? -1 : 1));
      } else if (event.key === "Escape") {
        event.target.blur();
      }
      return;
    }
    const {view, model} = this;
    const actions = {
      ArrowLeft: () => this.page.select(event.shiftKey ? view.nextOf(-1) : view.step - 1),
      ArrowRight: () => this.page.select(event.shiftKey ? view.nextOf(1) : view.step + 1),
      Home: () => this.page.select(0),
      End: () => this.page.select(model.count - 1),
      "+": () => this.page.zoom(0.6),
      "=": () => this.page.zoom(0.6),
      "-": () => this.page.zoom(1 / 0.6),
      "0": () => this.page.all(),
      a: () => this.page.setAxis(view.axis === BY_STEP ? BY_TIME : BY_STEP),
      f: () => this.page.failing(),
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
        this.page.redraw();
      } else {
        this.page.zoom(Math.exp(Math.max(-200, Math.min(200, event.deltaY)) * 0.003), event.offsetX);
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
      this.page.redraw();
    });
    canvas.addEventListener("pointerup", event => {
      if (drag && !drag.moved) {
        const step = this.page.nearest(event.offsetX, event.offsetY);
        this.page.select(step < 0 ? this.view.step : step);
      }
      drag = null;
    });
    canvas.addEventListener("pointercancel", () => {
      drag = null;
    });
    canvas.addEventListener("pointerleave", () => {
      this.drawing.hover = -1;
      id("tip").hidden = true;
      this.page.redraw();
    });
  }

  listenToOverview() {
    const canvas = id("overview");
    let dragging = false;
    const move = event => {
      const half = (this.view.to - this.view.from) / 2;
      const at = this.page.overview.unit(event.offsetX);
      this.view.window(at - half, at + half);
      this.page.redraw();
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
      const step = this.page.nearest(event.offsetX, event.offsetY);
      if (step >= 0 && Math.abs(drawing.x(view.at(step)) - event.offsetX) < 30) {
        drawing.hover = step;
        text = "step " + step + "  " + micros(model.nanos[step]) + "\n" + model.lanes[model.lane[step]]
            + "\n" + model.accessOf(step) + " " + model.effectOf(step);
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
