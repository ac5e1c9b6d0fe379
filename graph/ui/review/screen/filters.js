// What the queue shows, how many that are, and how much of the text is done.

const SCORES = [["", "any score"], ["0.5", "right in half or more"], ["0.75", "right in three of four"], ["0.9", "right in nine of ten"]];
const STATES_SHOWN = [["", "all"], ["open", "undecided"], ["accepted", "taken"], ["rejected", "left out"]];

class Filters {
  constructor(screen) {
    this.screen = screen;
    this.filter = { kind: "", rule: "", score: "", state: "", seen: false, text: "" };
    this.offered = new Set(); // kinds
    this.coverBar = make("button", { type: "button", className: "cover", on: { click: () => screen.nextUntouched() } });
    this.bar = this.build();
  }

  build() {
    const put = (name) => (event) => { this.filter[name] = event.target.type === "checkbox" ? event.target.checked : event.target.value; this.refilter(); };
    this.chips = make("div", { className: "chips", role: "group", "aria-label": "Kinds" });
    this.rule = make("select", { "aria-label": "Rule", on: { change: put("rule") } });
    this.score = select(SCORES, "");
    this.score.setAttribute("aria-label", "Score");
    this.score.addEventListener("change", put("score"));
    this.shown = select(STATES_SHOWN, "");
    this.shown.setAttribute("aria-label", "State");
    this.shown.addEventListener("change", put("state"));
    this.seen = make("input", { type: "checkbox", on: { change: put("seen") } });
    this.search = make("input", { type: "search", placeholder: "Search", "aria-label": "Search the proposals", dir: "auto", on: { input: put("text"),
      keydown: (event) => {
        if (event.key === "Enter" || event.key === "ArrowDown") { this.screen.next(1, { from: -1 }); this.screen.focusBack(); event.preventDefault(); }
        else if (event.key === "Escape") { this.search.value = ""; this.filter.text = ""; this.refilter(); this.screen.focusBack(); event.preventDefault(); }
        event.stopPropagation();
      } } });
    this.takeShown = make("button", { type: "button", className: "act", on: { click: () => this.screen.deciding.bulk("accept") } });
    this.leaveShown = make("button", { type: "button", className: "act", on: { click: () => this.screen.deciding.bulk("reject") } });
    const more = make("details", { className: "more" }, make("summary", { text: "Filter" }), make("div", { className: "fine" }, this.rule, this.score, this.shown,
      make("label", { className: "check" }, this.seen, " in view")));
    this.more = more;
    this.sum = make("small", { className: "sum" });
    return make("div", { className: "bar" }, this.chips, this.search, more, make("div", { className: "bulk" }, this.takeShown, this.leaveShown, this.sum));
  }

  // As the address of the page says.
  read(address) {
    for (const name of ["kind", "rule", "score", "state"]) this.filter[name] = address.get(name) ?? "";
    this.filter.text = this.search.value = address.get("q") ?? "";
    this.filter.seen = this.seen.checked = address.has("seen");
    this.offer();
    this.shown.value = this.filter.state;
    this.score.value = this.filter.score;
    if (["rule", "score", "state", "seen"].some((name) => this.filter[name])) this.more.open = true;
  }

  offer() {
    const rules = new Map();
    this.offered = new Set();
    for (const id of this.screen.queue.order) {
      const item = this.screen.model.items.get(id);
      this.offered.add(SECTION_OF[item.kind]);
      rules.set(`${item.kind}/${item.rule}`, item);
    }
    const kinds = new Set([...this.offered].map(({ name }) => name));
    const chip = (name, label) => make("button", { type: "button", className: "chip", "data-kind": name, on: { click: () => { this.filter.kind = this.filter.kind === name ? "" : name; this.refilter(); } } }, label, " ", make("i"));
    this.chips.replaceChildren(chip("", "All"), ...SECTIONS.filter(({ name }) => kinds.has(name)).map(({ name, label }) => chip(name, label)));
    const options = [...rules].map(([key, item]) => [key, `${KIND_WORDS[item.kind]}: ${item.rule === "added" ? "added by hand" : item.rule}`]).sort(([, a], [, b]) => a.localeCompare(b));
    this.rule.replaceChildren(...[["", "any rule"], ...options].map(([value, text]) => make("option", { value, text })));
    if (this.filter.rule && !rules.has(this.filter.rule)) this.filter.rule = "";
    if (this.filter.kind && !kinds.has(this.filter.kind)) this.filter.kind = "";
    this.rule.value = this.filter.rule;
  }

  passes() {
    const { kind, rule, score, state, seen, text } = this.filter;
    const typed = plain(text.trim());
    const [from, to] = seen ? this.screen.text.seen : [0, 0];
    return (item) => {
      if (kind && SECTION_OF[item.kind].name !== kind) return false;
      if (rule && `${item.kind}/${item.rule}` !== rule) return false;
      if (score && item.score < Number(score)) return false;
      if (state && item.now.state !== state) return false;
      if (seen) {
        const spans = item.kind === "entity" ? this.screen.model.mentions(item).flatMap((each) => each.now.spans) : item.now.spans;
        if (!spans.some(([start, end]) => start < to && end > from)) return false;
      }
      return !typed || plain(lines(this.screen.model, item).join(" ")).includes(typed);
    };
  }

  // What is looked for among the suggestions is not hidden in their fold.
  unfold() {
    const { kind, rule, score, state, text } = this.filter, key = JSON.stringify([kind, rule, score, state, text.trim()]);
    if (key === this.looked) return;
    this.looked = key;
    const isLooking = Boolean(kind || rule || score || state || text.trim()), { folded } = this.screen.queue;
    if (isLooking && !folded.open) { this.unfolded = true; this.screen.queue.fold(false); }
    else if (!isLooking && this.unfolded) { this.unfolded = false; this.screen.queue.fold(true); }
  }

  refilter() {
    this.unfold();
    if (this.screen.queue.order.some((id) => !this.offered.has(SECTION_OF[this.screen.model.items.get(id).kind]))) this.offer();
    const all = this.screen.queue.filter(this.passes());
    if (!all) this.screen.queue.none.textContent = this.screen.model.items.size ? "No proposal passes the filter." : "Nothing is proposed of this text. Select words in it to add what it says.";
    this.count();
    this.cover();
    this.screen.remember();
  }

  count() {
    const open = new Map();
    let left = 0;
    for (const id of this.screen.queue.order) {
      const item = this.screen.model.items.get(id);
      if (item.now.state !== "open") continue;
      const { name } = SECTION_OF[item.kind];
      open.set(name, (open.get(name) ?? 0) + 1);
      left += 1;
    }
    for (const chip of this.chips.children) {
      const { kind } = chip.dataset, number = (kind ? open.get(kind) ?? 0 : left).toLocaleString("en");
      if (chip.lastChild.textContent !== number) { chip.lastChild.textContent = number; chip.title = `${number} undecided`; }
      chip.setAttribute("aria-pressed", String(this.filter.kind === kind));
    }
    const { accept, reject, undecided, without, lacking } = this.screen.queue.bulk();
    const put = (element, label, n) => {
      const text = `${label} ${n.toLocaleString("en")} shown`;
      if (element.textContent !== text) element.textContent = text;
      element.disabled = !n;
    };
    put(this.takeShown, "Accept", accept.length);
    put(this.leaveShown, "Leave out", reject.length);
    // so that the numbers on the buttons and on the kinds can be told from each other
    const sum = [without && `without ${without}`, lacking && `${lacking.toLocaleString("en")} cannot be accepted yet`].filter(Boolean).join("; ");
    const text = sum && `Of ${undecided.toLocaleString("en")} undecided: ${sum}`;
    if (this.sum.textContent !== text) this.sum.textContent = text;
  }

  cover() {
    const marks = this.screen.model.covered, key = marks.join("");
    if (key === this.coverKey) return;
    this.coverKey = key;
    const n = { c: 0, p: 0, u: 0 };
    for (const mark of marks) n[mark] += 1;
    const text = `${n.c} of ${count(marks.length, "sentence")} cited, ${n.p} proposed, ${n.u} untouched`;
    const stops = marks.map((mark, at) => `var(--cover-${mark}) ${(100 * at) / marks.length}% ${(100 * (at + 1)) / marks.length}%`);
    const strip = make("span", { className: "strip" });
    strip.style.background = stops.length ? `linear-gradient(to right, ${stops.join(",")})` : "none";
    this.coverBar.replaceChildren(strip, make("span", { className: "cover-words", text }), n.u ? make("span", { className: "cover-next" }, "next untouched ", make("kbd", { text: "g", "aria-hidden": "true" })) : "");
  }
}
