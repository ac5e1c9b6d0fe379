// The queue: a table for each kind, a row for each proposal. Only cells that change are drawn anew.

const STATE_WORDS = { open: "undecided", accepted: "taken", rejected: "left out" };
const STATE_MARKS = { open: "", accepted: "✓", rejected: "✕" };
const ROW_TEXT = 160;
const ALONE = ["merges", "suggestions"];

// What a proposal says, as the first and the second line of its row.
function lines(model, item) {
  const { value } = item.now, exact = shortened(model.exact(item), ROW_TEXT);
  switch (item.kind) {
    case "entity": {
      const places = model.mentions(item);
      const open = places.filter((each) => each.now.state === "open").length;
      const left = open && open < places.length ? `, ${open} undecided` : "";
      const into = value.into ? `one with ${model.name(value.into)}` : "";
      return [shortened(value.name, ROW_TEXT), [value.type, count(places.length, "place") + left, into].filter(Boolean).join(" · ")];
    }
    case "mention": {
      const name = nameOf(model, item), type = model.who(value.entity)?.type ?? value.type;
      return [shortened(name, ROW_TEXT), [type, plain(name) !== plain(exact) && `printed “${exact}”`].filter(Boolean).join(" · ")];
    }
    case "merge": {
      const [one, other] = mergeEnds(model, item);
      const where = item.now.value.known ? "in the case = in this text" : "both in this text";
      return [`${shortened(one?.name ?? "", 70)} = ${shortened(other?.name ?? "", 70)}?`, [other?.type, where].filter(Boolean).join(" · ")];
    }
    case "claim":
      return [exact, claimLine(model, value)];
    case "date":
      return [exact, [value.edtf || "value not known", value.inferred && "inferred", value.subject && saidOf(model, value)].filter(Boolean).join(" · ")];
    case "quantity":
      return [exact, [bounds(value), value.subject && saidOf(model, value)].filter(Boolean).join(" · ")];
    case "relation":
      return [statementLine(model, value), [relationSpeaker(model, value), value.stance && value.stance !== "asserts" && value.stance, isAccusation(model, value.predicate) && "an accusation"].filter(Boolean).join(" · ")];
    default:
      return [shortened(value.name ?? exact, ROW_TEXT), value.type ?? ""];
  }
}

// What a place is a name of: by what it was given, or by what it was added to; as printed where neither is said.
const nameOf = (model, item) => item.now.value.name ?? model.who(item.now.value.entity ?? model.owner.get(item.id))?.name ?? model.exact(item);

const mergeEnds = (model, item) => {
  const { known, entities } = item.now.value;
  return [...(known ? [known] : []), ...entities].map((id) => model.items.get(id)?.kind === "entity" ? { ...model.items.get(id).now.value, id } : model.who(id));
};

const captionOf = (model, name) => model.predicates.find((each) => each.name === name)?.caption ?? name ?? "";

const isAccusation = (model, name) => Boolean(model.predicates.find((each) => each.name === name)?.accusatory);

const relationSpeaker = (model, value) => value.speaker ? model.name(value.speaker) : value.named?.length ? "nobody named yet" : "the text itself";

// What a date or a number is said of: beside what it is named, where nobody has said more of it.
const saidOf = (model, value) => `${value.predicate && value.predicate !== "NAMED_WITH" ? "of" : "named with"} ${model.name(value.subject)}`;

// What a suggestion states: subject, predicate, and an entity, an event or words.
function statementLine(model, value) {
  const object = value.object || value.event;
  const clause = model.predicates.find((each) => each.name === value.predicate)?.clause ?? captionOf(model, value.predicate);
  return [model.name(value.subject || value.speaker), clause, object ? model.name(object) : value.text ?? ""].join(" ");
}

function claimLine(model, value) {
  // "denied", "is denying" say the stance by themselves
  const isSaid = { denies: /\bden(y|ie)/i, questions: /\bquestion/i }[value.stance]?.test(value.verb ?? "");
  const stance = value.stance && value.stance !== "asserts" && !isSaid ? value.stance : "";
  const via = (value.via ?? []).filter((id) => id !== model.source.id).map((id) => model.name(id));
  const named = model.named(value);
  const speaker = value.speaker ? model.name(value.speaker) : named ? `“${shortened(named, 60)}”` : "";
  const who = speaker ? [speaker, value.verb].filter(Boolean).join(" ") + (value.speaker ? "" : ", nobody chosen yet") : `nobody named${value.verb ? ` (“${value.verb}”)` : ""}`;
  return [who, stance, via.length && `by way of ${via.join(", ")}`].filter(Boolean).join(" · ");
}

function bounds({ low, high, unit }) {
  const number = (n) => n === null || n === undefined ? "" : Number(n.toPrecision(6)).toLocaleString("en", { maximumFractionDigits: 4 });
  const range = low === high ? number(low) : low === null || low === undefined ? `up to ${number(high)}` : high === null || high === undefined ? `from ${number(low)}` : `${number(low)} to ${number(high)}`;
  return range.trim() ? [range, unit].filter(Boolean).join(" ") : "value not known";
}

class QueueView {
  constructor(pane, model, on) {
    this.pane = pane;
    this.model = model;
    this.on = on;
    this.rows = new Map();
    this.sections = new Map();
    this.current = null;
    this.order = []; // ids in the order of the rows
    for (const { name, label } of SECTIONS) {
      const id = `review-${name}`;
      const number = make("span", { className: "faint" });
      const head = make("h3", { id }, label, " ", number);
      const body = make("tbody", { role: "rowgroup" });
      const table = make("table", { role: "table", "aria-labelledby": id },
        make("thead", { role: "rowgroup", className: "unseen" }, make("tr", { role: "row" }, ...["Proposal", "State"].map((text) => make("th", { role: "columnheader", scope: "col", text })))), body);
      const element = name === "suggestions"
        ? make("details", { className: "part" }, make("summary", {}, head), table)
        : make("section", { className: "part", "aria-labelledby": id }, head, table);
      this.sections.set(name, { element, number, body, shown: 0, said: "" });
      pane.append(element);
    }
    this.folded = this.sections.get("suggestions").element;
    this.none = make("p", { className: "none", hidden: "" });
    pane.append(this.none);
    pane.addEventListener("click", (event) => {
      const row = event.target.closest?.("tr[data-id]");
      if (row) on.select(row.dataset.id, { by: "queue" });
    });
    this.#arrange();
  }

  // Which proposals have a row: all but the places of a name, which are in its row, and names of another part of the text.
  #listed(item) {
    if (item.kind === "entity" && !this.model.mentions(item).length) return false;
    return SECTION_OF[item.kind] && !(item.kind === "mention" && this.model.owner.has(item.id));
  }

  #arrange() {
    const places = new Map(SECTIONS.map((section, n) => [section.name, n]));
    const listed = [...this.model.items.values()].filter((item) => this.#listed(item));
    const place = (item) => places.get(SECTION_OF[item.kind].name);
    listed.sort((a, b) => place(a) - place(b) || a.now.spans[0][0] - b.now.spans[0][0]);
    const parts = new Map();
    for (const item of listed) {
      const name = SECTION_OF[item.kind].name;
      if (!parts.has(name)) parts.set(name, []);
      parts.get(name).push(this.#row(item));
    }
    for (const [name, { body }] of this.sections) body.replaceChildren(...(parts.get(name) ?? []).map((row) => row.element));
    this.order = listed.map((item) => item.id);
    this.places = new Map(this.order.map((id, n) => [id, n]));
  }

  #row(item) {
    const known = this.rows.get(item.id);
    if (known) return known;
    const title = make("button", { type: "button", className: "title", tabindex: "-1" });
    const sub = make("span", { className: "sub", dir: "auto" });
    const mark = make("span", { className: "mark", "aria-hidden": "true" });
    const state = make("span", { className: "unseen" });
    const problem = make("span", { className: "problem", hidden: "" });
    const element = make("tr", { role: "row", "data-id": item.id },
      make("td", { role: "cell" }, title, sub, problem), make("td", { role: "cell", className: "how" }, mark, state));
    const row = { element, title, sub, mark, state, problem, hidden: false };
    this.rows.set(item.id, row);
    this.#draw(item, row);
    return row;
  }

  #draw(item, row) {
    const [first, second] = lines(this.model, item);
    const put = (element, text) => { if (element.textContent !== text) element.textContent = text; };
    if (row.title.textContent !== first) row.title.replaceChildren(words(first));
    put(row.sub, second);
    put(row.mark, STATE_MARKS[item.now.state]);
    put(row.state, STATE_WORDS[item.now.state]);
    put(row.problem, item.problem);
    row.problem.hidden = !item.problem;
    const colour = item.kind === "entity" || item.kind === "mention" || item.kind === "event" ? this.model.types.get(item.now.value.type)?.colour ?? "" : "";
    row.element.style.setProperty("--of", colour || "transparent");
    const className = `${item.now.state}${row.element.classList.contains("is-current") ? " is-current" : ""}`;
    if (row.element.className !== className) row.element.className = className;
  }

  update(ids) {
    let anew = false;
    for (const id of ids) {
      const item = this.model.items.get(id), row = this.rows.get(id);
      if (!item && row) { row.element.remove(); this.rows.delete(id); anew = true; continue; }
      if (!item || !this.#listed(item)) continue;
      if (row) this.#draw(item, row);
      else anew = true;
    }
    if (anew) this.#arrange();
  }

  // The row that stands for a proposal: of a place, the one of its name.
  rowOf(id) {
    return this.rows.has(id) ? id : this.model.owner.get(id);
  }

  // Show the rows that pass, and say of each part how many there are.
  filter(passes) {
    let all = 0;
    for (const [name, part] of this.sections) Object.assign(part, { shown: 0, open: 0, name });
    for (const id of this.order) {
      const item = this.model.items.get(id), row = this.rows.get(id), part = this.sections.get(SECTION_OF[item.kind].name);
      const hidden = !passes(item);
      if (row.hidden !== hidden) { row.hidden = hidden; row.element.hidden = hidden; }
      if (hidden) continue;
      all += 1;
      part.shown += 1;
      if (item.now.state === "open") part.open += 1;
    }
    for (const part of this.sections.values()) {
      const said = part.open ? `${part.open.toLocaleString("en")} of ${part.shown.toLocaleString("en")} undecided` : `${part.shown.toLocaleString("en")}, all decided`;
      if (part.said !== said) { part.number.textContent = said; part.said = said; }
      if (part.element.hidden !== !part.shown) part.element.hidden = !part.shown;
    }
    this.none.hidden = all > 0;
    return all;
  }

  // The rows that can be walked through, in order.
  walk() {
    return this.order.filter((id) => !this.rows.get(id).hidden && (this.folded.open || !this.folded.contains(this.rows.get(id).element)));
  }

  // Of what is shown and undecided, what can be taken or left out at once; merges and suggestions only by themselves.
  // With it how many that are in all, and in words what is not among them.
  bulk() {
    const shown = this.order.filter((id) => !this.rows.get(id).hidden).map((id) => this.model.items.get(id));
    const isOneKind = new Set(shown.map((item) => SECTION_OF[item.kind])).size === 1;
    const undecided = shown.filter((item) => item.now.state === "open");
    const reject = undecided.filter((item) => isOneKind || !ALONE.includes(SECTION_OF[item.kind].name));
    const accept = reject.filter((item) => !this.model.hindrance(item));
    const without = ALONE.map((name) => [SECTIONS.find((section) => section.name === name), undecided.filter((item) => SECTION_OF[item.kind].name === name).length])
      .filter(([, n]) => !isOneKind && n).map(([{ one, many }, n]) => count(n, one, many));
    const lacking = reject.length - accept.length;
    return { accept, reject, undecided: undecided.length, without: without.join(" and "), lacking };
  }

  // Open or fold the suggestions.
  fold(isFolded) {
    if (this.folded.open === isFolded) this.folded.open = !isFolded;
  }

  select(id) {
    const row = this.rows.get(id);
    const last = this.rows.get(this.current);
    if (last && last !== row) { last.element.classList.remove("is-current"); last.title.tabIndex = -1; last.title.removeAttribute("aria-current"); }
    this.current = row ? id : null;
    if (!row) return;
    if (this.folded.contains(row.element)) this.folded.open = true;
    row.element.classList.add("is-current");
    row.title.tabIndex = 0;
    row.title.setAttribute("aria-current", "true");
  }

  reveal() {
    const row = this.rows.get(this.current)?.element;
    if (!row || row.hidden) return;
    if (this.pane.scrollHeight <= this.pane.clientHeight + 1) { row.scrollIntoView({ block: "nearest" }); return; }
    const pane = this.pane.getBoundingClientRect(), at = row.getBoundingClientRect();
    if (!pane.height || (at.top >= pane.top + 8 && at.bottom <= pane.bottom - 8)) return;
    this.pane.scrollTop += at.top - pane.top - pane.height / 3;
  }

  focus() {
    this.rows.get(this.current)?.title.focus({ preventScroll: true });
  }
}
