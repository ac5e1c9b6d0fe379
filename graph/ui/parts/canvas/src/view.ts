// One canvas on the page: the network it draws with, its camera, and what is selected, stressed and filtered.
import { DataSet } from "vis-data/esnext";
// With component-emitter 2, all networks on a page share their listeners: its mixin keeps them on the prototype.
import { Network } from "vis-network/esnext";
import { drawCaptions, LINE, Measure, NODE_SIZE, place, type Caption, type Rect } from "./captions";
import { Clock, type Timer } from "./clock";
import { el } from "./dom";
import { AXIS_SIZE, drawAxis, drawEdges, drawGroups, drawMass, drawNode, pointOn, radius, ring, type Look } from "./draw";
import { Graph, type Box, type Point } from "./graph";
import { memory, type Memory } from "./store";
import { theme, type Theme } from "./theme";
import type { Edge, Node, SceneBody, Viewport } from "./types";

/** Nodes from which lines are drawn plainly while they are many, and from which a moved view is a moved picture. */
const COARSE_NODES = 1500, COARSE_LINES = 1500;
const HEAVY = 1200;
const REST = 140;
/** Pixels that a ring around a node takes. */
const RINGS = 12;
/** Pixels for the dates of an axis. */
const AXIS = 18;
/** Pixels from the left border to the text of a lane. */
const LANE = 10;
const LEAST_SCALE = 0.02, MOST_SCALE = 6, MOST_FIT = 1.35;
/** Nodes up to which a fit leaves room for all captions. */
const CAPTIONED = 400;

export class View {
  readonly stage: HTMLElement;
  /** What is to happen on this canvas later: nothing of it happens once it is gone. */
  readonly clock = new Clock();
  graph = new Graph();
  graphId = "";
  selection = new Set<string>();
  selectedEdges = new Set<string>();
  hidden = new Set<string>();
  /** Nodes that filters leave nothing of, as Python told last. */
  away: ReadonlySet<string> = new Set<string>();
  removes = true;
  /** The next drag draws a line around what is to be selected. */
  lasso = false;
  focus: string | null = null;
  /** The relationship of the node in focus that the keyboard has come to. */
  focusEdge: string | null = null;
  hover: string | null = null;
  captions: Caption[] = [];
  /** When frames were drawn or moved, and milliseconds that the last one took. */
  frames: number[] = [];
  took = 0;
  private began = 0;
  private memory: Memory = memory("");
  private network: Network;
  private data = new DataSet<{ id: string; x: number; y: number }>();
  private look!: Look;
  private colours!: Theme;
  private measure = new Measure(document.createElement("canvas").getContext("2d")!);
  private slide = { x: 0, y: 0, k: 1 };
  private rest: Timer;
  private gliding: Timer;
  private panning = false;
  private origin: Point = { x: 0, y: 0 };
  private frame: Timer;
  private size = { w: 0, h: 0 };
  /** Room that the boxes over the canvas take. */
  margins = () => ({ top: 64, bottom: 60, side: 30 });
  overlays: () => Rect[] = () => [];

  constructor(private box: HTMLElement) {
    this.stage = el("div", {
      class: "stage", tabindex: 0, role: "application", "aria-roledescription": "graph",
      "aria-label": "Graph. Arrow keys go from node to node, question mark lists the keys.",
    });
    box.append(this.stage);
    this.colours = theme(box, null);
    this.network = new Network(this.stage, { nodes: this.data, edges: [] } as never, {
      autoResize: false,
      physics: { enabled: false, stabilization: { enabled: false, fit: false } },
      layout: { improvedLayout: false },
      interaction: {
        dragNodes: false, dragView: false, zoomView: false, selectable: false, hover: false,
        hoverConnectedEdges: false, selectConnectedEdges: false, tooltipDelay: 1e9, keyboard: { enabled: false },
      },
      nodes: {
        shape: "custom", label: undefined,
        // nodes are drawn with the lines: vis-network leaves out those that it has not drawn since the view moved
        ctxRenderer: () => ({ drawNode: () => {} }),
      } as never,
    });
    // vis-network makes it a stop of the Tab key, without a name; the stage is one
    this.stage.querySelector(".vis-network")?.removeAttribute("tabindex");
    // at each move of a mouse vis-network sets a timer for a tooltip of its own, which would outlive the network
    this.stage.addEventListener("mousemove", (e) => e.stopPropagation(), { capture: true });
    this.network.on("beforeDrawing", (ctx: CanvasRenderingContext2D) => this.before(ctx));
    this.network.on("afterDrawing", (ctx: CanvasRenderingContext2D) => this.after(ctx));
  }

  destroy(): void {
    this.clock.stop();
    this.network.destroy();
  }

  // --- what is drawn -------------------------------------------------------------------------------------

  /** Take a scene; what stands where it stood stays to the pixel. */
  show(body: SceneBody, graphId: string, start: Viewport | null): void {
    this.settle();
    const other = graphId !== this.graphId;
    this.graphId = graphId;
    this.memory = memory(graphId);
    this.graph = Graph.from(body, graphId);
    this.retheme();
    const { nodes } = this.graph;
    this.graph.filter(this.hidden, this.away);
    const gone = this.data.getIds().filter((id) => !nodes.has(id as string));
    const changed = [...nodes.values()].filter((n) => {
      const had = this.data.get(n.key) as { x: number; y: number } | null;
      return !had || had.x !== n.x || had.y !== n.y;
    });
    // vis-network draws at once whenever its data changes; the next frame is soon enough
    const { emitter } = (this.network as unknown as { body: { emitter: { emit(event: string): void } } }).body;
    emitter.emit("_blockRedraw");
    if (gone.length) this.data.remove(gone);
    if (changed.length) this.data.update(changed.map(({ key, x, y }) => ({ id: key, x, y })));
    emitter.emit("_allowRedraw");
    this.selection = new Set([...this.selection].filter((key) => nodes.has(key)));
    this.selectedEdges = new Set([...this.selectedEdges].filter((key) => this.graph.edges.has(key)));
    if (this.focus && !nodes.has(this.focus)) this.focus = null;
    if (this.focusEdge && !this.graph.edges.has(this.focusEdge)) this.focusEdge = null;
    this.hover = null;
    if (other) {
      const kept = this.memory.view ?? start;
      this.resize();
      if (kept && !this.memory.fitted) this.lookAt(kept); else this.fit();
    }
    this.draw();
  }

  retheme(): void {
    const before = JSON.stringify(this.colours);
    this.colours = theme(this.box, this.graph.palettes);
    this.measure.use(this.colours.font);
    if (JSON.stringify(this.colours) !== before) this.draw();
  }

  get theme(): Theme { return this.colours; }

  filter(hidden: Iterable<string>, removes: boolean, away: Iterable<string> = this.away): void {
    this.hidden = new Set(hidden);
    this.away = new Set(away);
    this.removes = removes;
    this.graph.filter(this.hidden, this.away);
    this.draw();
  }

  select(nodes: Iterable<string>, edges: Iterable<string> = []): void {
    const before = [this.selection, this.selectedEdges];
    this.selection = new Set([...nodes].filter((key) => this.graph.nodes.has(key)));
    this.selectedEdges = new Set([...edges].filter((key) => this.graph.edges.has(key)));
    if (same(before[0]!, this.selection) && same(before[1]!, this.selectedEdges)) return;
    this.soon();
  }

  /** Draw when what a click has to say to Python is on its way: to draw a large graph takes longer. */
  soon(): void {
    this.clock.after(() => this.draw(), 0);
  }

  gone = (n: Node): boolean => n.off && this.removes;
  goneEdge = (e: Edge): boolean => e.off && this.removes;

  /** Draw at the next frame. */
  draw(): void {
    this.frame ??= this.clock.frame(() => {
      this.frame = undefined;
      this.resize();
      this.network.redraw();
    });
  }

  /** Follow the stage's size. vis-network would scale the view with it; here it stays, or is fitted as before. */
  private resize(): void {
    const { clientWidth: w, clientHeight: h } = this.stage;
    if (w === 0 || h === 0 || (w === this.size.w && h === this.size.h)) return;
    this.size = { w, h };
    this.network.setSize("100%", "100%");
    if (!this.graphId) return;
    if (this.memory.fitted || !this.memory.view) this.fit();
    else this.lookAt(this.memory.view);
  }

  private before(ctx: CanvasRenderingContext2D): void {
    this.began = performance.now();
    const { clientWidth: w, clientHeight: h } = this.stage, scale = this.network.getScale();
    const a = this.network.DOMtoCanvas({ x: -20, y: -20 }), b = this.network.DOMtoCanvas({ x: w + 20, y: h + 20 });
    const area = { left: a.x, top: a.y, right: b.x, bottom: b.y };
    const near = this.near();
    let coarse = false;
    if (this.graph.nodes.size > COARSE_NODES) {
      let lines = 0;
      for (const { source: s, target: t } of this.graph.edges.values()) {
        if (Math.max(s.x, t.x) > area.left && Math.min(s.x, t.x) < area.right
          && Math.max(s.y, t.y) > area.top && Math.min(s.y, t.y) < area.bottom) lines++;
      }
      coarse = lines > COARSE_LINES;
    }
    this.look = {
      theme: this.colours, scale, area, selectedNodes: this.selection, selectedEdges: this.stressedEdges, focus: this.focused ? this.focus : null,
      hover: this.hover, near: near?.nodes ?? null, nearEdges: near?.edges ?? null, removes: this.removes, coarse, massed: this.heavy,
    };
    drawAxis(ctx, this.graph, this.look, this.scene({ x: 0, y: this.margins().top + AXIS }).y);
    drawGroups(ctx, this.graph, this.look);
    drawEdges(ctx, this.graph, this.look);
    if (this.look.massed) drawMass(ctx, this.graph, this.look);
    ctx.save();
    for (const n of this.graph.nodes.values()) {
      const reach = radius(n, scale) + RINGS / scale;
      if (n.x + reach > area.left && n.x - reach < area.right && n.y + reach > area.top && n.y - reach < area.bottom) { ring(ctx, this.graph, this.look, n); drawNode(ctx, n, this.look); }
    }
    ctx.restore();
  }

  private after(ctx: CanvasRenderingContext2D): void {
    const { clientWidth: w, clientHeight: h } = this.stage;
    const origin = this.screen({ x: 0, y: 0 }), last = this.origin;
    if (this.panning) {
      // captions go along, and find their places anew at rest
      const dx = origin.x - last.x, dy = origin.y - last.y;
      for (const c of this.captions) { c.x += dx; c.left += dx; c.right += dx; c.y += dy; c.top += dy; c.bottom += dy; }
    } else this.captions = place(this.graph, this.look, this.measure, (p) => this.screen(p), w, h, [...this.overlays(), ...this.words(w)]);
    this.origin = origin;
    ctx.save();
    const ratio = ctx.canvas.width / (ctx.canvas.clientWidth || 1);
    ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
    drawCaptions(ctx, this.captions, this.graph, this.look, (p) => this.screen(p));
    ctx.restore();
    this.took = performance.now() - this.began;
    this.frames.push(performance.now());
    if (this.frames.length > 240) this.frames.splice(0, 120);
  }

  /** Where the texts of an axis and of lanes stand: no caption covers them. */
  private words(w: number): Rect[] {
    const band = (y: number, left = 0, right = w): Rect => ({ left, right, top: y - 13, bottom: y + 4 });
    const { axis, lanes } = this.graph;
    return [
      ...(axis.length ? [band(this.margins().top + AXIS)] : []),
      ...lanes.map(([y, text]) => band(this.screen({ x: 0, y }).y + 14, LANE, LANE + this.measure.width(text, AXIS_SIZE))),
    ];
  }

  /** What is selected, and the relationship that the keyboard has come to. */
  private get stressedEdges(): Set<string> {
    const at = this.focusEdge === null ? undefined : this.graph.edges.get(this.focusEdge);
    return at && this.focused && !this.goneEdge(at) ? new Set([...this.selectedEdges, at.key]) : this.selectedEdges;
  }

  get focused(): boolean { return (this.stage.getRootNode() as ShadowRoot).activeElement === this.stage; }

  /**
   * What stays in full while something is selected or pointed at: it, its relationships and their other ends. What falls,
   * where the picture marks that, stays too.
   */
  private near(): { nodes: Set<Node>; edges: Set<Edge> } | null {
    const nodes = new Set<Node>(), edges = new Set<Edge>();
    for (const e of this.graph.falling) {
      if (this.goneEdge(e)) continue;
      edges.add(e);
      nodes.add(e.source).add(e.target);
    }
    const keys = new Set(this.selection);
    if (this.hover && this.graph.nodes.size <= COARSE_NODES) keys.add(this.hover);
    for (const key of keys) {
      const n = this.graph.nodes.get(key);
      if (!n || this.gone(n)) continue;
      nodes.add(n);
      for (const e of n.edges) {
        if (this.goneEdge(e)) continue;
        edges.add(e);
        nodes.add(e.source).add(e.target);
      }
    }
    for (const key of this.stressedEdges) {
      const e = this.graph.edges.get(key)!;
      edges.add(e);
      nodes.add(e.source).add(e.target);
    }
    return nodes.size ? { nodes, edges } : null;
  }

  // --- the camera ----------------------------------------------------------------------------------------

  get heavy(): boolean { return this.graph.nodes.size > HEAVY; }
  get scale(): number { return this.network.getScale(); }
  get viewport(): Viewport { return { ...this.network.getViewPosition(), scale: this.network.getScale() }; }
  scene(p: Point): Point { return this.network.DOMtoCanvas(p); }
  screen(p: Point): Point { return this.network.canvasToDOM(p); }
  middle(e: Edge): Point { return pointOn(e, 0.5); }

  remember(): void { if (this.graphId && this.size.w) this.memory.view = this.viewport; }

  lookAt({ x, y, scale }: Viewport): void {
    this.network.moveTo({ position: { x, y }, scale: Math.min(MOST_SCALE, Math.max(LEAST_SCALE, scale)), animation: false });
    this.remember();
  }

  /** Move the view by pixels. A large graph moves as the picture it is and is drawn anew at rest. */
  pan(dx: number, dy: number): void {
    this.stop();
    this.memory.fitted = false;
    if (this.heavy) {
      this.slide.x += dx;
      this.slide.y += dy;
      this.glide();
    } else {
      const { x, y, scale } = this.viewport;
      this.panning = true;
      this.clock.clear(this.rest);
      this.rest = this.clock.after(() => this.settle(), REST);
      this.lookAt({ x: x - dx / scale, y: y - dy / scale, scale });
    }
  }

  /** Zoom by a factor around a point of the stage. */
  zoom(factor: number, at: Point): void {
    this.stop();
    this.memory.fitted = false;
    const now = this.scale * this.slide.k;
    const k = Math.min(MOST_SCALE, Math.max(LEAST_SCALE, now * factor)) / now;
    if (this.heavy) {
      this.slide = { x: at.x + (this.slide.x - at.x) * k, y: at.y + (this.slide.y - at.y) * k, k: this.slide.k * k };
      this.glide();
    } else {
      const p = this.scene(at), { x, y, scale } = this.viewport;
      this.panning = false;
      this.lookAt({ x: p.x + (x - p.x) / k, y: p.y + (y - p.y) / k, scale: scale * k });
    }
  }

  private glide(): void {
    const canvas = this.stage.querySelector("canvas")!;
    canvas.style.transform = `translate(${this.slide.x}px,${this.slide.y}px) scale(${this.slide.k})`;
    this.frames.push(performance.now());
    this.clock.clear(this.rest);
    // where drawing takes long the next move may come late too: drawing then would make it later still
    this.rest = this.clock.after(() => this.settle(), Math.max(REST, 3 * this.took));
  }

  /** Draw a view that was moved as a picture. */
  settle(): void {
    this.clock.clear(this.rest);
    if (this.panning) { this.panning = false; this.draw(); }
    const { x, y, k } = this.slide;
    if (x === 0 && y === 0 && k === 1) return;
    this.slide = { x: 0, y: 0, k: 1 };
    const middle = { x: this.stage.clientWidth / 2, y: this.stage.clientHeight / 2 };
    const p = this.scene({ x: (middle.x - x) / k, y: (middle.y - y) / k });
    this.network.moveTo({ position: p, scale: this.scale * k, animation: false });
    this.network.redraw();
    this.stage.querySelector("canvas")!.style.transform = "";
    this.remember();
  }

  /** Show all, or some, with room for captions and for the boxes over the canvas. */
  fit(keys?: Iterable<string>, smooth = false): void {
    this.settle();
    const some = keys ? [...keys].map((key) => this.graph.nodes.get(key)).filter((n): n is Node => !!n)
      : [...this.graph.nodes.values()].filter((n) => !this.gone(n));
    const b = this.graph.bounds(some), { clientWidth: w, clientHeight: h } = this.stage;
    if (!b || w === 0 || h === 0) return;
    const m = this.margins(), top = m.top + 12 + (this.graph.axis.length ? AXIS : 0), room = { w: w - 2 * m.side, h: Math.max(80, h - top - m.bottom - 12) };
    let scale = Math.min(MOST_FIT, room.w / (b.right - b.left || 1), room.h / (b.bottom - b.top || 1));
    let box = b;
    // captions keep their size on the screen, so what they need is found step by step
    for (let i = 0; i < 6 && some.length <= CAPTIONED; i++) {
      box = this.withCaptions(some, scale);
      scale = Math.min(MOST_FIT, scale * Math.min(room.w / ((box.right - box.left) * scale), room.h / ((box.bottom - box.top) * scale)));
    }
    scale = Math.max(LEAST_SCALE, scale);
    if (some.length <= CAPTIONED) box = this.withCaptions(some, scale);
    const to = { x: (box.left + box.right) / 2, y: (box.top + box.bottom) / 2 - (top - (h - top - room.h)) / 2 / scale, scale };
    if (smooth) this.fly(to); else this.lookAt(to);
    this.memory.fitted = !keys;
  }

  /** The box around nodes with their captions below them, in scene units. */
  private withCaptions(nodes: Node[], scale: number): Box {
    const b: Box = { left: Infinity, top: Infinity, right: -Infinity, bottom: -Infinity };
    // on a narrow screen captions do not press the picture together
    const widest = (this.stage.clientWidth * 0.12) / scale;
    for (const n of nodes) {
      const widths = n.lines.map((line) => Math.min(widest, this.measure.width(line, NODE_SIZE) / 2 / scale));
      const r = radius(n, scale), half = Math.max(r, ...widths);
      b.left = Math.min(b.left, n.x - half);
      b.right = Math.max(b.right, n.x + half);
      b.top = Math.min(b.top, n.y - r);
      b.bottom = Math.max(b.bottom, n.y + r + (6 + LINE * n.lines.length) / scale);
    }
    return b;
  }

  /** Bring a node into view, moving no more than needed. */
  reveal(key: string): void {
    const n = this.graph.nodes.get(key);
    if (!n) return;
    this.settle();
    const p = this.screen(n), { clientWidth: w, clientHeight: h } = this.stage, m = this.margins();
    const tiny = radius(n, this.scale) * this.scale < 5;
    if (!tiny && p.x > 50 && p.x < w - 50 && p.y > m.top + 10 && p.y < h - m.bottom - 30) return;
    this.memory.fitted = false;
    this.fly({ x: n.x, y: n.y, scale: tiny ? Math.min(1, 8 / n.size) : this.scale });
  }

  private fly(to: Viewport): void {
    this.stop();
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    const from = this.viewport, start = performance.now(), time = still || this.heavy ? 0 : 240;
    const step = (now: number) => {
      const t = time ? Math.min(1, (now - start) / time) : 1, u = t * t * (3 - 2 * t);
      const scale = from.scale * (to.scale / from.scale) ** u;
      this.lookAt({ x: from.x + (to.x - from.x) * u, y: from.y + (to.y - from.y) * u, scale: t === 1 ? to.scale : scale });
      this.gliding = t < 1 ? this.clock.frame(step) : undefined;
    };
    step(start + (time ? 0 : 1));
  }

  private stop(): void {
    this.clock.clearFrame(this.gliding);
    this.gliding = undefined;
  }

  // --- places --------------------------------------------------------------------------------------------

  /** Move a node while it is dragged. */
  drag(n: Node, x: number, y: number): void {
    n.x = x;
    n.y = y;
    this.network.moveNode(n.key, x, y);
  }

  /** Keep a node where a person put it (or no longer), until Python says otherwise. */
  put(n: Node, pinned: boolean, before: Point): void {
    const over = this.memory.placed.get(n.key)?.over ?? [before.x, before.y, n.pinned];
    n.pinned = pinned;
    this.memory.placed.set(n.key, { x: n.x, y: n.y, pinned, over: over as [number, number, boolean] });
    this.data.update({ id: n.key, x: n.x, y: n.y });
  }
}

function same(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
  return a.size === b.size && [...a].every((key) => b.has(key));
}
