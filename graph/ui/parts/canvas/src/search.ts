// The search box: a combobox over an index that came along, over Python's answers, or both.
import type { Clock, Timer } from "./clock";
import { el } from "./dom";
import { Index, type Found } from "./match";
import type { SearchEntry, SearchResults } from "./types";

const PAUSE = 120;

export interface SearchActions {
  pick(entry: SearchEntry): void;
  /** Ask Python; its answer comes back through `answer`. */
  ask(text: string): void;
  leave(): void;
  /** Show the list of keys. */
  help(): void;
}

let ids = 0;

export class Search {
  readonly box: HTMLElement;
  private input: HTMLInputElement;
  private list: HTMLElement;
  private index: Index | null = null;
  private remote = false;
  private answered: SearchResults | null = null;
  private found: Found[] = [];
  private at = -1;
  private timer: Timer;

  constructor(private clock: Clock, private actions: SearchActions) {
    const id = `cg-results-${++ids}`;
    this.list = el("div", { class: "results", role: "listbox", id, "aria-label": "Search results" });
    this.input = el("input", {
      type: "text", role: "combobox", "aria-expanded": "false", "aria-controls": id, "aria-autocomplete": "list", autocomplete: "off", spellcheck: "false",
      enterkeyhint: "search", maxlength: 200,
    });
    this.box = el("div", { class: "search" }, this.input, el("kbd", { "aria-hidden": "true" }, "/"), this.list);
    this.list.hidden = true;
    this.input.addEventListener("input", () => this.typed());
    this.input.addEventListener("focus", () => { if (this.input.value) this.typed(); });
    this.input.addEventListener("blur", () => this.close());
    this.input.addEventListener("keydown", (e) => this.key(e));
    this.list.addEventListener("pointerdown", (e) => e.preventDefault());
  }

  /** A slash anywhere on the page leads here, a question mark to the keys, but where somebody types or a dialog is open. */
  readonly slash = (e: KeyboardEvent): void => {
    const at = e.composedPath()[0];
    const typing = at instanceof HTMLElement && (at.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(at.tagName));
    const apart = at instanceof Element && at.closest("[role=dialog],[role=menu],[role=grid]");
    if (!"/?".includes(e.key) || e.ctrlKey || e.metaKey || e.altKey || typing || apart || e.defaultPrevented) return;
    e.preventDefault();
    if (e.key === "/") this.focus(); else this.actions.help();
  };

  focus(): void { this.input.focus(); this.input.select(); }

  name(label: string): void {
    this.input.setAttribute("aria-label", label);
    this.input.placeholder = `${label} …`;
  }

  set(entries: SearchEntry[] | null, remote: boolean): void {
    this.index = entries ? new Index(entries) : null;
    this.remote = remote;
  }

  answer(results: SearchResults | null): void {
    if (!results || results === this.answered) return;
    this.answered = results;
    if (this.root() === this.input && results.text === this.input.value.trim()) this.render();
  }

  private root(): Element | null { return (this.box.getRootNode() as ShadowRoot | Document).activeElement; }

  private typed(): void {
    const text = this.input.value.trim();
    this.clock.clear(this.timer);
    this.at = -1;
    if (text && this.remote && this.answered?.text !== text) this.timer = this.clock.after(() => this.actions.ask(text), PAUSE);
    this.render();
  }

  private render(): void {
    const text = this.input.value.trim();
    const local = this.index?.find(text) ?? [];
    const answer = this.answered?.text === text ? this.answered.results : null;
    const seen = new Set(local.map((f) => f.entry.key));
    const asked = (answer ?? []).map((entry) => ({ entry, by: entry.also[0] ?? "", guess: entry.guess }));
    this.found = [...local, ...asked.filter((f) => !seen.has(f.entry.key))].slice(0, 50);
    const waiting = this.remote && answer === null;
    const rows: HTMLElement[] = [];
    if (this.found[0]?.guess) rows.push(el("div", { class: "head", role: "presentation" }, "Nothing is called so. Did you mean:"));
    this.found.forEach(({ entry, by }, i) => {
      const also = by && by !== entry.caption ? `“${by.length > 60 ? `${by.slice(0, 59)}…` : by}”` : "";
      rows.push(el("div", {
        role: "option", id: `${this.list.id}-${i}`, "aria-selected": String(i === this.at), class: i === this.at ? "on" : "",
        click: () => this.pick(i),
      }, el("span", {}, entry.caption), el("i", {}, [entry.type, also, entry.group && `in ${entry.group}`].filter(Boolean).join(" · "))));
    });
    this.list.replaceChildren(...rows);
    if (!this.found.length) {
      this.list.append(el("div", { class: "none", role: "option", "aria-disabled": "true" }, waiting ? "Searching …" : "Nothing found. Try fewer letters, or another name."));
    }
    this.open(text !== "");
  }

  private open(yes: boolean): void {
    this.list.hidden = !yes;
    this.input.setAttribute("aria-expanded", String(yes));
    if (this.at >= 0 && yes) this.input.setAttribute("aria-activedescendant", `${this.list.id}-${this.at}`);
    else this.input.removeAttribute("aria-activedescendant");
  }

  private close(): void { this.clock.clear(this.timer); this.open(false); }

  private pick(i: number): void {
    const entry = this.found[i]?.entry;
    if (!entry) return;
    this.input.value = "";
    this.close();
    this.actions.pick(entry);
  }

  private key(e: KeyboardEvent): void {
    e.stopPropagation();
    if (e.key === "ArrowDown" || e.key === "ArrowUp") {
      if (this.list.hidden) return;
      e.preventDefault();
      const n = this.found.length;
      this.at = n ? (this.at + (e.key === "ArrowDown" ? 1 : -1) + n + (this.at < 0 && e.key === "ArrowUp" ? 1 : 0)) % n : -1;
      [...this.list.querySelectorAll("[role=option]")].forEach((row, i) => {
        row.classList.toggle("on", i === this.at);
        row.setAttribute("aria-selected", String(i === this.at));
        if (i === this.at) row.scrollIntoView({ block: "nearest" });
      });
      this.open(true);
    } else if (e.key === "Enter") {
      e.preventDefault();
      this.pick(Math.max(0, this.at));
    } else if (e.key === "Escape") {
      e.preventDefault();
      if (this.input.value) { this.input.value = ""; this.close(); } else this.actions.leave();
    }
  }
}
