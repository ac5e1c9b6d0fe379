// One canvas with everything on it: what a person does becomes events, what Python sends becomes the picture.
import css from "./canvas.css";
import type { Timer } from "./clock";
import { copy, el, on, Popup, showTip, type Item } from "./dom";
import { DOUBLE, gestures } from "./gestures";
import { first, help, keys, nowhere, told } from "./keys";
import { legend } from "./legend";
import { Search } from "./search";
import { find, findScene, memory, outbox, watch, type Outbox } from "./store";
import { Toolbar } from "./toolbar";
import type { Control, Edge, Event, Mount, Node, SceneBody, SearchEntry } from "./types";
import { View } from "./view";

/** Nodes up to which the one under the mouse gets a ring. */
const HOVERED = 600;
/** Pixels between a finger and the menu that it opened. */
const FINGER = 18;
/** Events of the document that lead from the canvas to the inspector, and back. */
const TO_INSPECTOR = "casegraph:inspector", TO_CANVAS = "casegraph:canvas";

export class App {
  readonly view: View;
  control!: Control;
  private box: HTMLElement;
  private out!: Outbox;
  private popup: Popup;
  private search: Search;
  private tools: Toolbar;
  private chips = el("div", { class: "legend", role: "group", "aria-label": "Legend and filter" });
  private note = el("div", { class: "note", role: "status" });
  private blank = el("div", { class: "blank" });
  private tip = el("div", { class: "tip", role: "tooltip" });
  private speak = el("div", { class: "speak", "aria-live": "polite" });
  private ends: (() => void)[] = [];
  private scene = "";
  private index: string | null = null;
  private picking: Node | null = null;
  private menuFor: Node | null = null;
  private showMenu: (() => void) | null = null;
  private card: HTMLElement | null = null;
  private scrolledBefore = false;
  private pending: Timer;
  private hovering: Timer;
  private telling: Timer;
  /** What Python said last of the things a person may change here too, and the event it has to know first. */
  private said = { selection: "", filter: "" };
  private waits = { selection: 0, filter: 0 };

  constructor(root: ShadowRoot | HTMLElement) {
    this.box = el("div", { class: "cg" });
    this.box.append(el("style", {}, css));
    root.append(this.box);
    this.view = new View(this.box);
    this.popup = new Popup(this.box);
    this.search = new Search(this.view.clock, {
      pick: (entry) => this.picked(entry),
      ask: (text) => this.say({ kind: "search", value: text }, true),
      leave: () => this.view.stage.focus({ preventScroll: true }), help: () => this.help(),
    });
    this.tools = new Toolbar(this.popup, {
      undo: () => this.say({ kind: "undo" }), redo: () => this.say({ kind: "redo" }), fit: () => this.view.fit(undefined, true),
      layout: (id) => this.say({ kind: "layout", value: id }), export: (id) => this.say({ kind: "export", value: id }),
      link: () => void this.copyLink(),
      help: () => this.help(),
    });
    this.box.append(this.search.box, this.tools.box, this.blank, this.note, this.chips, this.tip, this.speak);
    this.note.hidden = this.tip.hidden = this.blank.hidden = true;
    this.view.margins = () => ({
      top: this.tools.box.offsetTop + this.tools.box.offsetHeight, bottom: this.chips.offsetHeight + 14, side: 20,
    });
    this.view.overlays = () => [this.search.box, this.tools.box, ...this.chips.children].map((e) => {
      const a = e.getBoundingClientRect(), b = this.view.stage.getBoundingClientRect();
      return { left: a.left - b.left, top: a.top - b.top, right: a.right - b.left, bottom: a.bottom - b.top };
    });
    this.listen();
  }

  destroy(): void {
    for (const end of this.ends) end();
    this.box.remove(); // first: what leaves the page loses the focus, and who hears of that asks the network
    this.view.destroy();
    this.out.close(this);
  }

  // --- from Python ---------------------------------------------------------------------------------------

  update(c: Mount<Control>): void {
    const before = this.control as Control | undefined;
    this.control = c.data;
    this.box.style.height = `${c.data.height}px`;
    this.out = outbox(c.data.name);
    this.out.open(this, (value) => c.setStateValue("outbox", value));
    this.out.acknowledge(c.data.ack);
    // a page that came back after an event was under way has not answered it yet
    if (!before) this.out.flush();
    this.tools.set(c.data);
    this.search.name(c.data.search_label);
    this.search.answer(c.data.search_results);
    this.arrived();
    this.obey();
    this.progress();
    if (this.menuFor && this.popup.open) this.showMenu?.();
    this.view.retheme();
    this.chipsAnew();
  }

  /** Whether anything is still to be drawn here, told to Python or heard from it. */
  get busy(): boolean {
    return this.view.clock.busy || !this.current || this.control.index !== this.index || !this.out.answered(Infinity);
  }

  /** Whether the scene of this run is the one that is drawn. */
  private get current(): boolean { return this.scene === sceneName(this.control); }

  /** Take the scene and the index that belong to this run, once they are here. */
  private arrived(): void {
    const c = this.control;
    if (c.index !== this.index) {
      const entries = c.index === null ? null : find<SearchEntry[]>(c.index);
      if (entries !== undefined) { this.index = c.index; this.search.set(entries, c.remote_search); }
    } else if (c.index === null) this.search.set(null, c.remote_search);
    const body = this.current ? undefined : findScene(c.scene, c.change);
    if (!body) return;
    this.scene = sceneName(c);
    this.chipsAnew(body);
    this.obeyFilter();
    this.view.show(body, c.graph_id, c.viewport);
    this.blank.hidden = body.nodes.length > 0;
    this.blank.textContent = c.empty;
    this.tip.hidden = true;
    this.obey();
    this.chipsAnew();
    if (this.view.focus === null && this.view.focused) this.view.focus = first(this.view)?.key ?? null;
  }

  /** Do as Python says where it says something new, unless it has not heard yet what was done here. */
  private obey(): void {
    const c = this.control;
    if (!this.current) return;
    const selection = JSON.stringify(c.selection);
    if (selection !== this.said.selection && this.pending === undefined && this.out.answered(this.waits.selection)) {
      this.said.selection = selection;
      const edges = c.selection.filter((key) => this.view.graph.edges.has(key));
      this.view.select(c.selection, edges);
    }
    this.obeyFilter();
    const kept = memory(c.graph_id);
    if (c.fit !== kept.fit) {
      if (kept.fit || c.fit > 1 || c.around.length) this.view.fit(c.around.length ? c.around : undefined, false);
      kept.fit = c.fit;
    }
  }

  private obeyFilter(): void {
    const c = this.control, filter = JSON.stringify([c.hidden, c.filter_mode, c.away]);
    if (filter === this.said.filter || !this.out.answered(this.waits.filter)) return;
    this.said.filter = filter;
    this.view.filter(c.hidden, c.filter_mode === "remove", c.away);
  }

  private progress(): void {
    const p = this.control.progress;
    if (!p) { if (!this.picking && !this.view.lasso && this.telling === undefined) this.note.hidden = true; return; }
    this.view.clock.clear(this.telling);
    this.telling = undefined;
    if (this.view.lasso) this.lasso(false);
    const bar = el("progress", p.fraction === null ? {} : { value: p.fraction, max: 1 });
    bar.setAttribute("aria-label", p.text);
    this.note.replaceChildren(el("span", {}, p.text), bar,
      el("button", { type: "button", click: () => this.say({ kind: "stop" }) }, "Stop"));
    this.note.hidden = false;
  }

  private chipsAnew(body?: SceneBody): void {
    const g = this.view.graph;
    if (body) { g.legend = body.legend; g.styles = body.styles; g.plain = body.plain; }
    legend(this.chips, g, this.view.hidden, this.view.removes, this.control.counts, this.view.theme, (id, only) => {
      const hidden = new Set(this.view.hidden), kind = id.split(":")[0];
      const others = g.legend.map((l) => `${l.kind}:${l.name}`).filter((other) => other !== id && other.startsWith(`${kind}:`));
      const several = only && kind !== "status" && kind !== "relationship" && [...g.nodes.values()].some((n) => n.also.length);
      if (several) {
        // a node that has this label goes with any other of its labels, so those that lack it are left away by themselves
        const name = id.slice(kind!.length + 1);
        this.act("show_only", [...g.nodes.values()].filter((n) => [n.type, ...n.also].includes(name)).map((n) => n.key));
        return;
      }
      if (only) { for (const other of others) hidden.add(other); hidden.delete(id); }
      else if (!hidden.delete(id)) hidden.add(id);
      this.filter(hidden, this.view.removes);
    }, () => this.filter(this.view.hidden, !this.view.removes));
  }

  // --- to Python -----------------------------------------------------------------------------------------

  private say(event: Omit<Event, "seq">, replaces = false): number {
    this.out.view = this.view.viewport;
    return this.out.add(event, replaces);
  }

  private filter(hidden: Set<string>, removes: boolean): void {
    this.view.filter(hidden, removes);
    this.chipsAnew();
    this.waits.filter = this.say({ kind: "filter", hidden: [...hidden].sort(), value: removes ? "remove" : "dim" }, true);
  }

  /** Select here at once, and tell Python when it is sure that no double click is meant. */
  private select(nodes: Iterable<string>, edges: Iterable<string> = [], wait = 0): void {
    this.view.select(nodes, edges);
    this.view.clock.clear(this.pending);
    this.pending = undefined;
    const tell = (): void => {
      this.pending = undefined;
      this.waits.selection = this.say({ kind: "select", nodes: [...this.view.selection], edges: [...this.view.selectedEdges] }, true);
    };
    if (wait) this.pending = this.view.clock.after(tell, wait);
    else tell();
  }

  /** Do one of Python's actions with nodes; what this page does not offer does nothing. */
  private act(name: string, nodes: Iterable<string>, value?: string, edges: string[] = []): void {
    const keys = [...nodes], known = keys.map((key) => this.view.graph.nodes.get(key)).filter((n) => n !== undefined);
    if (!(keys.length || edges.length) || !this.offers(name)) return;
    if (name === "path" && keys.length === 1) this.pickTarget(known[0] ?? null);
    else if (name === "pin" || name === "unpin") this.pin(known, name === "pin");
    else this.say({ kind: name, nodes: keys, ...(edges.length ? { edges } : {}), ...(value === undefined ? {} : { value }) });
  }

  /** Do what has this key with what is selected and to be seen, or say that nothing is; false where nothing has it. */
  private actOnSelection(key: string): boolean {
    const { view } = this, action = this.control.actions.find((a) => a.key === key);
    if (!action) return false;
    const nodes = [...view.selection].filter((key) => { const n = view.graph.nodes.get(key); return n && !view.gone(n); });
    const edges = action.edges ? [...view.selectedEdges].filter((key) => { const e = view.graph.edges.get(key); return e && !view.goneEdge(e); }) : [];
    if (nodes.length || edges.length) this.act(action.name, nodes, undefined, edges);
    else this.tell(`Nothing is selected: ${action.key} is to ${action.label.toLowerCase()} what is.`);
    return true;
  }

  /** Show a sentence over the canvas for a while, and have it read out. */
  private tell(sentence: string): void {
    if (this.picking || this.view.lasso || this.control.progress) return;
    this.note.replaceChildren(el("span", {}, sentence));
    this.note.hidden = false;
    this.speak.textContent = sentence;
    this.view.clock.clear(this.telling);
    this.telling = this.view.clock.after(() => { this.telling = undefined; if (!this.picking && !this.control.progress) this.note.hidden = true; }, 4000);
  }

  private offers(name: string): boolean { return this.control.actions.some((a) => a.name === name); }

  private picked(entry: SearchEntry): void {
    this.view.stage.focus({ preventScroll: true });
    const n = this.view.graph.nodes.get(entry.key);
    if (n && !this.view.gone(n)) {
      this.focus(n);
      this.view.reveal(n.key);
      this.select([n.key]);
    } else this.say({ kind: "open", nodes: [entry.key] });
  }

  private pin(nodes: Node[], pinned: boolean, before?: Map<Node, { x: number; y: number }>): void {
    const moved: Event["moved"] = {};
    for (const n of nodes) {
      this.view.put(n, pinned, before?.get(n) ?? n);
      moved[n.key] = [n.x, n.y];
    }
    this.view.draw();
    const kind = pinned ? "pin" : "unpin";
    if (nodes.length && this.offers(kind)) this.say({ kind, nodes: nodes.map((n) => n.key), moved });
  }

  // --- a person's doing ----------------------------------------------------------------------------------

  private listen(): void {
    const { view } = this;
    this.ends.push(watch(() => { if (this.control) this.arrived(); }));
    gestures(view, {
      touch: () => { this.popup.close(); view.stage.focus({ preventScroll: true }); this.tip.hidden = true; },
      click: (n, e, additive) => this.clicked(n, e, additive),
      doubleClick: (n) => {
        if (!n) { view.fit(undefined, true); return; }
        this.act("expand", [n.key]);
        this.select([n.key]);
      },
      menu: (n, e, at, byFinger) => this.menu(n, e, at.x, at.y, byFinger ? FINGER : 0),
      hover: (n, e, at) => this.hover(n, e, at),
      around: (found, additive) => {
        this.lasso(false);
        this.select(additive ? [...view.selection, ...found] : found, additive ? view.selectedEdges : []);
      },
      scrolled: () => {
        if (this.scrolledBefore) return;
        this.scrolledBefore = true;
        this.tell("One finger scrolls the page; two move the picture.");
      },
      moved: (nodes) => this.pin(nodes.map((m) => m.node), true, new Map(nodes.map((m) => [m.node, m.before]))),
    });
    view.stage.addEventListener("keydown", keys(view, {
      focus: (n) => { this.focus(n); view.reveal(n.key); },
      nowhere: () => { this.speak.textContent = nowhere(this.speak.textContent ?? ""); },
      relationship: (e) => this.focusEdge(e),
      inspectEdge: (e) => this.select([], [e.key]),
      inspector: () => document.dispatchEvent(new CustomEvent(TO_INSPECTOR)),
      lasso: () => this.lasso(!view.lasso),
      inspect: (n) => { if (this.picking) this.clicked(n, null, false); else this.select([n.key]); },
      expand: (n) => this.act("expand", [n.key]),
      toggle: (n, e) => this.clicked(e ? null : n, e, true),
      does: (key) => this.actOnSelection(key),
      escape: () => this.escape(),
      undo: () => { if (this.control.can_undo) this.say({ kind: "undo" }); },
      redo: () => { if (this.control.can_redo) this.say({ kind: "redo" }); },
      fit: () => view.fit(undefined, true),
      menu: (n, e) => { const p = view.screen(e ? view.middle(e) : n); this.menu(e ? null : n, e, p.x + 8, p.y + 8); },
      search: () => this.search.focus(),
      help: () => this.help(),
    }));
    view.stage.addEventListener("focus", () => {
      if (view.focus === null || !view.graph.nodes.has(view.focus)) view.focus = first(view)?.key ?? null;
      view.soon();
    });
    view.stage.addEventListener("blur", () => view.soon());
    // keys that are meant for the canvas are none of the page's
    for (const type of ["keydown", "keyup", "keypress"]) this.box.addEventListener(type, (e) => e.stopPropagation());
    this.box.addEventListener("keydown", (e) => {
      if (e.key === "Escape" && this.popup.open) this.popup.close();
    });
    const outside = (e: PointerEvent): void => { if (!e.composedPath().includes(this.box)) this.popup.close(); };
    this.ends.push(on(document, "pointerdown", outside), on(document, "keydown", this.search.slash));
    const back = (): void => { view.stage.focus({ preventScroll: true }); view.stage.scrollIntoView({ block: "nearest" }); };
    this.ends.push(on(document, TO_CANVAS, back));
    const page = location.pathname;
    // Streamlit would run the page too, and of two runs at once the browser may lack what the second refers to
    const wentBack = (e: PopStateEvent): void => {
      if (location.pathname !== page || this.control.can_undo === null) return;
      e.stopImmediatePropagation();
      this.say({ kind: "address", value: location.search }, true);
    };
    this.ends.push(on(window, "popstate", wentBack, true));
    const size = new ResizeObserver(() => view.draw());
    size.observe(view.stage);
    this.ends.push(() => size.disconnect());
  }

  private clicked(n: Node | null, e: Edge | null, additive: boolean): void {
    if (this.picking) {
      const from = this.picking;
      if (n && n !== from) { this.pickTarget(null); this.act("path", [from.key, n.key]); }
      return;
    }
    if (e?.key !== this.view.focusEdge) this.view.focusEdge = null;
    if (n) this.view.focus = n.key;
    if (additive || this.view.lasso) {
      const nodes = new Set(this.view.selection), edges = new Set(this.view.selectedEdges);
      if (n && !nodes.delete(n.key)) nodes.add(n.key);
      if (e && !edges.delete(e.key)) edges.add(e.key);
      if (n || e) this.select(nodes, edges, DOUBLE);
    } else if (n || e || this.view.selection.size || this.view.selectedEdges.size) {
      this.select(n ? [n.key] : [], e ? [e.key] : [], DOUBLE);
    }
  }

  private focus(n: Node): void {
    const from = this.view.focus === null ? undefined : this.view.graph.nodes.get(this.view.focus);
    this.view.focus = n.key;
    this.view.focusEdge = null;
    const shown = n.edges.filter((e) => !this.view.goneEdge(e));
    const by = from && from !== n ? shown.filter((e) => e.source === from || e.target === from).map(told) : [];
    this.speak.textContent = [
      ...by, n.caption.slice(0, 200), n.type, `${shown.length} relationship${shown.length === 1 ? "" : "s"}`,
      ...(this.view.selection.has(n.key) ? ["selected"] : []), ...(n.pinned ? ["pinned"] : []),
    ].join(", ");
    this.view.draw();
  }

  private focusEdge(e: Edge): void {
    this.view.focusEdge = e.key;
    this.speak.textContent = told(e);
    this.view.draw();
  }

  /** Let the next drag draw a line around what is to be selected; a click then adds to the selection. */
  private lasso(on: boolean): void {
    this.view.lasso = on;
    this.view.stage.classList.toggle("drawing", on);
    if (!on) { if (!this.picking && !this.control.progress) this.note.hidden = true; return; }
    if (this.picking) this.pickTarget(null);
    this.ask("Draw a line around what to select, or press single shapes", "Done", () => this.lasso(false));
  }

  private hover(n: Node | null, e: Edge | null, at: { x: number; y: number }): void {
    const key = n?.key ?? null;
    this.view.clock.clear(this.hovering);
    this.tip.hidden = true;
    const text = (n?.tooltip || n?.caption) ?? e?.tooltip ?? "";
    this.hovering = this.view.clock.after(() => {
      // to draw a large graph anew for a ring would stutter
      if (key !== this.view.hover && this.view.graph.nodes.size <= HOVERED) { this.view.hover = key; this.view.draw(); }
      if (text && !this.popup.open) showTip(this.tip, this.box, text, at);
    }, text ? 320 : 60);
  }

  private menu(n: Node | null, e: Edge | null, x: number, y: number, gap = 0): void {
    const { view } = this;
    if (!n) {
      this.menuFor = null;
      const items: Item[] = e ? [
        { label: e.caption || e.type, heading: true },
        { label: "Inspect", act: () => this.select([], [e.key]) },
        ...this.control.actions.filter((a) => a.edges).map((a): Item => ({ label: a.label, note: a.note, act: () => this.act(a.name, [], undefined, [e.key]) })),
        { label: "Select both ends", act: () => this.select([e.source.key, e.target.key]) },
      ] : [
        { label: "Fit", note: "0", act: () => view.fit(undefined, true) },
        { label: "Select by a line around", note: "L", act: () => this.lasso(true) },
        { label: "Select all", act: () => this.select([...view.graph.nodes.values()].filter((o) => !view.gone(o)).map((o) => o.key)) },
        { label: "Clear selection", note: "Esc", act: () => this.select([]) },
        { label: "Keys", note: "?", act: () => this.help() },
      ];
      this.popup.show(e ? "Relationship" : "Canvas", items, x, y, false, gap);
      return;
    }
    // what is selected together is acted on together
    const group = view.selection.has(n.key) ? [...view.selection] : [n.key];
    const nodes = group.map((key) => view.graph.nodes.get(key)!);
    const many = group.length > 1, all = nodes.every((o) => o.pinned);
    this.menuFor = n;
    this.showMenu = () => {
      const ways = this.control.menu[n.key];
      const items: Item[] = [{ label: many ? `${group.length} nodes` : n.caption, heading: true }];
      const chosen = view.selection.has(n.key), others = [...view.selection].filter((key) => key !== n.key);
      if (chosen || others.length) {
        items.push({
          label: chosen ? "Take out of the selection" : "Add to the selection",
          act: () => this.select(chosen ? others : [...others, n.key], view.selectedEdges),
        });
      }
      const holds = { "": true, expanded: this.control.collapsible.includes(n.key), pinned: all, loose: !all };
      for (const action of this.control.actions) {
        if (!(many ? action.several : action.one) || !holds[action.when]) continue;
        items.push({ label: action.label, note: action.note, act: () => this.act(action.name, group) });
        if (many || action.name !== "expand") continue;
        for (const way of ways ?? []) {
          items.push({ label: `  ${way.label}`, note: way.count == null ? "" : way.count.toLocaleString("en"), act: () => this.act("expand", [n.key], way.id) });
        }
        if (!ways) items.push({ label: "  counting …" });
      }
      if (!many) items.push({ label: "Copy id", note: n.id.length > 22 ? `${n.id.slice(0, 21)}…` : n.id, act: () => void this.copy(n.id) });
      this.popup.show(many ? `${group.length} nodes` : n.caption, items, x, y, false, gap);
    };
    this.showMenu();
    if (!many && this.offers("expand") && !this.control.menu[n.key]) this.say({ kind: "menu", nodes: [n.key] }, true);
  }

  private async copyLink(): Promise<void> {
    if (!(await this.copy(location.href))) { this.tell("The link could not be copied: take it from the address bar."); return; }
    if (!this.control.shareable) { this.tell("Link copied, but it cannot name all that is shown here: some of it has no id of its own."); return; }
    this.tell(new URLSearchParams(location.search).has("view")
      ? "Link copied. The view is too long for an address: the link opens where this store's saved views are. Elsewhere, save it as a file, under Saved views."
      : "Link copied: it opens this picture wherever this store is.");
  }

  private async copy(text: string): Promise<boolean> {
    const copied = await copy(text, this.box);
    this.speak.textContent = copied ? "Copied" : "";
    return copied;
  }

  private pickTarget(n: Node | null): void {
    if (n && this.view.lasso) this.lasso(false);
    this.picking = n;
    this.note.hidden = n === null;
    if (!n) { this.progress(); return; }
    const name = n.caption.length > 40 ? `${n.caption.slice(0, 39)}…` : n.caption;
    this.ask(`Path from ${name}: choose the other end`, "Cancel", () => this.pickTarget(null));
  }

  /** Say over the canvas what is to be done there now, with a way to leave it. */
  private ask(sentence: string, leave: string, left: () => void): void {
    this.view.clock.clear(this.telling);
    this.telling = undefined;
    this.note.replaceChildren(el("span", {}, sentence),
      el("button", { type: "button", click: () => { left(); this.view.stage.focus({ preventScroll: true }); } }, leave));
    this.note.hidden = false;
    this.view.stage.focus({ preventScroll: true });
  }

  private escape(): void {
    if (this.popup.open) this.popup.close();
    else if (this.picking) this.pickTarget(null);
    else if (this.view.lasso) this.lasso(false);
    else if (this.view.focusEdge !== null) { this.view.focusEdge = null; this.view.draw(); }
    else if (this.view.selection.size || this.view.selectedEdges.size) this.select([]);
  }

  private help(): void {
    this.card?.remove();
    this.card = help(this.box, this.control.actions, () => { this.card = null; this.view.stage.focus({ preventScroll: true }); });
  }
}

const sceneName = (c: Control): string => `${c.scene} ${c.change ?? ""}`;
