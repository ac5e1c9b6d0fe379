// The card: the proposal that is looked at, why it is proposed, and what can be done with it.

const KIND_WORDS = { entity: "Name", mention: "Place of a name", merge: "One or two?", claim: "Claim", date: "Date", quantity: "Quantity", event: "Event", relation: "Relation" };
const MOST_PLACES = 30;
const CLAIMED = { asserts: "States", denies: "Denies that", questions: "Questions whether" };

// What can be done with a proposal: its name, the words on its button, its key, and why it is not to be had.
function actionsFor(screen, item) {
  const { model } = screen;
  const found = [];
  const add = (name, label, key, options = {}) => found.push({ name, label, key, ...options });
  const open = item.now.state === "open";
  const hindrance = model.hindrance(item);
  const isName = item.kind === "entity" || (item.kind === "mention" && model.owner.has(item.id));
  const entity = model.whole(item);
  const left = isName ? model.mentions(entity).filter((each) => each.now.state === "open").length : 0;
  if (item.kind === "mention" && isName && open && left > 1) add("accept", "Accept this place", "a", { primary: true });
  if (isName && left) add("acceptAll", left === 1 ? "Accept" : `Accept ${left} places`, left === 1 ? "a" : "A", { primary: item.kind === "entity" || left === 1 });
  if (!isName && open) add("accept", item.kind === "merge" ? "They are one" : "Accept", "a", { primary: true, title: hindrance });
  if (open || item.now.state === "accepted") {
    if (item.rule !== "added") add("reject", item.kind === "merge" ? "Keep apart" : item.kind === "mention" ? "Leave out this place" : "Leave out", "r");
  }
  if (isName && entity.now.state !== "rejected") add("rejectAll", "Never this name", "R", { title: "Leave it out in all texts of this case" });
  if (isName || item.kind === "event") add("type", "Type", "t");
  if (isName) add("merge", "Same as …", "m");
  if (isName && model.mentions(entity).length > 1) add("split", "Split", "x");
  if (item.kind === "claim" || item.kind === "relation") add("speaker", "Speaker", "s");
  if (item.kind !== "merge" && item.kind !== "entity") add("edges", "Edges", "e");
  if (["entity", "claim", "date", "quantity", "relation"].includes(item.kind) || isName) add("correct", "Correct …", "c");
  if (item.now.state !== "open" || item.decided) add("takeBack", "Take back", "");
  return found;
}

function card(screen, item) {
  const { model } = screen, { state, value } = item.now;
  const rule = model.rules[`${item.kind}/${item.rule}`];
  const entity = model.whole(item);
  const rows = [];
  const says = (label, ...text) => rows.push(make("dt", { text: label }), make("dd", {}, ...text));
  if (item.kind === "claim" || item.kind === "relation") {
    says("Speaker", value.speaker ? words(model.name(value.speaker)) : item.kind === "relation" && !value.named?.length ? "the text itself" : make("b", { text: "nobody named yet" }), speakerNote(screen, item));
    if (item.kind === "claim" || (value.stance && value.stance !== "asserts")) says("Stance", `${value.stance ?? "asserts"}${value.verb ? ` (“${value.verb}”)` : ""}${value.negated ? ", and the word of saying is negated: look twice" : ""}`);
    const via = (value.via ?? []).filter((id) => id !== model.source.id);
    if (via.length) says("By way of", words(via.map((id) => model.name(id)).join(", then ")));
    if (value.says) says("In your words", words(value.says));
    if (value.predicate && value.predicate !== STATES) says(CLAIMED[value.stance] ?? CLAIMED.asserts, words(statementLine(model, value)), isAccusation(model, value.predicate) && make("small", { text: "an accusation, shown with who makes it" }));
    if (value.finding) says("Kind", "a finding");
  }
  if (item.kind === "date") says("Read as", value.edtf || make("b", { text: "not known: give its value" }), value.inferred && value.basis ? make("small", { text: value.basis }) : "");
  if (item.kind === "quantity") says("Read as", bounds(value));
  if (item.kind === "date" || item.kind === "quantity") says(value.predicate && value.predicate !== "NAMED_WITH" ? "Said of" : "Named with", value.subject ? words(model.name(value.subject)) : make("b", { text: "nothing yet" }),
    value.predicate && value.predicate !== "NAMED_WITH" ? make("small", { text: captionOf(model, value.predicate) }) : "");
  if (entity.kind === "entity" || entity.kind === "event") says("Type", entity.now.value.type ?? "");
  if (entity.now.value.into) says("One with", words(model.name(entity.now.value.into)));
  if (item.kind === "mention" && entity === item) says("Printed", words(`“${shortened(model.exact(item), 240)}”`));
  if (item.kind === "merge") for (const end of mergeEnds(model, item)) {
    const places = model.items.get(end.id);
    says(end.type, words(end.name), make("small", { text: places ? `in this text, ${count(model.mentions(places).length, "place")}` : "in the case" }));
  }
  const title = ["entity", "mention"].includes(item.kind) && entity.kind === "entity" ? entity.now.value.name : item.kind === "mention" ? nameOf(model, item) : item.kind === "merge" ? "Are these one?" : model.exact(item);
  const heading = make("h2", { tabindex: "-1", dir: "auto", className: ["claim", "relation"].includes(item.kind) ? "quote" : "" }, words(shortened(title, 400)));
  const element = make("div", { className: `card ${state}` },
    make("p", { className: "eyebrow" }, make("span", { text: KIND_WORDS[item.kind === "mention" && entity !== item ? "entity" : item.kind] }), make("span", { className: `pill ${state}`, text: stateWords(screen, item) })),
    heading, rows.length && make("dl", {}, ...rows));
  if (item.problem) element.append(make("p", { className: "problem", text: item.problem }));
  if (entity.kind === "entity") element.append(places(screen, entity, item));
  element.append(make("div", { className: "acts" }, ...actionsFor(screen, item).map(({ name, label, key, primary, title: hint }) =>
    button(label, key, () => screen.deciding.act(name), { primary, title: hint }))));
  element.append(make("p", { className: "why" }, item.rule === "added" ? "Added by hand." : `${rule?.words ?? "A rule found it."} ${rule?.said ?? ""}`));
  return element;
}

function stateWords(screen, item) {
  const { state, row } = item.now;
  if (screen.isOnItsWay(item.id)) return state === "open" ? "undecided …" : `${STATE_WORDS[state]} …`;
  return state === "accepted" && row ? "in the case" : STATE_WORDS[state];
}

// A speaker who is not in the case yet comes along; a pronoun was read as somebody.
function speakerNote(screen, item) {
  const { model } = screen, who = model.items.get(item.now.value.speaker);
  const said = model.named(item.now.value);
  const notes = [];
  if (said && item.now.value.speaker && plain(said) !== plain(model.name(item.now.value.speaker))) notes.push(`the text says “${shortened(said, 60)}”`);
  if (said && !item.now.value.speaker) notes.push(`the text says “${shortened(said, 60)}”`);
  if (item.now.state === "open" && who?.kind === "entity" && !who.now.row && who.now.state === "open") notes.push("not taken yet: comes along");
  return notes.length ? make("small", { text: notes.join("; ") }) : "";
}

// Some whole words on both sides of a place.
function around(model, start, end, size) {
  const from = Math.max(0, start - size), before = model.text.slice(from, start).replace(/\s+/g, " ");
  return [from > 0 ? before.replace(/^\S*\s/, "") : before, model.text.slice(end, end + size).replace(/\s+/g, " ").replace(/\s\S*$/, " ")];
}

// Where a name is printed: a line for each place, with what stands around it.
function places(screen, entity, current) {
  const { model } = screen, all = model.mentions(entity);
  const list = make("ol", { className: "places", "aria-label": "Places" });
  for (const each of all.slice(0, MOST_PLACES)) {
    const [start, end] = each.now.spans[0];
    const [before, after] = around(model, start, end, 36);
    list.append(make("li", {}, make("button", { type: "button", className: each === current ? "place is-current" : "place", "aria-current": each === current ? "true" : null,
      on: { click: () => screen.select(each.id, { by: "place" }) } },
    make("span", { className: "mark", "aria-hidden": "true", text: STATE_MARKS[each.now.state] }),
    make("bdi", {}, before, make("b", { text: shortened(model.text.slice(start, end), 80) }), after), make("span", { className: "unseen", text: `, ${STATE_WORDS[each.now.state]}` }))));
  }
  if (all.length > MOST_PLACES) list.append(make("li", { className: "faint", text: `and ${all.length - MOST_PLACES} more` }));
  return all.length > 1 || current.kind === "mention" ? list : "";
}

// To choose a type: by its number, by arrows, or by pointer.
function typeChooser(screen, item, onDone) {
  const types = [...screen.model.types.values()];
  const list = make("div", { className: "choices", role: "group", "aria-label": "Type" }, ...types.map(({ name, colour }, n) => {
    const element = button(name, String(n + 1), () => onDone(name));
    element.style.setProperty("--of", colour);
    if (name === item.now.value.type) element.setAttribute("aria-pressed", "true");
    return element;
  }));
  list.addEventListener("keydown", (event) => {
    const all = [...list.children], at = all.indexOf(document.activeElement);
    const step = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[event.key];
    if (step && at >= 0) { all[(at + step + all.length) % all.length].focus(); event.preventDefault(); event.stopPropagation(); }
  });
  return list;
}

// To split a name: the places that are somebody else's, and who that is.
function splitForm(screen, entity, onDone, onCancel) {
  const { model } = screen;
  const boxes = model.mentions(entity).map((each, n) => {
    const [start, end] = each.now.spans[0];
    const box = make("input", { type: "checkbox", value: each.id });
    if (n > 0 && each.id === screen.current) box.checked = true;
    return { box, element: make("label", { className: "check" }, box, make("bdi", {}, ` ${around(model, start, end, 26)[0]}`, make("b", { text: shortened(model.text.slice(start, end), 80) }), around(model, start, end, 26)[1])) };
  });
  const name = textField(entity.now.value.name, { maxlength: "300" }), type = typeSelect(model, entity.now.value.type);
  const chosen = () => boxes.filter(({ box }) => box.checked).map(({ box }) => box.value);
  const fields = {
    elements: [make("fieldset", {}, make("legend", { text: "Which places are somebody else?" }), ...boxes.map(({ element }) => element)), make("div", { className: "side" }, field("Who that is", name), field("Type", type))],
    first: boxes[0].box,
    value: () => ({ mentions: chosen(), name: name.value.trim(), type: type.value }),
    why: () => (!chosen().length ? "Choose the places that are somebody else's." : chosen().length === boxes.length ? "Leave at least one place to the name that is there." : name.value.trim() ? "" : "Type the other name."),
  };
  return { element: form(screen, { fields, label: "Split", onDone, onCancel }), first: boxes[0].box };
}

const KEYS = [
  ["j k", "next, previous proposal"], ["l h", "next, previous place of this name"], ["n", "next undecided one"], ["g", "next sentence that nothing touches"],
  ["a", "accept; of a name, this place"], ["A", "accept all places of this name"], ["r", "leave out; of a name, this place"], ["R", "leave this name out, in all texts of this case"],
  ["t", "type of a name, then its number"], ["m", "this name is the same as …"], ["x", "split a name: some places are somebody else"], ["s", "speaker: click a name in the text, or type"],
  ["e", "edges by word: → ← the end, with Shift the beginning, Enter keeps"], ["c", "correct its fields, or give the claim a statement"], ["i", "select words by keys, to add what is missing"],
  ["1 2 3 4", "of selected words: add a name, a date, a quantity, a claim"], ["u", "undo the last decision"], [".", "do the last thing again here"], ["/", "search the proposals"], ["?", "these keys"], ["Esc", "leave what is open"],
];

function keysCard(screen, onClose) {
  const box = make("input", { type: "checkbox" });
  box.checked = screen.keyboard.isOn;
  box.addEventListener("change", () => screen.keyboard.setKeys(box.checked));
  const close = make("button", { type: "button", className: "act", text: "Close", on: { click: onClose } });
  return { first: close, element: make("div", { className: "keys", role: "dialog", "aria-modal": "true", "aria-label": "Keys" }, make("h2", { text: "Keys" }),
    make("dl", {}, ...KEYS.flatMap(([keys, does]) => [make("dt", {}, ...keys.split(" ").map((key) => make("kbd", { text: key }))), make("dd", { text: does })])),
    make("label", { className: "check" }, box, " Single keys decide (off: only buttons do)"), make("div", { className: "acts" }, close)) };
}
