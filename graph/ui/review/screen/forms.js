// Forms: to add what was selected, and to correct what is proposed. Each gives the value of a decision.

const EDTF_HINT = "2019-03-02, 2019-03, 2019~ for about, 2003/2014 from one to the other";
const STATES = "STATES";

const field = (label, control, hint) => {
  const id = control.id || (control.id = `review-field-${(pickers += 1)}`);
  return make("div", { className: "field" }, make("label", { for: id, text: label }), control, hint && make("small", { text: hint }));
};
const pickerField = (label, picker) => make("div", { className: "field" }, make("span", { className: "label", "aria-hidden": "true", text: label }), picker.element);

function select(options, chosen) {
  const element = make("select");
  for (const [value, text] of options) element.append(make("option", { value, text, selected: value === chosen ? "" : null }));
  return element;
}

const textField = (value, options = {}) => { const input = make("input", { type: "text", dir: "auto", ...options }); input.value = value ?? ""; return input; };
const typeSelect = (model, chosen) => select([...model.types.values()].map(({ name }) => [name, name]), chosen);

// The predicates whose ends are of these types; the object is an entity's type, Date, Quantity or Text.
const fitting = (model, from, to) => model.predicates.filter((each) => each.from.includes(from) && each.to.includes(to));

// The field for a predicate: only what fits can be chosen, and where that is nothing it says why.
class PredicateField {
  constructor(model, neutral, chosen) {
    this.model = model;
    this.neutral = neutral; // [name, text] of what says no more than the text does
    this.wanted = chosen || neutral[0];
    this.control = make("select");
    this.hint = make("small", { role: "status" });
    this.element = field("Predicate", this.control);
    this.element.append(this.hint);
    this.control.addEventListener("change", () => { this.wanted = this.control.value; this.#say(); });
  }

  // `why` says what has to be chosen first, where that is so.
  offer(from, to, why = "") {
    const options = from && to && !why ? fitting(this.model, from, to).filter((each) => each.name !== this.neutral[0]) : [];
    const refused = this.wanted !== this.neutral[0] && !options.some((each) => each.name === this.wanted) ? this.wanted : "";
    this.why = why || (refused ? `“${captionOf(this.model, refused)}” does not go from ${withArticle(from)} to ${withArticle(to)}.`
      : options.length ? "" : `No other predicate goes from ${withArticle(from)} to ${withArticle(to)}.`);
    if (refused) this.wanted = this.neutral[0];
    this.control.replaceChildren(make("option", { value: this.neutral[0], text: this.neutral[1] }),
      ...options.map((each) => make("option", { value: each.name, text: each.accusatory ? `${each.caption} (an accusation)` : each.caption })));
    this.control.value = this.wanted;
    this.#say();
  }

  #say() {
    const chosen = this.model.predicates.find((each) => each.name === this.wanted);
    this.hint.textContent = this.why || (chosen?.accusatory ? "An accusation: it is only ever shown with who makes it, and what the others say." : "");
  }
}

const withArticle = (type) => (/^[AEIOU]/.test(type) ? `an ${type}` : `a ${type}`);

// A form's fields, what it gives, and why it cannot be given yet.
function nameFields(screen, { text, near }) {
  const { model } = screen;
  const known = model.people().find((person) => plain(person.name) === plain(text));
  const type = typeSelect(model, "Person");
  const typeField = field("Type", type);
  const who = new Picker({ label: "Whose name it is", people: () => screen.near(near), anew: true, chosen: known ?? { id: null, name: text, type: "new" },
    onPick: (person) => { typeField.hidden = Boolean(person?.id); } });
  typeField.hidden = Boolean(known);
  return {
    pickers: [who],
    elements: [pickerField("Name", who), typeField],
    first: who.input,
    value: () => (who.chosen?.id ? { kind: "mention", entity: who.chosen.id } : { kind: "mention", name: who.chosen?.name ?? who.input.value.trim(), type: type.value }),
    why: () => (who.chosen?.id || who.input.value.trim() ? "" : "Type whose name it is."),
  };
}

function entityFields(screen, { value }) {
  const name = textField(value.name, { maxlength: "300" }), type = typeSelect(screen.model, value.type);
  return {
    elements: [field("Name", name), field("Type", type)],
    first: name,
    value: () => ({ name: name.value.trim(), type: type.value }),
    why: () => (name.value.trim() ? "" : "A name cannot be empty."),
  };
}

function valueFields(screen, { kind, value, near }) {
  const { model } = screen;
  const subject = new Picker({ label: "What it is said of", people: () => screen.near(near), chosen: model.who(value.subject), onPick: () => offer() });
  const to = kind === "date" ? "Date" : "Quantity";
  const predicate = new PredicateField(model, ["NAMED_WITH", "named with: no more than the text says"], value.predicate);
  const offer = () => predicate.offer(subject.chosen?.type, to, subject.chosen ? "" : "Choose first what it is said of.");
  offer();
  const edtf = textField(value.edtf, { maxlength: "60", spellcheck: "false" });
  const low = textField(value.low, { inputmode: "decimal" }), high = textField(value.high, { inputmode: "decimal" }), unit = textField(value.unit, { maxlength: "60" });
  const own = kind === "date" ? [field("Date", edtf, EDTF_HINT)]
    : [make("div", { className: "side" }, field("At least", low), field("At most", high), field("Unit", unit))];
  const number = (input) => (input.value.trim() ? Number(input.value.replaceAll(",", "")) : null);
  return {
    pickers: [subject],
    elements: [...own, pickerField("Said of", subject), predicate.element],
    first: kind === "date" ? edtf : low,
    value: () => ({
      ...(kind === "date" ? { edtf: edtf.value.trim() } : { low: number(low), high: number(high), unit: unit.value.trim() || null }),
      subject: subject.chosen?.id ?? null,
      ...(predicate.control.value !== predicate.neutral[0] || value.predicate ? { predicate: predicate.control.value } : {}),
    }),
    why: () => {
      if (kind === "date" && !edtf.value.trim()) return `A date needs a value, such as ${EDTF_HINT}.`;
      if (kind === "quantity" && [low, high].some((input) => Number.isNaN(number(input)))) return "The least and the most are numbers.";
      if (kind === "quantity" && number(low) !== null && number(high) !== null && number(low) > number(high)) return "The least is more than the most.";
      return subject.chosen ? "" : "Choose what it is said of.";
    },
  };
}

function claimFields(screen, { value, near }) {
  const { model } = screen;
  const people = () => screen.near(near, { speaking: true }), ends = () => screen.near(near);
  const speaker = new Picker({ label: "Speaker", people: () => screen.near(near, { speaking: true, source: true }), chosen: model.who(value.speaker), onPick: () => offer() });
  const stance = select([["asserts", "asserts it"], ["denies", "denies it"], ["questions", "questions it"]], value.stance ?? "asserts");
  const verb = textField(value.verb, { maxlength: "60" });
  const says = make("textarea", { rows: "2", maxlength: "1000", dir: "auto" });
  says.value = value.says ?? "";
  const finding = make("input", { type: "checkbox" });
  finding.checked = Boolean(value.finding);
  const findingHint = make("small");
  const via = (value.via ?? []).map((id) => model.who(id)).filter((each) => each && each.type !== "Source");
  const chain = make("ul", { className: "chain", "aria-label": "By way of" });
  const draw = () => chain.replaceChildren(...via.map((person, n) => make("li", {}, words(shortened(person.name, 60)),
    make("button", { type: "button", text: "✕", "aria-label": `Take ${person.name} out`, on: { click: () => { via.splice(n, 1); draw(); through.input.focus(); } } }))));
  const through = new Picker({ label: "By way of", hint: "Nearest to the speaker first.", people, none: "Add somebody", onPick: (person) => {
    if (!person) return;
    if (!via.some((each) => each.id === person.id)) via.push(person);
    through.chosen = through.told = null;
    through.input.value = "";
    draw();
  } });
  draw();
  const subject = new Picker({ label: "Subject", people: ends, chosen: model.who(value.subject), none: "Who or what it is about", onPick: () => offer() });
  const object = new Picker({ label: "Object", people: ends, chosen: model.who(value.object), none: "Whom or what it relates that to", onPick: () => offer() });
  const predicate = new PredicateField(model, [STATES, "states: no more than where the words stand"], value.predicate);
  const offer = () => {
    const isOwnVoice = speaker.chosen?.type === "Source";
    const from = subject.chosen?.type ?? (isOwnVoice ? undefined : speaker.chosen?.type);
    predicate.offer(from, object.chosen?.type ?? "Text", from ? "" : "Choose first who says it, or whom it is about.");
    if (isOwnVoice) about.open = true;
    const decides = speaker.chosen && screen.decides(speaker.chosen);
    finding.disabled = !decides;
    if (!decides) finding.checked = false;
    findingHint.textContent = decides ? "" : "Only what decides (a court, a jury, an official inquiry) finds; mark it so in the inspector.";
  };
  const about = make("details", { open: value.predicate && value.predicate !== STATES ? "" : null }, make("summary", { text: "What it says of the case, as a statement" }),
    pickerField("Subject", subject), predicate.element, pickerField("Object", object));
  offer();
  return {
    pickers: [speaker, through, subject, object],
    elements: [pickerField("Speaker", speaker), make("div", { className: "side" }, field("Stance", stance), field("Verb", verb)),
      field("In your own words", says, "The words of the text may not be yours to print; the place is cited in any case."),
      make("div", { className: "field" }, make("span", { className: "label", "aria-hidden": "true", text: "By way of" }), chain, through.element),
      about, make("div", { className: "field" }, make("label", { className: "check" }, finding, " A finding"), findingHint)],
    first: value.speaker ? says : speaker.input,
    value: () => {
      const stated = predicate.control.value !== STATES;
      return {
        speaker: speaker.chosen?.id ?? null,
        stance: stance.value,
        verb: verb.value.trim(),
        says: says.value.trim(),
        via: via.map((each) => each.id),
        ...(finding.checked || value.finding ? { finding: finding.checked } : {}),
        ...(stated || value.predicate ? { predicate: predicate.control.value, subject: stated ? subject.chosen?.id ?? null : null, object: stated ? object.chosen?.id ?? null : null } : {}),
      };
    },
    why: () => {
      if (!speaker.chosen) return "A claim needs a speaker: choose who says it.";
      if (speaker.chosen.type === "Source" && (!subject.chosen || predicate.control.value === STATES)) return "What the text says in its own voice is a statement about somebody: choose its subject and predicate.";
      if (via.some((each) => each.id === speaker.chosen.id)) return `${speaker.chosen.name} cannot say it by way of themselves: take them out of “By way of”.`;
      const idle = [subject, object].filter((each) => each.chosen).map((each) => `“${shortened(each.chosen.name, 60)}”`);
      if (idle.length && predicate.control.value === STATES) return `Nothing is said of ${idle.join(" and ")} yet: choose a predicate that fits, or empty the field.`;
      return "";
    },
  };
}

function fieldsFor(screen, kind, about) {
  if (kind === "entity") return entityFields(screen, about);
  if (kind === "mention") return nameFields(screen, about);
  if (kind === "claim" || kind === "relation") return claimFields(screen, about);
  return valueFields(screen, { ...about, kind });
}

// Only what differs from what was there.
const changed = (before, after) => Object.fromEntries(Object.entries(after).filter(([name, value]) => JSON.stringify(value ?? null) !== JSON.stringify(before[name] ?? null)
  && !(value === "" && (before[name] ?? "") === "")));

function form(screen, { fields, label, also, onDone, onCancel }) {
  const problem = make("p", { className: "problem", role: "alert", hidden: "" });
  let isTyped = false; // and nothing was said of losing it
  const submit = (accept) => {
    for (const each of fields.pickers ?? []) each.settle();
    // what was typed and is nobody is never left out in silence
    const unfound = (fields.pickers ?? []).find((each) => each.unfound);
    const why = unfound?.unfound || fields.why();
    problem.hidden = !why;
    problem.textContent = why;
    if (unfound) {
      unfound.input.closest("details")?.setAttribute("open", "");
      unfound.input.focus();
      unfound.close(); // its list would cover the reason
    } else if (why) fields.first.focus();
    else onDone(fields.value(), accept);
  };
  return make("form", { novalidate: "", on: {
    submit: (event) => { event.preventDefault(); submit(false); },
    input: () => { isTyped = true; },
    keydown: (event) => {
      if (event.key === "Escape" && !event.defaultPrevented) {
        event.preventDefault();
        if (isTyped) {
          isTyped = false;
          problem.hidden = false;
          problem.textContent = "Escape once more leaves this, and what you typed.";
        } else onCancel();
      }
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) { submit(Boolean(also)); event.preventDefault(); }
      event.stopPropagation();
    },
  } }, ...fields.elements, problem, make("div", { className: "acts" },
    make("button", { type: "submit", className: "act primary", text: label }),
    also && make("button", { type: "button", className: "act", text: also, on: { click: () => submit(true) } }),
    make("button", { type: "button", className: "act", text: "Cancel", on: { click: onCancel } })));
}
