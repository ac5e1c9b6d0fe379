// The reader: a text with what is marked in it, or its outline where the text is not at hand. Every text becomes a text
// node; nothing here reads HTML. Positions are UTF-16 units. The content comes as an element of its own, so that it is
// sent once and not with each choice.

const make = (tag, options = {}, ...children) => {
  const { className, text, on, ...attributes } = options;
  const element = document.createElement(tag);
  if (className) element.className = className;
  if (text !== undefined) element.textContent = text;
  for (const [name, value] of Object.entries(attributes)) if (value !== undefined && value !== null && value !== false) element.setAttribute(name, value);
  for (const [name, listener] of Object.entries(on ?? {})) element.addEventListener(name, listener);
  element.append(...children.filter((child) => child || child === 0));
  return element;
};

const TOLD = 4; // claims of a passage that pointing at it tells
const KINDS = { passage: "Passages", context: "Read with", quotation: "Quotations", name: "Names" };

class Reader {
  constructor(host, body, hidden) {
    this.host = host;
    this.body = body;
    this.hidden = hidden; // kinds and statuses that are not marked, kept from one text to the next
    this.pieces = []; // the text in order: {start, end, marks, node}
    this.rows = []; // of the outline
    this.lit = [];
    this.current = -1;
    this.control = {};
    this.send = () => {};
    this.#build();
  }

  // -- what it is made of ------------------------------------------------------------------------

  #build() {
    const { body } = this;
    this.bar = make("div", { className: "bar" });
    this.pane = make("div", { className: body.text === null ? "pane outline" : "pane", role: "region", tabindex: 0, "aria-label": body.label, lang: body.lang, "aria-describedby": "reader-keys" });
    this.live = make("p", { className: "unseen", "aria-live": "polite" });
    const keys = make("p", { className: "keys", id: "reader-keys" }, ...[["J", "next"], ["K", "back"], ["Enter", "choose"], ["I", "inspector"], ["G", "graph"], ["Esc", "clear"]].flatMap(([key, does]) => [make("kbd", { text: key }), ` ${does}  `]));
    if (body.text === null) this.#outline();
    else this.#text();
    this.#bar();
    this.#paintAll();
    this.host.replaceChildren(make("div", { className: "print-head" }, make("h2", { text: body.title }), make("p", { text: body.about })), this.bar, this.pane, make("div", { className: "foot" }, keys, this.steps, this.words), this.live, this.#notes());
    this.pane.addEventListener("click", (event) => this.#click(event));
    this.pane.addEventListener("mouseover", (event) => this.#hover(event));
    this.pane.addEventListener("keydown", (event) => this.#key(event));
  }

  #text() {
    const { text, paragraphs, segments } = this.body;
    let next = 0;
    const made = document.createDocumentFragment();
    for (const [number, from, to] of paragraphs) {
      const paragraph = make("p", { dir: "auto", "data-n": number });
      let at = from;
      const add = (start, end, marks) => { if (end > start) paragraph.append(this.#piece(start, end, marks).node); };
      while (next < segments.length && segments[next][0] < to) {
        const [start, end, marks] = segments[next];
        add(at, start, []);
        add(start, end, marks);
        at = end;
        next += 1;
      }
      add(at, to, []);
      made.append(paragraph);
    }
    this.pane.append(made);
    this.text = text;
  }

  #piece(start, end, marks) {
    const node = document.createElement("span");
    // the end of a line of another system would be drawn as a sign
    node.textContent = this.body.text.slice(start, end).replaceAll("\r", "\u200b");
    const piece = { start, end, marks, node };
    node.piece = piece;
    this.pieces.push(piece);
    return piece;
  }

  #outline() {
    let paragraph = 0;
    for (const { at, paragraph: number, sentence, marks, names, says } of this.body.outline) {
      if (number !== paragraph) this.pane.append(make("h3", { text: `Paragraph ${number}` }));
      paragraph = number;
      const chips = names.map(([text, mark]) => {
        const chip = make("bdi", { className: "named", text });
        chip.style.setProperty("--of", this.body.marks[mark].colour);
        return { chip, mark };
      });
      const row = make("div", { className: "row" },
        make("button", { type: "button", className: "where", text: `Sentence ${sentence}`, "aria-label": `Paragraph ${number}, sentence ${sentence}` }),
        chips.length ? make("p", { className: "names" }, ...chips.map(({ chip }) => chip)) : null,
        ...says.map(([text, status]) => make("p", { className: "says", dir: "auto", text, "data-status": status })));
      row.row = { at, marks };
      this.rows.push({ at, marks, node: row, chips });
      this.pane.append(row);
    }
  }

  #bar() {
    const { marks } = this.body;
    const of = (test) => marks.filter(test).length;
    const chip = (name, label, count, kind) => {
      const button = make("button", { type: "button", className: `chip ${kind}`, "aria-pressed": String(!this.hidden.has(name)) }, make("i", { className: `sign ${name}` }), label, " ", make("b", { text: count.toLocaleString("en") }));
      button.addEventListener("click", () => {
        if (this.hidden.has(name)) this.hidden.delete(name); else this.hidden.add(name);
        button.setAttribute("aria-pressed", String(!this.hidden.has(name)));
        this.#paintAll();
      });
      return button;
    };
    const group = (label, ...chips) => make("div", { className: "chips", role: "group", "aria-label": label }, ...chips);
    const groups = this.body.text === null ? [] : [
      group("What is marked", ...Object.entries(KINDS).map(([kind, label]) => [kind, label, of((mark) => mark.kind === kind)]).filter(([, , n]) => n).map(([kind, label, n]) => chip(kind, label, n, "kind"))),
      group("Statuses of what is claimed", ...this.body.statuses.map((status) => chip(status, status, of((mark) => mark.kind === "passage" && mark.statuses.includes(status)), "status"))),
    ];
    this.steps = make("div", { className: "steps" });
    this.words = make("button", { type: "button", className: "act", hidden: "" });
    this.words.addEventListener("pointerdown", (event) => event.preventDefault()); // the selection stays
    this.words.addEventListener("click", () => { const span = this.selected(); if (span) this.send(this.control.selecting.kind, { ...this.control.selecting.detail, start: span[0], end: span[1] }); });
    const several = this.body.marks.some((mark) => mark.kind === "passage" && mark.statuses.length > 1);
    this.bar.append(...groups, ...(groups.length && several ? [make("p", { className: "hint", text: "Words that carry several are drawn as the least certain of them." })] : []));
  }

  // What is printed behind the text: each passage with what is claimed there.
  #notes() {
    const list = make("ol");
    for (const mark of this.body.marks) if (mark.kind === "passage") for (const sentence of mark.says) list.append(make("li", { dir: "auto", text: `${mark.place}: ${sentence}` }));
    return make("section", { className: "print-notes" }, make("h3", { text: "Who says what here" }), list);
  }

  // -- how it looks ------------------------------------------------------------------------------

  #seen(number) {
    const mark = this.body.marks[number];
    return !this.hidden.has(mark.kind) && (mark.kind !== "passage" || mark.statuses.some((status) => !this.hidden.has(status)));
  }

  #paintAll() {
    for (const piece of this.pieces) if (piece.marks.length) this.#paint(piece);
  }

  #paint(piece) {
    const names = [], carried = new Set();
    let colour = "";
    for (const number of piece.marks) {
      const mark = this.body.marks[number];
      // those that are not to be seen, too: what is alleged in words is no reason to draw them as found
      if (mark.kind === "passage") for (const status of mark.statuses) carried.add(status);
      if (!this.#seen(number)) continue;
      names.push(mark.kind);
      if (mark.kind === "name") colour = mark.colour;
    }
    // the statuses come with the least certain first
    const status = names.includes("passage") && this.body.statuses.find((each) => carried.has(each));
    if (status && !this.hidden.has(status)) names.push(`is-${status}`);
    if (piece.lit) names.push("lit");
    if (piece.here) names.push("here");
    if (piece.current) names.push("current");
    piece.node.className = names.join(" ");
    if (colour || piece.node.style.length) piece.node.style.setProperty("--of", colour);
  }

  #index(at) {
    let low = 0, high = this.pieces.length;
    while (low < high) { const middle = (low + high) >> 1; if (this.pieces[middle].end <= at) low = middle + 1; else high = middle; }
    return low;
  }

  // Cut the piece that reaches over a place in two.
  #cut(at) {
    const index = this.#index(at), piece = this.pieces[index];
    if (!piece || piece.start >= at) return;
    const node = document.createElement("span"), added = { ...piece, start: at, node };
    node.textContent = piece.node.textContent.slice(at - piece.start);
    piece.node.textContent = piece.node.textContent.slice(0, at - piece.start);
    piece.end = at;
    node.piece = added;
    piece.node.after(node);
    this.pieces.splice(index + 1, 0, added);
    this.#paint(added);
  }

  #over([start, end]) {
    this.#cut(start);
    this.#cut(end);
    const found = [];
    for (let at = this.#index(start); at < this.pieces.length && this.pieces[at].start < end; at += 1) found.push(this.pieces[at]);
    return found;
  }

  // Mark what is lit, where the choice is, or the step: all of one name.
  #light(name, spans) {
    for (const piece of this[`${name}Pieces`] ?? []) { piece[name] = false; this.#paint(piece); }
    const now = spans.flatMap((span) => this.#over(span));
    for (const piece of now) { piece[name] = true; this.#paint(piece); }
    this[`${name}Pieces`] = now;
  }

  #spans(numbers) {
    return numbers.map((number) => this.body.marks[number].span).filter(Boolean);
  }

  // -- what Python says --------------------------------------------------------------------------

  update(control) {
    const before = this.control;
    this.control = control;
    this.host.style.setProperty("--height", `${control.height}px`);
    this.lit = control.lit;
    this.current = -1;
    if (this.body.text === null) {
      const lit = new Set(control.lit);
      for (const { at, marks, node, chips } of this.rows) {
        node.classList.toggle("here", at === control.at);
        node.classList.toggle("lit", marks.some((mark) => lit.has(mark)));
        for (const { chip, mark } of chips) chip.classList.toggle("lit", lit.has(mark));
      }
    } else {
      this.#light("current", []);
      this.#light("lit", this.#spans(control.lit));
      this.#light("here", control.here ? [control.here] : []);
    }
    this.words.hidden = !control.selecting;
    if (control.selecting) { this.words.textContent = control.selecting.label; this.look(); }
    this.#steps();
    const moved = control.at !== before.at || String(control.lit) !== String(before.lit);
    if (moved) this.#reveal();
  }

  #reveal() {
    if (this.body.text === null) {
      const row = this.rows.find(({ node }) => node.classList.contains("here")) ?? this.rows.find(({ node }) => node.classList.contains("lit"));
      if (row) this.#scrollTo(row.node);
      return;
    }
    const start = this.control.here?.[0] ?? this.#spans(this.lit)[0]?.[0];
    const piece = start === undefined ? null : this.pieces[this.#index(start)];
    if (piece) this.#scrollTo(piece.node);
  }

  #scrollTo(node) {
    const place = () => {
      const pane = this.pane.getBoundingClientRect(), box = node.getBoundingClientRect();
      if (this.pane.scrollHeight <= this.pane.clientHeight + 1) { node.scrollIntoView({ block: "nearest" }); return; }
      if (box.top >= pane.top + 8 && box.bottom <= pane.bottom - 24) return;
      this.pane.scrollTop += box.top - pane.top - pane.height / 3;
    };
    place();
    // what was far away is laid out only now, and may push it on
    requestAnimationFrame(() => { place(); requestAnimationFrame(place); });
  }

  // -- steps -------------------------------------------------------------------------------------

  #label(number) {
    const { kind, label, place, says } = this.body.marks[number];
    if (kind !== "passage") return label;
    const rest = says.length > TOLD ? [`And ${says.length - TOLD} more.`] : [];
    return [`${place}: ${says.length} ${says.length === 1 ? "claim" : "claims"}.`, ...says.slice(0, TOLD), ...rest].join("\n");
  }

  get #stops() {
    const all = this.lit.length ? this.lit : this.body.marks.map((_, number) => number).filter((number) => this.body.marks[number].kind !== "context");
    return this.body.text === null ? all : all.filter((number) => this.body.marks[number].span && (this.lit.length || this.#seen(number)));
  }

  step(by) {
    const stops = this.#stops;
    if (!stops.length) return;
    let at = stops.indexOf(this.current);
    if (at < 0 && this.control.here && !this.lit.length) at = stops.findLastIndex((number) => this.body.marks[number].span[0] < this.control.here[by > 0 ? 1 : 0]) + (by > 0 ? 0 : 1);
    else if (at < 0 && by < 0) at = 0;
    this.current = stops[(at + by + stops.length) % stops.length];
    const mark = this.body.marks[this.current];
    if (this.body.text === null) {
      const row = this.rows.find(({ marks }) => marks.includes(this.current));
      for (const other of this.rows) other.node.classList.toggle("current", other === row);
      if (row) this.#scrollTo(row.node);
    } else {
      this.#light("current", [mark.span]);
      const piece = this.pieces[this.#index(mark.span[0])];
      if (piece) this.#scrollTo(piece.node);
    }
    this.live.textContent = this.#label(this.current);
    this.#steps();
  }

  #steps() {
    const stops = this.#stops, at = stops.indexOf(this.current);
    if (!this.lit.length) { this.steps.replaceChildren(); return; }
    const button = (text, label, by) => make("button", { type: "button", className: "act", text, "aria-label": label, on: { click: () => this.step(by) } });
    this.steps.replaceChildren(button("‹", "The place before", -1), make("span", { text: at < 0 ? `${stops.length} here` : `${at + 1} of ${stops.length}` }), button("›", "The next place", 1));
  }

  // -- what a person does ------------------------------------------------------------------------

  // The mark of the fewest words at a place, or the row of the outline.
  #atOf(target) {
    const row = target.closest?.(".row")?.row;
    if (row) return row.at;
    const marks = (target.closest?.("span")?.piece?.marks ?? []).filter((number) => this.#seen(number));
    const size = (number) => { const [start, end] = this.body.marks[number].span; return end - start; };
    const [inner] = marks.sort((a, b) => size(a) - size(b));
    return inner === undefined ? "" : this.body.marks[inner].at;
  }

  #click(event) {
    const selection = document.getSelection();
    if (selection && !selection.isCollapsed && this.pane.contains(selection.anchorNode)) return; // words are being selected
    const at = this.#atOf(event.target);
    if (at) this.send("at", { at });
  }

  #hover(event) {
    const piece = event.target.closest?.("span")?.piece;
    if (!piece?.marks.length) return;
    const told = piece.marks.filter((number) => this.body.marks[number].kind !== "quotation" && this.#seen(number)).map((number) => this.#label(number));
    piece.node.title = told.reverse().join("\n\n");
  }

  #key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    if (key === "j" || key === "n") this.step(1);
    else if (key === "k" || key === "p") this.step(-1);
    else if (key === "Enter" && event.target === this.pane && this.current >= 0) this.send("at", { at: this.body.marks[this.current].at });
    else if (key === "i") document.dispatchEvent(new CustomEvent("casegraph:inspector"));
    else if (key === "g") this.send("graph");
    else if (key === "Escape") this.send("clear");
    else return;
    event.preventDefault();
  }

  // The words that are selected, as a span without the blanks around it; null where there are none.
  selected() {
    const selection = document.getSelection();
    if (this.body.text === null || !selection?.rangeCount || selection.isCollapsed) return null;
    const range = selection.getRangeAt(0);
    if (!this.pane.contains(range.startContainer) || !this.pane.contains(range.endContainer)) return null;
    const from = this.#offset(range.startContainer, range.startOffset), to = this.#offset(range.endContainer, range.endOffset);
    const words = this.body.text.slice(from, to);
    const start = from + words.length - words.trimStart().length, end = start + words.trim().length;
    return end > start ? [start, end] : null;
  }

  look() {
    this.words.disabled = !this.selected();
  }

  #offset(node, offset) {
    if (node.nodeType === Node.TEXT_NODE) { const piece = node.parentElement.closest("span")?.piece; if (piece) return piece.start + offset; }
    // between two elements: where the next piece begins, or the text ends
    const after = document.createRange();
    after.setStart(node, offset);
    const next = this.pieces.find((piece) => after.comparePoint(piece.node, 0) >= 0);
    return next ? next.start : this.body.text.length;
  }
}

const shared = (globalThis.__casegraphReader ??= { contents: new Map(), waiting: new Map(), hidden: new Set(), readers: new WeakMap(), turns: new WeakMap() });

const content = ({ data }) => {
  if (!data?.length) return;
  // its name comes first, so that what is here already is not read again
  const [, known] = new TextDecoder().decode(data.subarray(0, 40)).match(/"mark": "(\w+)"/) ?? [];
  if (shared.contents.has(known)) return;
  const { mark, body } = JSON.parse(new TextDecoder().decode(data));
  shared.contents.clear();
  shared.contents.set(mark, body);
  for (const show of [...shared.waiting.values()]) show();
};

const show = (component) => {
  const { data, parentElement } = component, host = parentElement.querySelector(".casegraph-reader");
  const body = shared.contents.get(data.content);
  if (body) {
    shared.waiting.delete(host);
    let reader = shared.readers.get(host);
    if (reader?.body !== body) shared.readers.set(host, reader = new Reader(host, body, shared.hidden));
    let sequence = 0;
    reader.send = (kind, detail = {}) => component.setTriggerValue("event", { seq: `${Date.now()}-${(sequence += 1)}`, content: data.content, kind, ...detail });
    reader.update(data);
  } else shared.waiting.set(host, () => show(component));
  // Streamlit may clean up after an earlier call while a later one is shown: only the last one ends anything
  shared.turns.get(host)?.abort();
  const turn = new AbortController();
  shared.turns.set(host, turn);
  document.addEventListener("selectionchange", () => shared.readers.get(host)?.look(), { signal: turn.signal });
  document.addEventListener("casegraph:canvas", () => shared.readers.get(host)?.pane.focus(), { signal: turn.signal });
  return () => { turn.abort(); shared.waiting.delete(host); };
};
