// The proposals as they stand: what Python said of them last, and on top of it what was decided here and is on its way.

const SECTIONS = [
  { name: "names", label: "Names", one: "name", kinds: ["entity", "mention"] },
  { name: "merges", label: "One or two?", one: "merge", kinds: ["merge"] },
  { name: "claims", label: "Claims", one: "claim", kinds: ["claim"] },
  { name: "dates", label: "Dates", one: "date", kinds: ["date"] },
  { name: "quantities", label: "Quantities", one: "quantity", many: "quantities", kinds: ["quantity"] },
  { name: "suggestions", label: "Suggestions", one: "suggestion", kinds: ["event", "relation"] },
];
const SECTION_OF = Object.fromEntries(SECTIONS.flatMap((section) => section.kinds.map((kind) => [kind, section])));
const SAYS_SOMETHING = ["claim", "date", "quantity", "event", "relation"];

class Model {
  constructor(content) {
    this.text = content.text;
    this.units = new Units(content.text, content.offset);
    this.words = new Words(content.text);
    this.source = content.source;
    this.types = new Map(content.types.map((type) => [type.name, type]));
    this.predicates = content.predicates;
    this.rules = content.rules;
    this.entities = new Map(content.entities.map((entity) => [entity.id, entity]));
    this.sentences = this.units.spansToUnits(content.sentences);
    this.items = new Map();
    this.version = 0; // of what Python said; the content is the first
    this.touched = new Set(); // by what is pending
    this.cover = "";
    for (const row of content.items) this.#put(row);
    this.#own();
  }

  #put(row) {
    const { id, kind, rule, score } = row;
    const said = { state: row.state, value: row.value, spans: this.units.spansToUnits(row.spans), row: row.row };
    const item = this.items.get(id) ?? { id, kind, rule, score, evidence: this.units.spansToUnits(row.evidence), problem: "" };
    item.said = said;
    item.now = structuredClone(said);
    this.items.set(id, item);
  }

  // The entity of each mention, and what a person made of it by splitting.
  #own() {
    this.owner = new Map();
    for (const item of this.items.values()) if (item.kind === "entity") for (const id of item.now.value.mentions) this.owner.set(id, item.id);
  }

  // -- what Python says ------------------------------------------------------------------------

  // Take what it says, and put on top what is still on its way to it; return the ids of what is another thing than before.
  take({ items, gone, cover, version, entities }, waiting) {
    const before = new Map();
    for (const id of [...this.touched, ...items.map((row) => row.id), ...gone]) before.set(id, JSON.stringify(this.items.get(id)?.now));
    for (const row of items) this.#put(row);
    for (const id of gone) if (this.items.has(id)) this.items.get(id).said = null;
    for (const id of before.keys()) {
      const item = this.items.get(id);
      if (item && !item.said) this.items.delete(id);
      else if (item) item.now = structuredClone(item.said);
    }
    if (entities) this.entities = new Map(entities.map((entity) => [entity.id, entity]));
    this.version = version;
    this.cover = cover;
    this.#own();
    this.touched = new Set();
    for (const decision of waiting) this.#apply(decision, this.touched);
    for (const id of this.touched) if (!before.has(id)) before.set(id, "");
    return new Set([...before].filter(([id, text]) => text !== JSON.stringify(this.items.get(id)?.now)).map(([id]) => id));
  }

  // -- what is decided here --------------------------------------------------------------------

  // Do at once what Python will do; return the ids of what changed, and how these were.
  decide(decision) {
    const touched = new Set();
    const before = new Map();
    this.#apply(decision, touched, before);
    for (const id of touched) this.touched.add(id);
    return { touched, before };
  }

  #apply(decision, touched, before) {
    const { proposal, decision: verdict, value = {} } = decision;
    const set = (item, fields) => {
      if (!item) return;
      if (before && !before.has(item.id)) before.set(item.id, structuredClone(item.now));
      Object.assign(item.now, fields);
      item.problem = "";
      touched.add(item.id);
    };
    const item = this.items.get(proposal);
    if (verdict === "add") {
      if (!item) {
        const { spans, ...rest } = value;
        const added = { id: proposal, kind: value.kind, rule: "added", score: 1, evidence: [], problem: "", said: null };
        added.now = { state: "accepted", value: rest, spans: this.units.spansToUnits(spans), row: "" };
        this.items.set(proposal, added);
        before?.set(proposal, null);
        touched.add(proposal);
      }
      return;
    }
    if (verdict === "undo") {
      for (const [id, now] of decision.restore ?? []) {
        if (now === null) this.items.delete(id);
        else if (this.items.has(id)) this.items.get(id).now = structuredClone(now);
        touched.add(id);
      }
      return;
    }
    if (!item) return;
    const takes = (entity, near) => this.#takes(entity, near, set);
    switch (verdict) {
      case "accept":
        set(item, { state: "accepted" });
        if (item.kind === "entity") for (const each of this.mentions(item)) if (each.now.state === "open") set(each, { state: "accepted" });
        if (item.kind === "mention") this.#settle(this.items.get(this.owner.get(proposal)), set);
        if (item.kind === "merge") {
          const [kept, ...others] = [...(item.now.value.known ? [item.now.value.known] : []), ...item.now.value.entities];
          for (const id of others) this.#into(id, kept, set);
        }
        if (SAYS_SOMETHING.includes(item.kind)) {
          const near = (item.evidence[0] ?? item.now.spans[0])[0];
          for (const name of ["speaker", "subject", "object", "event"]) takes(item.now.value[name], near);
          for (const id of item.now.value.via ?? []) takes(id, near);
        }
        break;
      case "reject":
        set(item, { state: "rejected" });
        if (item.kind === "entity") for (const each of this.mentions(item)) set(each, { state: "rejected" });
        if (item.kind === "mention") this.#settle(this.items.get(this.owner.get(proposal)), set);
        break;
      case "correct": {
        const { spans, ...rest } = value;
        set(item, { value: { ...item.now.value, ...rest }, ...(spans ? { spans: this.units.spansToUnits(spans) } : {}) });
        if (item.kind === "entity") for (const each of this.mentions(item)) set(each, {}); // they look as it does
        break;
      }
      case "merge":
        this.#into(proposal, value.into, set);
        break;
      case "split":
        for (const id of value.mentions) set(this.items.get(id), { state: "accepted" });
        this.#settle(item, set);
        break;
    }
  }

  #into(id, kept, set) {
    const item = this.items.get(id);
    if (item) set(item, { value: { ...item.now.value, into: kept } });
  }

  // An entity is decided when all places are where it is named.
  #settle(entity, set) {
    if (!entity) return;
    const states = this.mentions(entity).map((each) => each.now.state);
    set(entity, { state: states.includes("open") ? "open" : states.includes("accepted") ? "accepted" : "rejected" });
  }

  // Whoever speaks comes along, where nothing of them is taken yet: with the place that is nearest.
  #takes(id, near, set) {
    const entity = this.items.get(id);
    if (entity?.kind !== "entity" || entity.now.row) return;
    const places = this.mentions(entity);
    if (places.some((each) => each.now.state === "accepted")) return;
    const open = places.filter((each) => each.now.state === "open");
    open.sort((a, b) => Math.abs(a.now.spans[0][0] - near) - Math.abs(b.now.spans[0][0] - near));
    if (open.length) { set(open[0], { state: "accepted" }); this.#settle(entity, set); }
  }

  // -- what is asked ---------------------------------------------------------------------------

  // The name that a place is of; what stands for itself, as it is.
  whole(item) {
    return this.items.get(this.owner.get(item.id)) ?? item;
  }

  mentions(entity) {
    return entity.now.value.mentions.map((id) => this.items.get(id)).filter(Boolean);
  }

  // Whom an id means: an entity that is proposed, one of the case, or the source itself. What is one with something that
  // leads back to it (a proposal that came into the case as the entity it was found to be) is the last of these: `seen`.
  who(id, seen = new Set()) {
    if (!id) return null;
    seen.add(id);
    const item = this.items.get(id);
    if (item?.kind === "entity") return this.#person(item, seen);
    if (item) return { id, name: item.now.value.name ?? this.exact(item), type: item.now.value.type ?? "", item };
    if (id === this.source.id) return { id, name: this.source.title, type: "Source" };
    const entity = this.entities.get(id);
    if (entity) return entity;
    const taken = [...this.items.values()].find((each) => each.now.row === id && ["entity", "mention", "event"].includes(each.kind));
    return taken ? this.#person(taken, seen) : { id, name: id, type: "" };
  }

  #person(item, seen = new Set()) {
    const { name, type, into } = item.now.value;
    seen.add(item.id);
    return into && !seen.has(into) ? { ...this.who(into, seen), via: item.id } : { id: item.id, name: name ?? this.exact(item), type: type ?? "", item };
  }

  name(id) {
    return this.who(id)?.name ?? "nobody";
  }

  // All who can be chosen, in the order of the text, then those of the case that it does not name.
  people({ source = false } = {}) {
    const found = [];
    for (const item of this.items.values()) {
      if (["entity", "event"].includes(item.kind) && item.now.state !== "rejected" && !item.now.value.into) found.push(this.#person(item));
      else if (item.kind === "mention" && item.rule === "added" && item.now.row && !item.now.value.entity)
        found.push({ ...this.#person(item), id: item.now.row });
    }
    const named = new Set(found.map((each) => each.item?.now.row));
    found.push(...[...this.entities.values()].filter((entity) => !named.has(entity.id)));
    if (source) found.push({ id: this.source.id, name: this.source.title, type: "Source" });
    return found;
  }

  // The words that name a speaker, whom perhaps no name stands for: "a neighbour".
  named(value) {
    return (value.named ?? []).map(([start, end]) => this.text.slice(this.units.toUnits(start), this.units.toUnits(end))).join(" … ");
  }

  exact(item) {
    return item.now.spans.map(([start, end]) => this.text.slice(start, end)).join(" … ");
  }

  // Why something cannot be taken as it is; empty where it can.
  hindrance(item) {
    const { value } = item.now;
    if (item.kind === "claim" && !value.speaker) return "Nobody is named who says it: choose the speaker first.";
    if (item.kind === "relation" && !value.speaker && value.named?.length) return "Somebody else says it than the text itself: choose the speaker first.";
    if (item.kind === "date" && !value.edtf) return "Its value is not known: correct it first.";
    if (["date", "quantity"].includes(item.kind) && !value.subject) return "Nothing is named in its sentence: choose first what it is said of.";
    return "";
  }

  // -- the sentences ---------------------------------------------------------------------------

  // For each sentence c (cited), p (something is proposed of it) or u (untouched); of those that were touched here as
  // far as that can be told without Python.
  get covered() {
    const marks = [...this.cover], anew = new Set();
    for (const id of this.touched) {
      const item = this.items.get(id);
      if (item && SAYS_SOMETHING.includes(item.kind)) for (const span of item.now.spans) for (const at of this.sentencesOf(span)) anew.add(at);
    }
    for (const at of anew) marks[at] = "u";
    if (anew.size) {
      for (const { kind, now } of this.items.values()) {
        if (!SAYS_SOMETHING.includes(kind) || now.state === "rejected") continue;
        for (const span of now.spans) for (const at of this.sentencesOf(span)) {
          if (anew.has(at) && marks[at] !== "c") marks[at] = now.state === "accepted" ? "c" : "p";
        }
      }
    }
    return marks;
  }

  sentencesOf([start, end]) {
    const found = [];
    const first = Units.before(this.sentences.length, (n) => this.sentences[n][1] <= start);
    for (let at = first; at < this.sentences.length && this.sentences[at][0] < end; at += 1) found.push(at);
    return found;
  }
}
