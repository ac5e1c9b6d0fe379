// The screen: what is looked at, and what is shown. Python hears of decisions; all else happens here.

const shownScreens = new Set();

class Screen {
  constructor(host, content) {
    this.host = host;
    this.out = new Outbox(`${content.case}/${content.source.id}`);
    this.model = new Model(content);
    this.out.version = () => this.model.version;
    this.current = null;
    this.mode = null; // what is open in the place of the card, or done by keys
    this.sentence = null; // the untouched one that was gone to
    this.heard = new Set(); // refusals that were told
    this.ends = new AbortController();
    this.deciding = new Deciding(this);
    this.panels = new Panels(this);
    this.stepping = new Stepping(this);
    this.filters = new Filters(this);
    this.keyboard = new Keyboard(this);
    this.build();
    shownScreens.add(this);
  }

  destroy() {
    this.ends.abort();
    this.out.end();
    cancelAnimationFrame(this.frame);
    clearTimeout(this.remembering);
    clearTimeout(this.panels.settle);
    shownScreens.delete(this);
  }

  get busy() {
    return this.out.busy || this.panels.isSettling;
  }

  build() {
    const { signal } = this.ends;
    this.pane = make("div", { className: "text", role: "region", "aria-label": "Text", tabindex: "0" });
    this.queuePane = make("div", { className: "rows", role: "region", "aria-label": "Queue", tabindex: "-1" });
    this.cardBox = make("div", { className: "card-box", role: "region", "aria-label": "Proposal" });
    this.live = make("p", { className: "unseen", "aria-live": "polite" });
    this.problem = make("p", { className: "mode problem", role: "alert", hidden: "" });
    this.tabs = make("div", { className: "tabs", role: "tablist", "aria-label": "Text or queue" }, ...["Text", "Queue"].map((name) =>
      make("button", { type: "button", role: "tab", text: name, "aria-selected": String(name === "Text"), on: { click: () => this.showTab(name) } })));
    this.tabs.addEventListener("keydown", (event) => {
      if (event.key !== "ArrowLeft" && event.key !== "ArrowRight") return;
      this.showTab(this.host.dataset.tab === "Text" ? "Queue" : "Text");
      this.tabs.querySelector("[aria-selected=true]").focus();
      event.stopPropagation();
    });
    this.legend = make("p", { className: "legend" }, make("span", { className: "name-open", text: "proposed" }), make("span", { className: "name-taken", text: "taken" }),
      make("span", { className: "claim-open", text: "claim proposed" }), make("span", { className: "claim-taken", text: "claim taken" }), make("span", { className: "is-evidence", text: "what it rests on" }),
      make("span", { className: "faint", text: "Select words to add what is missing." }),
      make("button", { type: "button", className: "link", text: "Keys (?)", on: { click: () => this.deciding.act("keys") } }));
    // what was done, for eyes; screen readers are told by `live`
    this.done = make("span", { className: "done", "aria-hidden": "true" });
    this.undoing = button("Undo", "u", () => this.deciding.act("undo"));
    this.undoing.className = "link";
    const said = make("div", { className: "said" }, this.done, this.undoing);
    const left = make("div", { className: "left" }, this.stepping.note, this.pane, this.legend);
    const right = make("div", { className: "right" }, this.cardBox, this.queuePane, said);
    this.host.dataset.tab = "Text";
    this.host.replaceChildren(this.filters.coverBar, this.filters.bar, this.problem, this.tabs, make("div", { className: "panes" }, left, right), this.live);
    this.text = new TextView(this.pane, this.model);
    this.queue = new QueueView(this.queuePane, this.model, { select: (id, options) => this.select(id, options) });
    this.queue.folded.addEventListener("toggle", () => this.filters.count());
    this.pane.addEventListener("click", (event) => this.clicked(event));
    // of the text or, on a narrow screen, of the page
    document.addEventListener("scroll", () => { if (this.filters.filter.seen) this.soon(() => this.filters.refilter()); }, { passive: true, capture: true, signal });
    document.addEventListener("selectionchange", () => this.panels.selecting(), { signal });
    document.addEventListener("pointerup", () => this.panels.selecting(), { signal });
  }

  soon(act) {
    if (this.frame) return;
    this.frame = requestAnimationFrame(() => { this.frame = 0; act(); });
  }

  // The first time: where the address says that one was, and the decisions that a tab before this one left.
  start(control) {
    this.control = control;
    if (control.since > 0) { this.out.ask(); control = { ...control, items: [], gone: [], version: 0 }; }
    this.deciding.steps = control.done.map((id) => ({ ids: [id], before: new Map() }));
    const changed = this.model.take(control, []);
    this.renew(changed.union(this.model.take({ ...control, items: [], gone: [] }, this.out.adopt())));
    const address = new URLSearchParams(location.search);
    this.filters.read(address);
    const at = address.get("at");
    this.filters.refilter();
    const first = this.model.items.has(at) ? at : this.queue.walk().find((id) => this.model.items.get(id).now.state === "open") ?? this.queue.walk()[0];
    if (first) this.select(first, { quietly: true });
    else this.showCard();
    this.out.flush();
  }

  update(control) {
    this.control = control;
    this.out.acknowledge(control.ack);
    if (control.since > this.model.version) { this.out.ask(); return; }
    const changed = this.model.take(control, this.out.waiting);
    for (const { key, proposal, reason } of control.refused) {
      if (this.heard.has(key)) continue;
      this.heard.add(key);
      const item = this.model.items.get(proposal);
      this.deciding.steps = this.deciding.steps.filter((step) => !step.ids.includes(proposal) || step.ids.length > 1);
      if (item) { item.problem = reason; changed.add(proposal); }
      else this.trouble(`Not added: ${reason}`);
      this.say(`Not done: ${reason}`, { loud: true });
    }
    this.renew(changed);
    if (!this.model.items.has(this.current)) this.select(this.queue.walk()[0] ?? null, { quietly: true });
    else this.showCard({ ifChanged: true });
  }

  // What has no row to stand beside: why something was not added.
  trouble(text) {
    this.problem.hidden = !text;
    this.problem.replaceChildren(make("span", { text }), make("button", { type: "button", className: "act", text: "Close", on: { click: () => this.trouble("") } }));
  }

  // Draw anew what belongs to these proposals.
  renew(ids) {
    const all = new Set(ids);
    for (const id of ids) {
      const item = this.model.items.get(id);
      // places look as their name does, and a name says how many places it has
      if (item?.kind === "entity") for (const each of item.now.value.mentions) all.add(each);
      if (item?.kind === "mention" && this.model.owner.has(id)) all.add(this.model.owner.get(id));
    }
    this.text.update(all);
    this.queue.update(all);
    this.filters.refilter();
    this.showUndo();
  }

  showUndo() {
    this.undoing.style.visibility = this.deciding.steps.length ? "visible" : "hidden";
  }

  isOnItsWay(id) {
    return this.out.waiting.some((each) => each.proposal === id);
  }

  decides(person) {
    const row = person.item?.now.row || person.id;
    return this.control.decides.includes(row);
  }

  title(id) {
    const item = this.model.items.get(id);
    return item ? shortened(item.now.value.name ?? this.model.exact(item), 60) : "it";
  }

  // Whoever is named nearest to a place, first; of those who are `speaking` whoever can, and no events; with `source` that
  // too, as the last.
  near(place, { speaking = false, source = false } = {}) {
    const far = (person) => Math.min(...(person.item?.kind === "entity" ? this.model.mentions(person.item).map((each) => Math.abs(each.now.spans[0][0] - place)) : person.item ? [Math.abs(person.item.now.spans[0][0] - place)] : [Infinity]));
    const order = (person) => (speaking && !SPEAKERS.includes(person.type) ? Infinity : far(person));
    const isEvent = (person) => person.type === "Event" || person.item?.kind === "event";
    return this.model.people({ source }).filter((person) => !speaking || !isEvent(person)).map((person) => [order(person), person]).sort(([a], [b]) => (a === b ? 0 : a - b)).map(([, person]) => person);
  }

  focusBack() {
    if (this.host.dataset.tab === "Queue" && getComputedStyle(this.tabs).display !== "none") this.queue.focus();
    else this.pane.focus({ preventScroll: true });
  }

  select(id, { by = "", quietly = false } = {}) {
    if (this.mode && ["form", "type", "pick"].includes(this.mode.kind) && by) this.mode = null;
    this.current = id;
    this.sentence = null;
    const item = this.model.items.get(id);
    const row = item ? this.queue.rowOf(id) : null;
    this.queue.select(row);
    if (by !== "queue") this.queue.reveal();
    const spans = item ? (item.kind === "entity" ? this.model.mentions(item).flatMap((each) => each.now.spans) : item.now.spans) : [];
    this.text.light("sentence", []);
    this.text.light("current", spans);
    this.text.light("evidence", item ? this.evidence(item) : []);
    if (spans.length && by !== "text") this.text.reveal(spans[0]);
    if (!this.mode || this.mode.kind === "offer") { this.mode = null; this.showCard(); }
    if (!quietly && item) this.say(this.line(item), { shown: "" });
    this.remember();
  }

  evidence(item) {
    if (item.kind === "entity") return this.model.mentions(item).flatMap((each) => each.evidence);
    return item.evidence;
  }

  line(item) {
    const walk = this.queue.walk(), at = walk.indexOf(this.queue.rowOf(item.id));
    const [first, second] = lines(this.model, item);
    return `${at >= 0 ? `${at + 1} of ${walk.length}: ` : ""}${first}, ${second}, ${STATE_WORDS[item.now.state]}`;
  }

  showCard({ ifChanged = false } = {}) {
    if (this.mode) return;
    const item = this.model.items.get(this.current);
    const key = item && JSON.stringify([item.id, item.now, item.problem, stateWords(this, item), item.kind === "entity" && this.model.mentions(item).map((each) => each.now)]);
    if (ifChanged && key === this.cardKey) return;
    this.cardKey = key;
    const had = this.cardBox.contains(document.activeElement);
    if (item) item.decided = this.control?.done.includes(item.id) || this.deciding.steps.some((step) => step.ids.includes(item.id));
    this.cardBox.replaceChildren(item ? card(this, item) : this.panels.panel("Nothing to decide", make("p", { text: this.model.items.size ? "No proposal passes the filter." : "Nothing is proposed of this text. Select words to add what it says." })));
    // who came by the keyboard stays here
    if (had) this.cardBox.querySelector("h2")?.focus({ preventScroll: true });
  }

  // The next row; with `open` the next undecided one, from the beginning again where there is none after this.
  next(step, { open = false, quietly = false, after = "", from } = {}) {
    const walk = this.queue.walk();
    const at = from ?? this.at(walk);
    const isWanted = (id) => !open || this.model.items.get(id).now.state === "open";
    const rest = step > 0 ? walk.slice(at + 1) : walk.slice(0, Math.max(at, 0)).reverse();
    const found = rest.find(isWanted) ?? (open ? walk.find(isWanted) : undefined);
    const prefix = after ? `${after}. ` : "";
    if (!found) {
      this.say(open ? `${prefix}Everything shown is decided.` : `${prefix}${step > 0 ? "This is the last one." : "This is the first one."}`);
      if (this.current) this.select(this.current, { quietly: true });
      return;
    }
    this.select(found, { quietly: true });
    if (!quietly) this.say(`${prefix}${this.line(this.model.items.get(found))}`, { shown: after });
  }

  at(walk) {
    const row = this.queue.rowOf(this.current);
    const at = walk.indexOf(row);
    if (at >= 0) return at;
    // it does not pass the filter any more: go on from where it was
    const place = this.queue.places.get(row) ?? -1;
    return walk.findLastIndex((id) => this.queue.places.get(id) < place);
  }

  nextOpen() {
    this.next(1, { open: true });
  }

  place(step) {
    const item = this.model.items.get(this.current);
    const entity = item && this.model.whole(item);
    if (entity?.kind !== "entity") return this.say("Only a name has places.");
    const places = this.model.mentions(entity);
    const at = item === entity ? (step > 0 ? -1 : places.length) : places.indexOf(item);
    const found = places[at + step];
    if (!found) return this.say(step > 0 ? "This is its last place." : "This is its first place.");
    this.select(found.id, { by: "place", quietly: true });
    this.say(`Place ${at + step + 1} of ${places.length}, ${STATE_WORDS[found.now.state]}`);
  }

  nextUntouched() {
    const { sentences } = this.model, marks = this.model.covered;
    const here = this.sentence ?? Units.before(sentences.length, (n) => sentences[n][1] <= this.text.seen[0]) - 1;
    const order = [...sentences.keys()];
    const found = [...order.slice(here + 1), ...order.slice(0, here + 1)].find((n) => marks[n] === "u");
    if (found === undefined) return this.say("Something is proposed or cited of every sentence.");
    this.sentence = found;
    this.showTab("Text");
    this.text.light("sentence", [sentences[found]]);
    this.text.reveal(sentences[found]);
    this.say(`Untouched: ${shortened(this.model.text.slice(...sentences[found]), 160)}. i selects words of it.`);
  }

  showTab(name) {
    this.host.dataset.tab = name;
    for (const tab of this.tabs.children) { tab.setAttribute("aria-selected", String(tab.textContent === name)); tab.tabIndex = tab.textContent === name ? 0 : -1; }
    // what was not drawn could not be scrolled to
    const item = this.model.items.get(this.current);
    if (name === "Text" && item) this.text.reveal(item.now.spans[0]);
    if (name === "Queue") this.queue.reveal();
  }

  clicked(event) {
    if (!document.getSelection()?.isCollapsed) return;
    const found = this.text.itemsAt(event.target);
    if (this.mode?.kind === "pick") {
      const mention = found.find((item) => item.kind === "mention");
      const id = mention && (this.model.owner.get(mention.id) ?? mention.now.value.entity ?? mention.now.row);
      if (id) this.mode.done(this.model.who(id));
      return;
    }
    if (["edges", "words"].includes(this.mode?.kind)) return;
    const listed = found.filter((item) => item.now.state !== "rejected");
    if (!listed.length) return;
    // a second click on the same words goes to what is around them
    const at = listed.findIndex((item) => item.id === this.current);
    this.select(listed[(at + 1) % listed.length].id, { by: "text" });
  }

  // The address brings back filter and place.
  remember() {
    clearTimeout(this.remembering);
    this.remembering = setTimeout(() => {
      if (!this.host.isConnected) return;
      const address = new URLSearchParams(location.search);
      const { kind, rule, score, state, seen, text } = this.filters.filter;
      for (const [name, value] of Object.entries({ kind, rule, score, state, q: text, seen: seen ? "1" : "", at: this.current ?? "" })) {
        if (value) address.set(name, value);
        else address.delete(name);
      }
      const query = `?${address}`;
      if (query !== location.search) history.replaceState(history.state, "", `${location.pathname}${query}`);
    }, 150);
  }

  // Say what was done, or where one is; to eyes only `shown` of it, and nothing new where that is empty.
  say(text, { loud = false, shown = text } = {}) {
    this.live.textContent = text;
    if (shown) { this.done.textContent = shown; this.done.title = shown; }
    this.showUndo();
    if (loud) this.live.setAttribute("aria-live", "assertive");
    else this.live.setAttribute("aria-live", "polite");
  }
}
