// What opens in the place of the card: choices and forms, for what is there and for what is added.

const SETTLED_MS = 250;
const SPEAKERS = ["Person", "Agency", "Organization"];
const ADDABLE = ["mention", "date", "quantity", "claim"];

// Without what was left empty.
const clean = (value) => Object.fromEntries(Object.entries(value).filter(([, each]) => each !== null && each !== "" && !(Array.isArray(each) && !each.length)));

class Panels {
  constructor(screen) {
    this.screen = screen;
    this.isSettling = false; // somebody is selecting words
  }

  open(mode, element, first) {
    this.screen.mode = mode;
    this.screen.cardBox.replaceChildren(element);
    this.screen.cardBox.scrollTop = 0;
    first?.focus({ preventScroll: false });
  }

  // Leave what is open, and be where one was.
  leave({ select = true } = {}) {
    this.screen.mode = null;
    this.screen.stepping.tell("");
    this.screen.text.light("chosen", []);
    if (select && this.screen.model.items.has(this.screen.current)) this.screen.select(this.screen.current, { quietly: true });
    else this.screen.showCard();
    this.screen.focusBack();
  }

  panel(title, ...children) {
    return make("div", { className: "card" }, make("h2", { text: title, tabindex: "-1" }), ...children);
  }

  chooseType(item) {
    const chooser = typeChooser(this.screen, item, (name) => { this.leave(); this.screen.deciding.setType(item, name); });
    this.open({ kind: "type", choose: (n) => chooser.children[n]?.click() }, this.panel(`Type of ${this.screen.title(item.id)}`, chooser),
      chooser.querySelector("[aria-pressed]") ?? chooser.firstElementChild);
  }

  chooseMerge(entity) {
    const place = this.screen.model.mentions(entity)[0]?.now.spans[0][0] ?? 0;
    const likely = () => this.screen.near(place).filter((each) => each.id !== entity.id).sort((a, b) => Number(b.type === entity.now.value.type) - Number(a.type === entity.now.value.type));
    this.pick(`${this.screen.title(entity.id)} is the same as`, likely, (person) => this.screen.deciding.merge(entity, person.id));
  }

  chooseSpeaker(accept) {
    const item = this.screen.model.items.get(this.screen.current);
    this.pick("Who says it?", () => this.screen.near((item.evidence[0] ?? item.now.spans[0])[0], { speaking: true }), (person) => this.screen.deciding.setSpeaker(item, person.id, accept),
      accept ? "Choose who says it; the claim is then accepted. A click on a name in the text does it too." : "Type, or click a name in the text.");
  }

  // Choose somebody: from the list, or by a click on a name in the text.
  pick(title, people, onPick, hint = "") {
    const done = (person) => { this.leave(); onPick(person); };
    const picker = new Picker({ label: title, people, onPick: (person, isFinal) => { if (person && isFinal) done(person); }, onCancel: () => this.leave(), hint });
    this.open({ kind: "pick", done }, this.panel(title, picker.element, make("div", { className: "acts" }, button("Cancel", "Esc", () => this.leave()))), picker.input);
  }

  split(entity) {
    const { element, first } = splitForm(this.screen, entity, (value) => {
      this.leave();
      this.screen.deciding.decide([{ proposal: entity.id, decision: "split", value }]);
      this.screen.say(`Split ${value.name} off`);
      this.screen.showCard();
    }, () => this.leave());
    this.open({ kind: "form" }, this.panel(`Split ${this.screen.title(entity.id)}`, element), first);
  }

  correct(item, accept) {
    const { value } = item.now;
    const fields = fieldsFor(this.screen, item.kind, { value, near: (item.evidence[0] ?? item.now.spans[0])[0], text: this.screen.model.exact(item) });
    const isOpen = item.now.state === "open";
    const element = form(this.screen, { fields, label: isOpen && accept ? "Accept" : "Save", also: isOpen && !accept && item.kind !== "entity" ? "Save and accept" : "",
      onDone: (after, also) => {
        const rows = [], change = changed(value, after);
        if (Object.keys(change).length) rows.push({ proposal: item.id, decision: "correct", value: change });
        if (isOpen && (accept || also)) rows.push({ proposal: item.id, decision: "accept" });
        this.leave();
        if (!rows.length) return this.screen.say("Nothing was changed.");
        this.screen.deciding.decide(rows);
        if (isOpen && (accept || also)) this.screen.next(1, { open: true, after: `Corrected and accepted ${this.screen.title(item.id)}` });
        else { this.screen.say(`Corrected ${this.screen.title(item.id)}`); this.screen.showCard(); }
      }, onCancel: () => this.leave() });
    const problem = accept ? this.screen.model.hindrance(item) : "";
    this.open({ kind: "form" }, this.panel(`Correct: ${KIND_WORDS[item.kind].toLowerCase()}`, make("blockquote", { dir: "auto" }, words(shortened(this.screen.model.exact(item), 240))),
      problem && make("p", { className: "problem", text: problem }), element), fields.first);
  }

  // Words were selected by pointer or finger: when the hand is at rest, it is offered to add them.
  selecting() {
    clearTimeout(this.settle);
    this.isSettling = true;
    this.settle = setTimeout(() => {
      this.isSettling = false;
      const spans = this.screen.text.selected();
      if (spans.length) this.offerAdd(spans, false);
      else if (this.screen.mode?.kind === "offer" && !this.screen.cardBox.contains(document.activeElement)) this.leave();
    }, SETTLED_MS);
  }

  offerAdd(spans, focus) {
    if (this.screen.mode && this.screen.mode.kind !== "offer") return;
    if (this.screen.mode && JSON.stringify(this.screen.mode.spans) === JSON.stringify(spans)) return;
    this.screen.text.light("chosen", focus ? spans : []);
    const quote = shortened(spans.map(([start, end]) => this.screen.model.text.slice(start, end)).join(" … "), 240);
    const buttons = ADDABLE.map((kind, n) => button(KIND_WORDS[kind === "mention" ? "entity" : kind], String(n + 1), () => this.add(kind, spans)));
    this.screen.mode = { kind: "offer", spans };
    this.screen.cardBox.replaceChildren(this.panel("Add", make("blockquote", { dir: "auto" }, words(quote)), make("div", { className: "acts" }, ...buttons, button("Leave", "Esc", () => { document.getSelection()?.removeAllRanges(); this.leave(); }))));
    if (focus) buttons[0].focus();
    this.screen.say(`Selected: ${quote}. 1 adds a name, 2 a date, 3 a quantity, 4 a claim.`);
  }

  add(kind, spans) {
    this.screen.text.light("chosen", spans);
    document.getSelection()?.removeAllRanges();
    const text = spans.map(([start, end]) => this.screen.model.text.slice(start, end).replace(/\s+/g, " ")).join(" … ");
    const fields = fieldsFor(this.screen, kind, { value: {}, near: spans[0][0], text });
    const element = form(this.screen, { fields, label: "Add", onCancel: () => this.leave(), onDone: (value) => {
      const id = [...crypto.getRandomValues(new Uint8Array(8))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
      this.screen.mode = null;
      this.screen.deciding.decide([{ proposal: id, decision: "add", value: { kind, ...clean(value), spans: this.screen.model.units.spansToPoints(spans) } }]);
      this.screen.current = id;
      this.leave();
      this.screen.say(`Added ${shortened(text, 80)}`);
    } });
    const title = { mention: "Add a name", date: "Add a date", quantity: "Add a quantity", claim: "Add a claim" }[kind];
    this.open({ kind: "form" }, this.panel(title, make("blockquote", { dir: "auto" }, words(shortened(text, 240))), element), fields.first);
  }

  keys() {
    const before = document.activeElement;
    const close = () => { this.help?.remove(); this.help = null; (this.screen.host.contains(before) ? before : this.screen.pane).focus({ preventScroll: true }); };
    if (this.help) return close();
    const { element, first } = keysCard(this.screen, close);
    element.addEventListener("keydown", (event) => {
      if (event.key !== "Tab") return;
      const stops = [...element.querySelectorAll("input, button")];
      const at = stops.indexOf(document.activeElement);
      stops[(at + (event.shiftKey ? -1 : 1) + stops.length) % stops.length].focus();
      event.preventDefault();
    });
    this.help = element;
    this.closeHelp = close;
    this.screen.host.append(element);
    first.focus();
  }
}
