// What is decided: shown at once, sent to Python, and taken back step by step.

class Deciding {
  constructor(screen) {
    this.screen = screen;
    this.last = null; // what "." does again
    this.steps = []; // of undo: groups of ids, the newest last
  }

  decide(rows, { step = true } = {}) {
    const before = new Map(), touched = new Set();
    const sent = this.screen.out.add(rows);
    for (const decision of sent) {
      const done = this.screen.model.decide(decision);
      for (const [id, now] of done.before) if (!before.has(id)) before.set(id, now);
      for (const id of done.touched) touched.add(id);
    }
    if (step) this.steps.push({ ids: rows.map((row) => row.proposal), before });
    this.screen.renew(touched);
  }

  // Do something with the current proposal; what a key does, and a button.
  act(name, value) {
    const item = this.screen.model.items.get(this.screen.current);
    const entity = item && this.screen.model.whole(item);
    const title = item ? shortened(entity.now.value.name ?? this.screen.model.exact(item), 60) : "";
    const own = { undo: () => this.undo(), keys: () => this.screen.panels.keys(), words: () => this.screen.stepping.chooseWords(), repeat: () => this.repeat(),
      next: () => this.screen.next(1), previous: () => this.screen.next(-1), open: () => this.screen.nextOpen(), untouched: () => this.screen.nextUntouched(), search: () => this.screen.filters.search.focus(),
      place: () => this.screen.place(1), placeBefore: () => this.screen.place(-1) }[name];
    if (own) return own();
    if (!item) return this.screen.say("Nothing is chosen.");
    const isName = entity.kind === "entity";
    if (["acceptAll", "rejectAll", "type", "merge", "split"].includes(name) && !isName && !(name === "type" && item.kind === "event")) {
      if (name === "acceptAll") return this.act("accept");
      if (name === "rejectAll") return this.act("reject");
      return this.screen.say(`That is for names; this is a ${KIND_WORDS[item.kind].toLowerCase()}.`);
    }
    if (name === "speaker" && !["claim", "relation"].includes(item.kind)) return this.screen.say("A speaker is of a claim.");
    switch (name) {
      case "accept": {
        const why = this.screen.model.hindrance(item);
        if (item.now.state === "accepted") return this.stay(`${title} is taken already.`);
        if (why && ["claim", "relation"].includes(item.kind) && !item.now.value.speaker) return this.screen.panels.chooseSpeaker(true);
        if (why) { this.screen.panels.correct(item, true); return this.screen.say(why); }
        // of a name's row its places are accepted with it
        this.decide([{ proposal: item.id, decision: "accept" }]);
        return this.did(name, `Accepted ${title}`);
      }
      case "acceptAll":
        if (!this.screen.model.mentions(entity).some((each) => each.now.state === "open")) return this.stay(`${title} is decided already.`);
        this.decide([{ proposal: entity.id, decision: "accept" }]);
        return this.did(name, `Accepted ${title}, all places`);
      case "reject":
        if (item.now.state === "rejected") return this.stay(`${title} is left out already.`);
        this.decide([{ proposal: item.id, decision: "reject" }]);
        return this.did(name, `Left out ${title}`);
      case "rejectAll":
        this.decide([{ proposal: entity.id, decision: "reject", value: { name: entity.now.value.name } }]);
        return this.did(name, `Left out ${title}, in all texts of this case`);
      case "takeBack":
        return this.takeBack(item);
      case "type":
        if (value) return this.setType(isName ? entity : item, value);
        return this.screen.panels.chooseType(isName ? entity : item);
      case "merge":
        if (value) return this.merge(entity, value);
        return this.screen.panels.chooseMerge(entity);
      case "speaker":
        if (value) return this.setSpeaker(item, value, false);
        return this.screen.panels.chooseSpeaker(false);
      case "split":
        if (this.screen.model.mentions(entity).length < 2) return this.screen.say("A name with one place cannot be split.");
        return this.screen.panels.split(entity);
      case "edges":
        return this.screen.stepping.edges(item.kind === "entity" ? this.screen.model.mentions(item)[0] : item);
      case "correct":
        return this.screen.panels.correct(isName ? entity : item, false);
    }
  }

  stay(text) {
    this.screen.say(text);
    this.screen.next(1, { open: true, quietly: true });
  }

  did(name, text, value) {
    this.last = { name, value };
    const item = this.screen.model.items.get(this.screen.current), entity = this.screen.model.whole(item);
    const left = entity !== item && this.screen.model.mentions(entity).find((each) => each.now.state === "open");
    if (left && !name.endsWith("All")) {
      // one place of a name after the other
      this.screen.select(left.id, { by: "place", quietly: true });
      this.screen.say(`${text}. Next place of it.`);
    } else this.screen.next(1, { open: true, after: text });
  }

  repeat() {
    if (!this.last) return this.screen.say("Nothing was done yet that could be done again.");
    this.act(this.last.name, this.last.value);
  }

  undo() {
    const step = this.steps.pop();
    if (!step) return this.screen.say("There is nothing to undo.");
    const ids = step.ids.filter((id) => this.screen.model.items.has(id));
    if (!ids.length) return this.undo();
    this.back(ids, step.before);
    this.screen.select(ids[0], { quietly: true });
    this.screen.say(ids.length === 1 ? `Took back the last decision on ${this.screen.title(ids[0])}` : `Took back ${ids.length} decisions`);
  }

  takeBack(item) {
    const at = this.steps.findLastIndex((step) => step.ids.length === 1 && step.ids[0] === item.id);
    const before = at >= 0 ? this.steps.splice(at, 1)[0].before : new Map([[item.id, { ...structuredClone(item.now), state: "open" }]]);
    this.back([item.id], before);
    this.screen.say(`Took back the last decision on ${this.screen.title(item.id)}`);
    this.screen.showCard();
  }

  back(ids, before) {
    const restore = [...before];
    this.decide(ids.toReversed().map((proposal, n) => ({ proposal, decision: "undo", restore: n === 0 ? restore : [] })), { step: false });
  }

  bulk(verdict) {
    const items = this.screen.queue.bulk()[verdict];
    if (!items.length) return;
    this.decide(items.map((item) => ({ proposal: item.id, decision: verdict })));
    this.screen.say(`${verdict === "accept" ? "Accepted" : "Left out"} ${count(items.length, "proposal")}. Undo (u) takes all of it back.`, { shown: `${verdict === "accept" ? "Accepted" : "Left out"} ${count(items.length, "proposal")}` });
    if (this.screen.model.items.get(this.screen.current)?.now.state !== "open") this.screen.next(1, { open: true, quietly: true });
    this.screen.showCard();
  }

  setType(item, type) {
    this.decide([{ proposal: item.id, decision: "correct", value: { type } }]);
    this.last = { name: "type", value: type };
    this.screen.say(`${this.screen.title(item.id)}: ${type}`);
    this.screen.showCard();
  }

  merge(entity, into) {
    if (into === entity.id) return this.screen.say("A name is the same as itself.");
    this.decide([{ proposal: entity.id, decision: "merge", value: { into } }]);
    this.last = { name: "merge", value: into };
    this.screen.say(`${this.screen.title(entity.id)} is the same as ${this.screen.model.name(into)}`);
    this.screen.showCard();
  }

  setSpeaker(item, speaker, accept) {
    const rows = [{ proposal: item.id, decision: "correct", value: { speaker } }];
    if (accept) rows.push({ proposal: item.id, decision: "accept" });
    this.decide(rows);
    this.last = { name: "speaker", value: speaker };
    const text = `${this.screen.model.name(speaker)} says it${accept ? "; accepted" : ""}`;
    if (accept) this.screen.next(1, { open: true, after: text });
    else { this.screen.say(text); this.screen.showCard(); }
  }
}
