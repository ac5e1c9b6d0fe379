// Keys: each is answered here, before Streamlit, for which some of them mean something else.

const KEYS_OFF = "casegraph.review.keys-off";
const ACTION_OF = { j: "next", k: "previous", l: "place", h: "placeBefore", n: "open", g: "untouched", a: "accept", A: "acceptAll", r: "reject", R: "rejectAll", t: "type", m: "merge", x: "split",
  s: "speaker", e: "edges", c: "correct", i: "words", u: "undo", ".": "repeat", "/": "search", "?": "keys" };

class Keyboard {
  constructor(screen) {
    this.screen = screen;
    this.took = 0; // milliseconds that the last key took
    try { this.isOn = localStorage.getItem(KEYS_OFF) === null; } catch { this.isOn = true; }
    window.addEventListener("keydown", (event) => this.key(event), { signal: screen.ends.signal, capture: true });
  }

  setKeys(on) {
    this.isOn = on;
    try { if (on) localStorage.removeItem(KEYS_OFF); else localStorage.setItem(KEYS_OFF, "1"); } catch { /* for this page only */ }
  }

  key(event) {
    const began = performance.now();
    const { target, key } = event;
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    const inside = this.screen.host.contains(target);
    if (!inside && target !== document.body && target !== document.documentElement) return;
    if (this.screen.panels.help) {
      if (key === "Escape" || key === "?") { event.preventDefault(); event.stopImmediatePropagation(); this.screen.panels.closeHelp(); }
      return;
    }
    if (isTyping(target)) return;
    const isPressed = target instanceof Element && target.closest("button, summary, a") && (key === "Enter" || key === " ");
    if (isPressed || !this.does(key, event.shiftKey)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    this.took = performance.now() - began;
    this.lastKey = key;
  }

  // Do what a key stands for; false where it is nobody's.
  does(key, shift) {
    const { mode } = this.screen;
    if (key === "Escape") {
      if (!mode) return false;
      if (mode.kind === "offer") document.getSelection()?.removeAllRanges();
      this.screen.panels.leave();
      return true;
    }
    if (mode?.kind === "edges" || mode?.kind === "words") {
      if (!/^(Arrow(Left|Right)|Enter)$/.test(key) && !(mode.kind === "words" && /^(Arrow(Up|Down)|[1-4])$/.test(key))) return false;
      this.screen.stepping.modeKey(key, shift);
      return true;
    }
    if (!this.isOn && key !== "?") return false;
    if (mode?.kind === "offer" && /^[1-4]$/.test(key)) { const { spans } = mode; this.screen.mode = null; this.screen.panels.add(ADDABLE[Number(key) - 1], spans); return true; }
    if (mode?.kind === "type" && /^[1-9]$/.test(key)) { mode.choose(Number(key) - 1); return true; }
    if (mode && mode.kind !== "offer") return false;
    const name = ACTION_OF[key];
    if (!name) return false;
    if (mode) this.screen.mode = null;
    this.screen.deciding.act(name);
    return true;
  }
}
