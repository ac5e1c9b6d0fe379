// A field that finds somebody as one types: a text field with its list, by keys or by pointer.

const LISTED = 8;
const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
let pickers = 0;

// How well a name fits what is typed: lower is better, none where it does not.
function fit(person, typed) {
  const scores = [person.name, ...(person.aliases ?? [])].map((name) => {
    const at = plain(name).indexOf(typed);
    return at < 0 ? Infinity : at === 0 ? 0 : /[\s\-.'’]/.test(plain(name)[at - 1]) ? 1 : 2;
  });
  return Math.min(...scores);
}

// `people` gives those who can be chosen, the likeliest first. What is typed may be taken as a new name where `anew` is set.
// Nobody is marked in the list until something is typed, or an arrow is pressed: Enter alone chooses nobody.
class Picker {
  constructor({ label, people, chosen = null, anew = false, none = "", onPick = () => {}, onCancel = null, hint = "" }) {
    this.isAlone = Boolean(onCancel); // its list stays open, and nothing below it moves
    this.people = people;
    this.chosen = chosen;
    this.anew = anew;
    this.onPick = onPick;
    this.told = chosen; // whom `onPick` heard of last
    this.active = -1;
    this.options = [];
    const id = `review-picker-${(pickers += 1)}`;
    this.list = make("ul", { role: "listbox", id, "aria-label": label, hidden: "" });
    this.input = make("input", { type: "text", role: "combobox", "aria-expanded": "false", "aria-controls": id, "aria-autocomplete": "list",
      autocomplete: "off", dir: "auto", placeholder: none || "Type a name", "aria-label": label });
    this.input.value = chosen?.name ?? "";
    this.problem = make("p", { className: "problem", role: "alert", hidden: "" });
    this.element = make("div", { className: this.isAlone ? "picker alone" : "picker" }, this.input, this.isAlone && this.problem, this.list, hint && make("small", { text: hint }));
    this.input.addEventListener("input", () => { this.chosen = null; this.problem.hidden = true; this.#offer(); });
    this.input.addEventListener("focus", () => { this.input.select(); if (!this.chosen) this.#offer(); });
    this.input.addEventListener("blur", () => {
      if (!document.querySelector(":active")) { this.settle(); return; }
      // a press took the focus: were the list gone before it is let go, the button under it could move away from it
      const ends = new AbortController();
      const settle = () => setTimeout(() => { if (document.activeElement !== this.input) this.settle(); });
      for (const end of ["pointerup", "pointercancel"]) window.addEventListener(end, () => { ends.abort(); settle(); }, { signal: ends.signal, capture: true });
    });
    this.input.addEventListener("keydown", (event) => {
      const isOpen = !this.list.hidden;
      if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        if (!isOpen) this.#offer(this.chosen ? "" : this.input.value);
        if (event.key === "ArrowDown") this.#activate(isOpen ? this.active + 1 : 0);
        else this.#activate(this.active > 0 ? this.active - 1 : -1);
      } else if (event.key === "Enter" && !event.ctrlKey && !event.metaKey && isOpen && this.options[this.active]) this.pick(this.options[this.active]);
      else if (event.key === "Enter" && this.isAlone) { this.problem.hidden = false; this.problem.textContent = this.unfound || "Nobody is chosen yet: type a name, or move with ↓ ↑."; }
      else if (event.key === "Enter" && isOpen && !this.input.value.trim()) this.close();
      else if (event.key === "Escape" && isOpen && !onCancel) { this.close(); }
      else if (event.key === "Escape" && onCancel) onCancel();
      else return;
      event.preventDefault();
      event.stopPropagation();
    });
    // before the field loses the focus, which would close the list
    this.list.addEventListener("pointerdown", (event) => {
      event.preventDefault();
      const option = event.target.closest("[role=option]");
      if (option) this.pick(this.options[[...this.list.children].indexOf(option)]);
    });
  }

  pick(person) {
    this.chosen = this.told = person;
    this.input.value = person?.name ?? "";
    this.close();
    this.onPick(person, true);
  }

  // Whoever is named exactly as it was typed is meant; what else was typed stays, and is told as `unfound`.
  settle() {
    this.close();
    const typed = plain(this.input.value.trim());
    if (!this.chosen && typed) {
      const found = this.people().filter((person) => [person.name, ...(person.aliases ?? [])].some((name) => plain(name) === typed));
      if (found.length === 1) { [this.chosen] = found; this.input.value = this.chosen.name; }
    }
    if (this.chosen !== this.told) { this.told = this.chosen; this.onPick(this.chosen, false); }
  }

  // Why what was typed is nobody; empty where it is somebody, or nothing was typed.
  get unfound() {
    const typed = shortened(this.input.value, 60);
    if (this.chosen || !typed || this.anew) return "";
    return this.people().some((person) => fit(person, plain(typed)) < Infinity) ? `“${typed}” is not chosen yet: choose one of the list, or empty the field.`
      : `Nothing here is named “${typed}”: add it first as a name or an event, by selecting its words and 1.`;
  }

  #offer(text = this.input.value) {
    const typed = plain(text.trim());
    const found = this.people().map((person) => [fit(person, typed), person]).filter(([score]) => score < Infinity);
    if (typed) found.sort(([a], [b]) => a - b);
    // who was chosen stays so where nothing is typed
    if (!typed && this.chosen?.id) found.sort(([, a], [, b]) => Number(b.id === this.chosen.id) - Number(a.id === this.chosen.id));
    this.options = found.slice(0, LISTED).map(([, person]) => person);
    const written = text.trim().replace(/\s+/g, " ");
    if (this.anew && written && !this.options.some((person) => person.name === written)) this.options.push({ id: null, name: written, type: "new" });
    this.list.replaceChildren(...this.options.map((person, n) =>
      make("li", { role: "option", id: `${this.list.id}-${n}`, "aria-selected": "false" }, words(shortened(person.name, 90)), make("i", { text: person.type }))));
    if (!this.options.length) this.list.append(make("li", { className: "none", role: "option", "aria-disabled": "true", text: "Nothing of that name" }));
    this.list.hidden = false;
    this.input.setAttribute("aria-expanded", "true");
    this.active = -1;
    this.input.removeAttribute("aria-activedescendant");
    if (typed) this.#activate(0);
  }

  #activate(at) {
    if (!this.options.length) return;
    this.active = at < 0 ? this.options.length - 1 : at % this.options.length;
    for (const [n, option] of [...this.list.children].entries()) option.setAttribute("aria-selected", String(n === this.active));
    this.input.setAttribute("aria-activedescendant", `${this.list.id}-${this.active}`);
    this.list.children[this.active].scrollIntoView({ block: "nearest" });
  }

  close() {
    if (this.isAlone) return;
    this.list.hidden = true;
    this.input.setAttribute("aria-expanded", "false");
    this.input.removeAttribute("aria-activedescendant");
  }
}
