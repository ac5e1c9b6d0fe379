// Edges of a proposal, and words to add, by keys and a word at a time.

class Stepping {
  constructor(screen) {
    this.screen = screen;
    this.note = make("p", { className: "mode", role: "status", hidden: "" });
  }

  edges(item) {
    const spans = structuredClone(item.now.spans);
    this.screen.select(item.id, { quietly: true });
    this.screen.mode = { kind: "edges", item, spans };
    this.screen.text.light("chosen", spans);
    this.screen.pane.focus({ preventScroll: true });
    this.tell("Edges by word: → ← move the end, with Shift the beginning. Enter keeps, Esc leaves.", [["Beginning ←", "ArrowLeft", true], ["Beginning →", "ArrowRight", true], ["End ←", "ArrowLeft"], ["End →", "ArrowRight"], ["Keep", "Enter"], ["Leave", "Escape"]]);
  }

  edgeKey(key, shift) {
    const { item, spans } = this.screen.mode, { words: steps } = this.screen.model;
    if (key === "Enter") {
      this.screen.panels.leave();
      if (JSON.stringify(spans) === JSON.stringify(item.now.spans)) return this.screen.say("The edges are as they were.");
      this.screen.deciding.decide([{ proposal: item.id, decision: "correct", value: { spans: this.screen.model.units.spansToPoints(spans) } }]);
      this.screen.say(`Now ${shortened(this.screen.model.exact(item), 80)}`);
      this.screen.select(item.id, { quietly: true });
      return;
    }
    const direction = key === "ArrowRight" ? 1 : -1;
    const first = spans[0], last = spans.at(-1);
    // no further than its paragraph: what is cited lies in one
    const isNear = (from, to) => !/\n\s*\n/.test(this.screen.model.text.slice(Math.min(from, to), Math.max(from, to)));
    if (shift) { const at = steps.step(first[0], "start", direction); if (at < first[1] && isNear(at, first[0])) first[0] = at; }
    else { const at = steps.step(last[1], "end", direction); if (at > last[0] && isNear(at, last[1])) last[1] = at; }
    this.screen.text.light("chosen", spans);
    this.screen.text.reveal(last);
    this.screen.say(shortened(spans.map(([start, end]) => this.screen.model.text.slice(start, end)).join(" … "), 120));
  }

  // Select words by keys, from the current place on.
  chooseWords() {
    const item = this.screen.model.items.get(this.screen.current);
    const at = this.screen.sentence !== null ? this.screen.model.sentences[this.screen.sentence][0] : item?.now.spans[0][0] ?? this.screen.text.seen[0];
    const word = this.screen.model.words.at(at) ?? [0, 0];
    this.screen.mode = { kind: "words", from: word[0], to: word[1] };
    this.screen.pane.focus({ preventScroll: true });
    this.tell("Words: → ← move, ↓ ↑ by sentence, Shift selects more. 1 name, 2 date, 3 quantity, 4 claim. Esc leaves.");
    this.wordMoved();
  }

  wordKey(key, shift) {
    const { words: steps, sentences } = this.screen.model, { mode } = this.screen;
    if (/^[1-4]$/.test(key) || key === "Enter") {
      const spans = [[mode.from, mode.to]];
      this.screen.mode = null;
      this.tell("");
      return key === "Enter" ? this.screen.panels.offerAdd(spans, true) : this.screen.panels.add(ADDABLE[Number(key) - 1], spans);
    }
    if (key === "ArrowRight" || key === "ArrowLeft") {
      const direction = key === "ArrowRight" ? 1 : -1;
      if (shift) { const to = steps.step(mode.to, "end", direction); if (to > mode.from) mode.to = to; }
      else {
        const at = steps.step(mode.from, "start", direction), word = steps.at(at);
        if (word) [mode.from, mode.to] = word;
      }
    } else {
      const here = Units.before(sentences.length, (n) => sentences[n][1] <= mode.from);
      const there = Math.max(0, Math.min(sentences.length - 1, here + (key === "ArrowDown" ? 1 : -1)));
      if (shift) mode.to = Math.max(mode.to, sentences[Math.max(there, here)]?.[1] ?? mode.to);
      else { const word = steps.at(sentences[there]?.[0] ?? mode.from); if (word) [mode.from, mode.to] = word; }
    }
    this.wordMoved();
  }

  wordMoved() {
    const span = [this.screen.mode.from, this.screen.mode.to];
    this.screen.text.light("chosen", [span]);
    this.screen.text.reveal(span);
    this.screen.say(shortened(this.screen.model.text.slice(...span), 120));
  }

  // What is done by keys in a mode, said above the text; buttons do the same where there is no keyboard.
  tell(text, buttons = []) {
    this.note.hidden = !text;
    this.note.replaceChildren(make("span", { text }), ...buttons.map(([label, key, shift]) => make("button", { type: "button", className: "act", text: label, on: { click: () => this.modeKey(key, Boolean(shift)) } })));
  }

  modeKey(key, shift) {
    if (key === "Escape") this.screen.panels.leave();
    else if (this.screen.mode?.kind === "edges") this.edgeKey(key, shift);
    else if (this.screen.mode?.kind === "words") this.wordKey(key, shift);
  }
}
