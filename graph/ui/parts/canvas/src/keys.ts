// The canvas by keyboard: from node to node along relationships, and everything the mouse can do.
import { el } from "./dom";
import type { Action, Edge, Node } from "./types";
import type { View } from "./view";

export interface KeyActions {
  focus(node: Node): void;
  /** Say that an arrow key leads to nothing. */
  nowhere(): void;
  relationship(edge: Edge): void;
  inspectEdge(edge: Edge): void;
  inspector(): void;
  lasso(): void;
  inspect(node: Node): void;
  expand(node: Node): void;
  toggle(node: Node, edge: Edge | null): void;
  /** Do with the selection what has this key; false where nothing has. */
  does(key: string): boolean;
  escape(): void;
  undo(): void;
  redo(): void;
  fit(): void;
  menu(node: Node, edge: Edge | null): void;
  search(): void;
  help(): void;
}

const KEYS: [keys: string, does: string][] = [
  ["Arrow keys", "go to a neighbour in that direction"],
  ["Home", "go to the most connected node"],
  ["Page down, Page up", "go to the next one, those without neighbours too"],
  ["R, Shift + R", "go through the relationships of the node"],
  ["Enter", "inspect; once more: expand"],
  ["I", "go to the inspector; Escape comes back"],
  ["Space", "add to the selection, or take out"],
  ["Shift + F10, Menu", "menu of the node"],
  ["Ctrl + Z, Ctrl + Shift + Z", "undo, redo"],
  ["+, −, 0", "zoom in, out, fit"],
  ["Shift + arrow keys", "move the view"],
  ["/", "search"],
  ["Escape", "close, cancel, clear the selection"],
  ["?", "this list"],
  ["Click, double click", "inspect, expand"],
  ["Shift or Ctrl + click", "add to the selection, or take out"],
  ["Shift + drag", "select what is in a box"],
  ["L", "select by a line that is drawn around"],
  ["Drag a node", "put it there and pin it"],
  ["Right click, long press", "menu"],
  ["Wheel, pinch", "zoom"],
  ["Two fingers", "move the picture; one scrolls the page"],
];

/** Where the keys of actions stand in the list. */
const AFTER = 8;

const DIRECTIONS: Record<string, [number, number]> = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

export function keys(view: View, act: KeyActions): (e: KeyboardEvent) => void {
  const focused = (): Node | null => (view.focus ? view.graph.nodes.get(view.focus) ?? null : null);
  return (e) => {
    const node = focused(), control = e.ctrlKey || e.metaKey || e.altKey;
    const edge = view.focusEdge === null ? null : view.graph.edges.get(view.focusEdge) ?? null;
    const direction = DIRECTIONS[e.key];
    if (direction && e.shiftKey) view.pan(-direction[0] * 80, -direction[1] * 80);
    else if (direction) {
      const next = node ? neighbour(view, node, direction) : first(view);
      if (next) act.focus(next); else act.nowhere();
    } else if (e.key === "PageDown" || e.key === "PageUp") {
      const next = beside(view.graph.ranked.filter((n) => !view.gone(n)), node, e.key === "PageDown" ? 1 : -1);
      if (next) act.focus(next);
    } else if (!control && e.key.toLowerCase() === "r") {
      const next = beside(node?.edges.filter((x) => !view.goneEdge(x)) ?? [], edge, e.shiftKey ? -1 : 1);
      if (next) act.relationship(next);
    } else if (!control && e.key.toLowerCase() === "i") act.inspector();
    else if (!control && e.key.toLowerCase() === "l") act.lasso();
    else if (e.key === "Enter" && edge) act.inspectEdge(edge);
    else if (e.key === "Home") { const n = first(view, true); if (n) act.focus(n); }
    else if (e.key === "Enter" && node) { if (view.selection.has(node.key) && view.selection.size === 1) act.expand(node); else act.inspect(node); }
    else if (e.key === " " && node) act.toggle(node, edge);
    else if (!control && act.does(e.key === "Backspace" ? "Delete" : e.key)) { /* done */ }
    else if (e.key === "Escape") act.escape();
    else if (control && e.key.toLowerCase() === "z") { if (e.shiftKey) act.redo(); else act.undo(); }
    else if (control && e.key.toLowerCase() === "y") act.redo();
    else if (control) return;
    else if (e.key === "+" || e.key === "=") view.zoom(1.25, middle(view));
    else if (e.key === "-") view.zoom(0.8, middle(view));
    else if (e.key === "0") act.fit();
    else if ((e.key === "ContextMenu" || (e.key === "F10" && e.shiftKey)) && node) act.menu(node, edge);
    else if (e.key === "/") act.search();
    else if (e.key === "?") act.help();
    else return;
    e.preventDefault();
  };
}

/** A relationship as it is read out: its status first, "found: A cleared by B". */
export function told(e: Edge): string {
  const words = e.status === null ? e.caption : e.caption.replace(` (${e.status})`, "");
  return `${e.status === null ? "" : `${e.status}: `}${e.source.caption.slice(0, 120)} ${words || e.type} ${e.target.caption.slice(0, 120)}`;
}

/** What an arrow key says that leads to nothing; said once more it is other words: the same ones are not read out again. */
export function nowhere(said: string): string {
  const words = "No neighbour lies that way.";
  return said === words ? `${words}\u00a0` : words;
}

/** What comes after, or before, another thing in a list; the first where that is not in it. */
function beside<T>(list: T[], from: T | null, by: 1 | -1): T | null {
  const at = from === null ? -1 : list.indexOf(from);
  return (at < 0 ? list[0] : list[(at + by + list.length) % list.length]) ?? null;
}

function middle(view: View): { x: number; y: number } {
  return { x: view.stage.clientWidth / 2, y: view.stage.clientHeight / 2 };
}

/** Where the keyboard begins: at the selection, else at the most connected node. */
export function first(view: View, connected = false): Node | null {
  for (const key of connected ? [] : view.selection) {
    const n = view.graph.nodes.get(key);
    if (n && !view.gone(n)) return n;
  }
  return view.graph.ranked.find((n) => !view.gone(n)) ?? null;
}

/** The neighbour that lies best in a direction: near to it, and near. */
function neighbour(view: View, node: Node, [dx, dy]: [number, number]): Node | null {
  let best: Node | null = null, least = Infinity;
  for (const n of view.graph.neighbours(node)) {
    if (view.gone(n) || !node.edges.some((e) => !view.goneEdge(e) && (e.source === n || e.target === n))) continue;
    const x = n.x - node.x, y = n.y - node.y, d = Math.hypot(x, y) || 1;
    const along = (x * dx + y * dy) / d;
    if (along < 0.34) continue;
    const cost = d * (2.2 - along);
    if (cost < least) { best = n; least = cost; }
  }
  return best;
}

/** The list of keys, as a dialog. */
export function help(host: HTMLElement, actions: Action[], closed: () => void): HTMLElement {
  const own = actions.filter((a) => a.key).map((a): [string, string] => [a.key, `${a.label.toLowerCase()} the selection`]);
  const all = [...KEYS.slice(0, AFTER), ...own, ...KEYS.slice(AFTER)];
  const close = (): void => { card.remove(); closed(); };
  const button = el("button", { type: "button", click: close }, "Close");
  const card = el("div", { class: "card", role: "dialog", "aria-modal": "true", "aria-label": "Keys" },
    el("h2", {}, "Keys"), el("dl", {}, ...all.flatMap(([k, does]) => [el("dt", {}, k), el("dd", {}, does)])), button);
  card.addEventListener("keydown", (e) => {
    if (e.key === "Tab") e.preventDefault();
    if (e.key === "Escape") { e.preventDefault(); close(); }
  });
  host.append(card);
  button.focus({ preventScroll: true });
  return card;
}
