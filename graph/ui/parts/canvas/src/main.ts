// The bundle. It comes to the page once, as a component of its own; the canvases on the page are small
// components that wait for it, so that a change of a scene sends that scene and nothing else.
import { App } from "./app";
import { radius } from "./draw";
import { told } from "./keys";
import { drop, put } from "./store";
import type { Control, Mount } from "./types";

interface Api {
  carry(c: Mount<Uint8Array>): () => void;
  show(c: Mount<Control>): () => void;
}
interface Registry { open(api: Api): void }

const apps = new Map<Mount<Control>["parentElement"], App>();

/** The last call for each element. Streamlit may clean up after an earlier call while a later one is shown. */
const turns = new WeakMap<Mount<unknown>["parentElement"], object>();
function turn(parent: Mount<unknown>["parentElement"], end: () => void): () => void {
  const mine = {};
  turns.set(parent, mine);
  return () => { if (turns.get(parent) === mine) end(); };
}

const api: Api = {
  carry(c) {
    put(c.parentElement, c.data);
    return turn(c.parentElement, () => drop(c.parentElement));
  },
  show(c) {
    let app = apps.get(c.parentElement);
    if (!app) apps.set(c.parentElement, (app = new App(c.parentElement)));
    app.update(c);
    return turn(c.parentElement, () => {
      app.destroy();
      apps.delete(c.parentElement);
    });
  },
};

/** For tests, read only: what a canvas shows, by the name that Python gave it. Nothing in the app uses it. */
function casegraph(name?: string): unknown {
  const app = [...apps.values()].find((a) => name === undefined || a.control?.name === name);
  if (!app) return null;
  const { view } = app, r = view.stage.getBoundingClientRect();
  const onPage = (p: { x: number; y: number }) => { const s = view.screen(p); return { x: s.x + r.left, y: s.y + r.top }; };
  return {
    graph: view.graphId,
    viewport: view.viewport,
    nodes: Object.fromEntries([...view.graph.nodes.values()].map((n) => [n.key, {
      x: n.x, y: n.y, radius: radius(n, view.scale) * view.scale, page: onPage(n), caption: n.caption, pinned: n.pinned, shown: !view.gone(n),
    }])),
    edges: Object.fromEntries([...view.graph.edges.values()].map((e) => [e.key, { page: onPage(view.middle(e)), shown: !view.goneEdge(e), told: told(e) }])),
    selection: [...view.selection],
    selectedEdges: [...view.selectedEdges],
    focus: view.focus,
    focusEdge: view.focusEdge,
    hidden: [...view.hidden],
    captions: view.captions.map(({ key, lines, node, led, left, top, right, bottom }) => ({ key, text: lines.join(" "), node, led, left, top, right, bottom })),
    frames: [...view.frames],
    took: view.took,
  };
}

const shared = globalThis as { __casegraph?: unknown; __casegraphBusy?: unknown; __casegraphCanvas?: Registry };
shared.__casegraph = casegraph;
shared.__casegraphBusy = () => [...apps.values()].some((app) => app.busy);
shared.__casegraphCanvas?.open(api);

export default function (): void {}
