// The current step in words. Text only: nothing of the trace is taken for markup.

function element(name, text, kind) {
  const made = document.createElement(name);
  made.textContent = text;
  if (kind) {
    made.className = kind;
  }
  return made;
}

class Panel {
  constructor(model, view, onSelect) {
    this.model = model;
    this.view = view;
    this.onSelect = onSelect;
    this.labels = document.getElementById("labels");
    this.parts = {};
    for (const id of ["step-title", "step-facts", "running", "happened", "around"]) {
      this.parts[id] = document.getElementById(id);
    }
    model.lanes.forEach((name, lane) => {
      const label = element("li", name);
      label.title = name;
      label.append(element("small", ""));
      this.labels.append(label);
    });
    this.shown = "";
  }

  show() {
    const {model, view} = this;
    const key = view.step + " " + view.show.inner + " " + view.filter;
    if (key === this.shown) {
      return;
    }
    this.shown = key;
    if (!model.count) {
      this.parts["step-title"].textContent = "No steps";
      return;
    }
    const step = view.step;
    this.parts["step-title"].replaceChildren(
        "Step " + grouped(step), element("small", " of 0 to " + grouped(model.count - 1)));
    this.showFacts(step);
    this.showRunning(model.runningAt(step), model.lane[step]);
    this.showHappened(step);
    this.showAround(step);
  }

  showFacts(step) {
    const {model} = this;
    const list = this.parts["step-facts"];
    list.replaceChildren();
    const fact = (name, text, kind) => list.append(element("dt", name), element("dd", text, kind));
    fact("thread", model.lanes[model.lane[step]]);
    if (model.task[step] >= 0) {
      fact("task", model.taskOf(step));
    }
    fact("access", model.accessOf(step));
    fact("location", model.locationOf(step));
    if (model.outcomeOf(step)) {
      fact("value", model.outcomeOf(step));
    }
    if (model.sourceOf(step)) {
      fact("source", model.sourceOf(step));
      this.showSource(list.lastChild, model.excerptOf(step), model.sourceOf(step));
    }
    fact("time", micros(model.nanos[step]));
    if (step > 0) {
      fact("", micros(model.nanos[step] - model.nanos[step - 1]) + " after the step before");
    }
    if (step === model.failingStep()) {
      fact("failed", model.failure.kind + " " + model.failure.name + ": " + model.failure.message.split("\n", 1)[0], "fail");
    }
  }

  /** The text around the line, if the page has it, and a link to the file. */
  showSource(place, excerpt, source) {
    if (!excerpt) {
      return;
    }
    const executed = Number(source.slice(source.lastIndexOf(":") + 1));
    const text = element("pre", "", "source");
    excerpt.lines.forEach((line, i) => {
      const number = excerpt.first + i;
      text.append(element(number === executed ? "mark" : "span", String(number).padStart(5) + "  " + line), "\n");
    });
    place.append(text);
    if (excerpt.link) {
      const link = element("a", "open the file");
      link.href = excerpt.link;
      place.append(link);
    }
  }

  showRunning(running, now) {
    const {model} = this;
    const list = this.parts.running;
    list.replaceChildren();
    model.lanes.forEach((name, lane) => {
      const bar = running[lane];
      const task = bar < 0 ? "no task" : model.words[model.bars.words[bar]];
      const line = element("li", name + ": ");
      line.append(element("span", task, bar < 0 ? "none" : ""));
      list.append(line);
      const label = this.labels.children[lane];
      label.className = lane === now ? "now" : "";
      label.lastChild.textContent = bar < 0 ? grouped(model.stepCounts[lane]) + " steps" : task;
    });
  }

  showHappened(step) {
    const {model} = this;
    const list = this.parts.happened;
    list.replaceChildren();
    const put = (happenings, prefix) => happenings.forEach(happening => list.append(
        element("li", prefix + model.lanes[happening.lane] + " " + happening.text,
            happening.kind === "fault" ? "fail" : "")));
    put(model.happenedBefore(step), "");
    if (step === model.count - 1) {
      put(model.happenedBefore(model.count), "after it: ");
    }
    if (!list.children.length) {
      list.append(element("li", "nothing", "none"));
    }
  }

  showAround(step) {
    const {model, view} = this;
    const list = this.parts.around;
    list.replaceChildren();
    const shown = i => i === step || view.matching !== null || !view.isFolded(i);
    const around = [step];
    for (let i = step - 1; i >= 0 && around.length < 9; i--) {
      if (shown(i)) {
        around.unshift(i);
      }
    }
    for (let i = step + 1; i < model.count && around.length < 17; i++) {
      if (shown(i)) {
        around.push(i);
      }
    }
    let before = around[0] - 1;
    for (const i of around) {
      const folded = i - before - 1;
      before = i;
      if (folded > 0) {
        list.append(element("li", grouped(folded) + " of the runtime", "none"));
      }
      const line = element("li", "", (i === step ? "now" : "") + (view.isDim(i) ? " dim" : ""));
      const button = element("button", "");
      button.type = "button";
      button.append(
          element("span", i, "n"),
          element("span", model.lanes[model.lane[i]], "t"),
          element("span", model.accessOf(i) + " " + model.effectOf(i), "what"));
      button.title = model.lanes[model.lane[i]] + " " + model.accessOf(i) + " " + model.effectOf(i);
      if (i === step) {
        button.setAttribute("aria-current", "step");
      }
      button.addEventListener("click", () => this.onSelect(i));
      line.append(button);
      list.append(line);
    }
  }
}
