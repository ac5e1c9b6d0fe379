// The drawing of timelines and the list beside it. Every text of the list becomes a text node; the drawing is read as
// XML, in which no script runs, and its texts are escaped where it is made.

const make = (tag, options = {}, ...children) => {
  const { className, text, on, ...attributes } = options;
  const element = document.createElement(tag);
  if (className) element.className = className;
  if (text !== undefined) element.textContent = text;
  for (const [name, value] of Object.entries(attributes)) if (value !== undefined && value !== null && value !== false) element.setAttribute(name, value);
  for (const [name, listener] of Object.entries(on ?? {})) element.addEventListener(name, listener);
  element.append(...children.filter(Boolean));
  return element;
};

let sequence = 0;
const send = (component, kind, detail = {}) => component.setTriggerValue("event", { seq: `${Date.now()}-${(sequence += 1)}`, kind, ...detail });

const drawn = (svg) => document.adoptNode(new DOMParser().parseFromString(svg, "image/svg+xml").documentElement);

const NARROWEST = 640, WIDEST = 1800, A_DRAG = 6;

class Drawing {
  constructor(host) {
    const button = (label, does) => make("button", { type: "button", text: label, on: { click: does } });
    this.nearer = button("Zoom in", () => this.zoom(0.5));
    this.further = button("Zoom out", () => this.zoom(2));
    this.whole = button("Show all", () => this.send("zoom"));
    this.none = button("Clear dates", () => this.send("brush"));
    const hint = make("span", { className: "hint", text: "Drag across to choose dates; click to read who says so." });
    this.pane = make("div", { className: "pane", tabindex: 0, role: "region", on: { keydown: (event) => this.key(event) } });
    this.pane.addEventListener("pointerdown", (event) => this.down(event));
    this.pane.addEventListener("wheel", (event) => this.wheel(event), { passive: false });
    host.replaceChildren(make("div", { className: "tools" }, this.nearer, this.further, this.whole, this.none, hint), this.pane);
    this.legend = make("div", { className: "legend" });
    host.append(this.legend);
    this.room = new ResizeObserver(() => this.measure());
    this.room.observe(this.pane);
  }

  update(component) {
    this.component = component;
    const { data } = component;
    if (this.data?.svg !== data.svg) {
      const top = this.pane.scrollTop;
      this.svg = drawn(data.svg);
      this.legend.replaceChildren(...data.legend.map(([icon, words]) => make("span", {}, drawn(icon), words)));
      this.pane.replaceChildren(this.svg);
      this.pane.scrollTop = top;
    }
    this.data = data;
    this.pane.style.maxHeight = `${data.height}px`;
    this.pane.setAttribute("aria-label", `${data.title}. Arrow keys go from event to event; plus and minus zoom.`);
    this.further.disabled = this.whole.disabled = !data.zoomed;
    this.nearer.disabled = data.scale.length < 2;
    this.none.hidden = !data.brush;
    for (const event of this.events()) event.classList.toggle("chosen", this.ids(event).includes(data.chosen));
    this.shade(data.brush && data.scale.length > 1 ? [this.xOf(data.brush[0], 0), this.xOf(data.brush[1] === null ? null : data.brush[1] + 1, data.width)] : null);
    if (data.chosen !== this.seen) this.reveal(this.events().find((event) => this.ids(event).includes(data.chosen)));
    this.seen = data.chosen;
    if (!this.waits) this.asking = clearTimeout(this.asking);
    this.measure();
  }

  // Moves the pane alone, and not the page.
  reveal(event) {
    if (!event) return;
    const there = event.getBoundingClientRect(), here = this.pane.getBoundingClientRect();
    if (there.top < here.top || there.bottom > here.bottom) this.pane.scrollTop += there.top - here.top - here.height / 2;
    if (there.left < here.left || there.right > here.right) this.pane.scrollLeft += there.left - here.left - 12;
  }

  send(kind, detail) { send(this.component, kind, detail); }
  events() { return [...this.svg.querySelectorAll("g.event")]; }
  ids(event) { return (event.dataset.ids ?? "").split(" "); }

  // -- how wide it may be ------------------------------------------------------------------------

  get width() { return Math.round(Math.min(WIDEST, Math.max(NARROWEST, this.pane.clientWidth))); }

  // Whether it is drawn for another room than there is.
  get waits() { return this.pane.isConnected && (!this.pane.clientWidth || Math.abs(this.width - this.data.width) > 24); }

  measure() {
    if (!this.data || !this.pane.clientWidth || !this.waits || this.asking) return;
    this.send("width", { width: this.width });
    // what is sent while a page is being made is sometimes lost
    this.asking = setTimeout(() => { this.asking = 0; this.measure(); }, 1500);
  }

  // -- days and places -----------------------------------------------------------------------------

  xOf(day, otherwise) {
    if (day === null) return otherwise;
    const { scale, width } = this.data;
    let at = scale.findIndex(([, other]) => other >= day);
    at = Math.max(1, at < 0 ? scale.length - 1 : at);
    const [[x0, day0], [x1, day1]] = [scale[at - 1], scale[at]];
    return Math.min(width, Math.max(0, x0 + ((day - day0) * (x1 - x0)) / (day1 - day0)));
  }

  dayAt(x) {
    const { scale } = this.data;
    let at = scale.findIndex(([other]) => other >= x);
    at = Math.max(1, at < 0 ? scale.length - 1 : at);
    const [[x0, day0], [x1, day1]] = [scale[at - 1], scale[at]];
    return Math.floor(day0 + ((x - x0) * (day1 - day0)) / (x1 - x0));
  }

  xOfPointer(event) { return event.clientX - this.svg.getBoundingClientRect().left; }

  // -- choosing ------------------------------------------------------------------------------------

  shade(range) {
    this.svg.querySelector(".brush")?.remove();
    if (!range) return;
    const shade = document.createElementNS("http://www.w3.org/2000/svg", "rect");
    const [from, to] = [Math.min(...range), Math.max(...range)];
    for (const [name, value] of Object.entries({ class: "brush", x: from, y: 0, width: Math.max(1, to - from), height: "100%" })) shade.setAttribute(name, value);
    this.svg.prepend(shade);
  }

  down(event) {
    // fingers move the pane
    if (event.button !== 0 || event.pointerType === "touch" || this.data.scale.length < 2 || event.target === this.pane) return this.touch(event);
    const from = this.xOfPointer(event), hit = event.target.closest("g.event");
    let to = from;
    const move = (moved) => { to = this.xOfPointer(moved); if (Math.abs(to - from) > A_DRAG) this.shade([from, to]); };
    const end = (ended) => {
      window.removeEventListener("pointermove", move);
      window.removeEventListener("pointerup", end);
      window.removeEventListener("pointercancel", end);
      if (ended.type === "pointercancel") return this.update(this.component);
      if (Math.abs(to - from) > A_DRAG) this.send("brush", { first: this.dayAt(Math.min(from, to)), last: this.dayAt(Math.max(from, to)) });
      else if (hit) this.send("select", { id: this.ids(hit)[0] });
    };
    window.addEventListener("pointermove", move);
    window.addEventListener("pointerup", end);
    window.addEventListener("pointercancel", end);
    event.preventDefault();
    this.pane.focus({ preventScroll: true });
  }

  touch(event) {
    const hit = event.pointerType === "touch" && event.target.closest("g.event");
    if (hit) hit.addEventListener("click", () => this.send("select", { id: this.ids(hit)[0] }), { once: true });
  }

  key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (step) {
      const all = this.events(), here = all.findIndex((one) => this.ids(one).includes(this.data.chosen));
      const next = all[here < 0 ? (step > 0 ? 0 : all.length - 1) : here + step];
      if (next) this.send("select", { id: this.ids(next)[0] });
    } else if (event.key === "+") this.zoom(0.5);
    else if (event.key === "-") this.zoom(2);
    else if (event.key === "0") this.send("zoom");
    else if (event.key === "Escape" && this.data.brush) this.send("brush");
    else return;
    event.preventDefault();
  }

  // -- zooming -------------------------------------------------------------------------------------

  zoom(by, around) {
    const { scale, brush, width, zoomed } = this.data;
    if (scale.length < 2 || (by > 1 && !zoomed)) return;
    if (by < 1 && brush && around === undefined && brush[0] !== null && brush[1] !== null) return this.send("zoom", { first: brush[0], last: brush[1] });
    const middle = around ?? width / 2;
    if (by < 1) return this.send("zoom", { first: this.dayAt(middle * (1 - by)), last: this.dayAt(middle + (width - middle) * by) });
    const [first, last] = [scale[0][1], scale[scale.length - 1][1]], more = Math.max(1, Math.round((last - first) / 2));
    this.send("zoom", { first: first - more, last: last + more });
  }

  wheel(event) {
    if (!event.ctrlKey) return;
    event.preventDefault();
    if (this.busy) return;
    this.busy = setTimeout(() => (this.busy = 0), 400);
    this.zoom(event.deltaY < 0 ? 0.6 : 2, this.xOfPointer(event));
  }
}

const drawings = (globalThis.__casegraphTimelines ??= new Set());
// For tests of pages: whether a drawing is about to be drawn anew.
globalThis.__casegraphTimelineBusy = () => [...drawings].some((drawing) => drawing.waits);

const draw = (component) => {
  const host = component.parentElement.querySelector(".drawing");
  (host.timeline ??= new Drawing(host)).update(component);
  for (const drawing of drawings) if (!drawing.pane.isConnected) drawings.delete(drawing);
  drawings.add(host.timeline);
};

// -- the list ----------------------------------------------------------------------------------------

const row = (component, event) => {
  const { chosen, borders } = component.data;
  const when = event.when && make("span", { className: "when" }, make("b", { text: event.when, dir: "auto" }), event.words && make("span", { text: ` ${event.words}` }), event.inferred && make("span", { className: "tag", text: "inferred", title: event.basis || "No source prints it." }));
  const name = make("span", { className: "name", text: event.name, dir: "auto" });
  const status = event.tag && make("span", { className: "tag", text: event.tag });
  const others = event.other.map((other) => make("span", { className: "other", text: `≠ ${other}` }));
  const button = make("button", { type: "button", className: "event", "aria-pressed": String(event.id === chosen), "data-id": event.id, on: { click: () => send(component, "select", { id: event.id }) } }, when, name, status, ...others, event.place && make("small", { text: event.place, dir: "auto" }));
  if (event.status) button.style.borderLeft = borders[event.status];
  return make("li", {}, button);
};

const list = (component) => {
  const { data } = component, host = component.parentElement.querySelector(".list");
  const shown = JSON.stringify(data.sections), top = host.scrollTop;
  if (host.shown !== shown) {
    host.shown = shown;
    host.tabIndex = 0;
    host.setAttribute("role", "region");
    host.setAttribute("aria-label", "Chronology");
    host.replaceChildren(...data.sections.flatMap((section) => [
      section.name && make("h2", { text: section.name, dir: "auto" }),
      section.events.length > 0 && make("ol", {}, ...section.events.map((event) => row(component, event))),
      section.undated.length > 0 && make("h3", { text: "Without a date" }),
      section.undated.length > 0 && make("ul", {}, ...section.undated.map((event) => row(component, event))),
    ].filter(Boolean)));
    host.scrollTop = top;
  }
  host.style.setProperty("--height", `${data.height}px`);
  for (const button of host.querySelectorAll("button.event")) button.setAttribute("aria-pressed", String(button.dataset.id === data.chosen));
};
