// Decisions on their way to Python: numbered, sent again until they are acknowledged, and kept in the browser until then,
// so that a tab or a server that is killed loses none.

const STORED = "casegraph.review.";
const FIRST_WAIT = 4000;
const LONGEST_WAIT = 60_000;
const SOON = 20;
const MOST_AT_ONCE = 100;

class Outbox {
  constructor(place) {
    this.place = place; // case and source
    this.epoch = crypto.randomUUID?.() ?? `${Date.now()}-${Math.random()}`.replace(".", "");
    this.seq = 0;
    this.waiting = [];
    this.inFlight = 0; // the number of the last one that was sent
    this.acknowledged = 0;
    this.adopted = []; // names of what other tabs left
    this.wait = FIRST_WAIT;
    this.send = undefined;
    this.version = () => 0; // what is known here of what Python said
  }

  get #name() {
    return `${STORED}${this.place}.${this.epoch}`;
  }

  get busy() {
    return this.waiting.length > 0;
  }

  // What tabs left that are gone. Where such a tab is still there, Python knows by the keys what it has already.
  adopt() {
    const left = [];
    try {
      for (const name of Object.keys(localStorage)) {
        if (!name.startsWith(`${STORED}${this.place}.`) || name === this.#name) continue;
        this.adopted.push(name);
        left.push(...JSON.parse(localStorage.getItem(name)).filter((each) => each && each.key && each.proposal));
      }
    } catch { /* no storage, or something else in it: what is there is left alone */ }
    this.waiting.push(...left.map((each) => ({ ...each, seq: (this.seq += 1) })));
    this.#keep();
    return this.waiting;
  }

  add(decisions) {
    const added = decisions.map((each) => {
      this.seq += 1;
      return { ...each, seq: this.seq, key: `${this.epoch}.${this.seq}` };
    });
    this.waiting.push(...added);
    this.#keep();
    // when the key is answered on the screen: sending has Streamlit draw too
    this.soon ??= setTimeout(() => { this.soon = undefined; this.flush(); }, SOON);
    return added;
  }

  // Python has all up to a number; what waits is sent now.
  acknowledge({ epoch, seq }) {
    if (epoch !== this.epoch) {
      // a server that was started anew knows nothing of what is under way
      if (this.inFlight > this.acknowledged) { this.inFlight = this.acknowledged; this.flush(); }
      return;
    }
    const had = this.waiting.length;
    this.waiting = this.waiting.filter((each) => each.seq > seq);
    this.acknowledged = Math.max(this.acknowledged, seq);
    if (had !== this.waiting.length) {
      this.wait = FIRST_WAIT;
      this.#keep();
    }
    if (this.acknowledged >= this.inFlight) this.flush();
  }

  flush(again = false) {
    if (!this.send || !this.waiting.length || (this.inFlight > this.acknowledged && !again)) return;
    clearTimeout(this.timer);
    const batch = this.waiting.slice(0, MOST_AT_ONCE);
    this.inFlight = batch.at(-1).seq;
    this.send({ place: this.place, epoch: this.epoch, version: this.version(), decisions: batch.map(({ restore, ...wire }) => wire) });
    // a message can be lost while a page mounts, or a server is away
    this.timer = setTimeout(() => { this.wait = Math.min(this.wait * 2, LONGEST_WAIT); this.flush(true); }, this.wait);
  }

  // What Python said lately was not heard here: have it said again from the beginning.
  ask() {
    this.send?.({ place: this.place, epoch: this.epoch, version: 0, decisions: [] });
  }

  end() {
    clearTimeout(this.timer);
    clearTimeout(this.soon);
    this.send = undefined;
  }

  #keep() {
    try {
      if (this.waiting.length) localStorage.setItem(this.#name, JSON.stringify(this.waiting.map(({ restore, ...wire }) => wire)));
      else localStorage.removeItem(this.#name);
      for (const name of this.adopted.splice(0)) localStorage.removeItem(name);
    } catch { /* no storage: what is under way is only in memory */ }
  }
}
