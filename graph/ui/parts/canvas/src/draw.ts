// Lines and shapes. Widths, dashes and arrow heads keep their size on the screen whatever the zoom.
import { at, curve, hull, overhang, type Box, type Curve, type Graph } from "./graph";
import type { Theme } from "./theme";
import type { Edge, LineStyle, Node } from "./types";

/** What is stressed and what stands back, decided once per frame. */
export interface Look {
  theme: Theme;
  scale: number;
  area: Box;
  selectedNodes: ReadonlySet<string>;
  selectedEdges: ReadonlySet<string>;
  focus: string | null;
  hover: string | null;
  /** Nodes that stay in full where something is stressed; null where nothing is. */
  near: ReadonlySet<Node> | null;
  nearEdges: ReadonlySet<Edge> | null;
  removes: boolean;
  /** Lines are many: they are drawn straight and thin. */
  coarse: boolean;
  /** Nodes are many: those without a ring are drawn together. */
  massed: boolean;
}

const BACK = 0.3, FILTERED = 0.12;
const LEAST_RADIUS = 3.2;
/** Shapes in one path at the most: beyond, filling costs more than it saves. */
const PATH = 250;

export function nodeAlpha(n: Node, look: Look): number {
  if (n.off && look.removes) return 0;
  if (n.off || n.faint) return FILTERED;
  return look.near && !look.near.has(n) ? BACK : 1;
}

export function edgeAlpha(e: Edge, look: Look): number {
  if (e.off && look.removes) return 0;
  if (e.off || e.faint || e.source.faint || e.target.faint) return FILTERED;
  return look.nearEdges && !look.nearEdges.has(e) ? BACK : 1;
}

export function radius(n: Node, scale: number): number {
  return Math.max(n.size, LEAST_RADIUS / scale);
}

/** Lines grow thinner as the picture grows smaller, but not as fast. */
function slimming(scale: number): number {
  return Math.max(0.5, Math.min(1, 0.4 + 0.6 * scale));
}

export function drawEdges(ctx: CanvasRenderingContext2D, g: Graph, look: Look): void {
  const { area, scale } = look, slim = slimming(scale);
  // one path per style and strength: a stroke costs far more than a segment
  const batches = new Map<string, { style: LineStyle; alpha: number; edges: Edge[] }>();
  const stressed: Edge[] = [];
  for (const e of g.edges.values()) {
    const { source: s, target: t } = e;
    const reach = overhang(e);
    if (Math.max(s.x, t.x) + reach < area.left || Math.min(s.x, t.x) - reach > area.right) continue;
    if (Math.max(s.y, t.y) + reach < area.top || Math.min(s.y, t.y) - reach > area.bottom) continue;
    const alpha = edgeAlpha(e, look);
    if (alpha === 0) continue;
    if (look.selectedEdges.has(e.key)) stressed.push(e);
    const id = `${e.says || (e.status ?? "")}|${alpha}`;
    let batch = batches.get(id);
    if (!batch) batches.set(id, (batch = { style: g.style(e), alpha, edges: [] }));
    batch.edges.push(e);
  }
  ctx.save();
  ctx.lineCap = "round";
  for (const e of stressed) {
    ctx.globalAlpha = 0.35;
    ctx.strokeStyle = look.theme.accent;
    ctx.lineWidth = (g.style(e).width * slim + 6) / scale;
    ctx.setLineDash([]);
    ctx.beginPath();
    trace(ctx, curve(e));
    ctx.stroke();
  }
  for (const { alpha, edges } of batches.values()) for (const e of edges) mark(ctx, g, look, e, alpha);
  for (const { style, alpha, edges } of batches.values()) {
    ctx.globalAlpha = look.coarse ? alpha * 0.55 : alpha;
    ctx.strokeStyle = ctx.fillStyle = look.theme.roles[style.role] ?? look.theme.soft;
    ctx.lineWidth = ((look.coarse ? Math.min(style.width, 1) : style.width) * slim) / scale;
    ctx.setLineDash(look.coarse ? [] : style.dash.map((d) => (d * slim) / scale));
    ctx.beginPath();
    if (look.coarse) {
      for (const e of edges) { ctx.moveTo(e.source.x, e.source.y); ctx.lineTo(e.target.x, e.target.y); }
      ctx.stroke();
      continue;
    }
    const curves = edges.map((e) => curve(e));
    for (const k of curves) trace(ctx, k);
    ctx.stroke();
    if (!style.arrow) continue;
    ctx.beginPath();
    for (const k of curves) head(ctx, k, ((5 + style.width) * slim) / scale);
    ctx.fill();
  }
  ctx.restore();
}

/** A line around each group of nodes, in their colour. */
export function drawGroups(ctx: CanvasRenderingContext2D, g: Graph, look: Look): void {
  const groups = new Map<number, Node[]>();
  for (const n of g.nodes.values()) {
    if (!n.group || nodeAlpha(n, look) <= FILTERED) continue;
    const members = groups.get(n.group);
    if (members) members.push(n); else groups.set(n.group, [n]);
  }
  ctx.save();
  ctx.lineWidth = 1.4 / look.scale;
  ctx.lineJoin = "round";
  for (const [, members] of [...groups].sort(([a], [b]) => a - b)) {
    ctx.strokeStyle = ctx.fillStyle = members[0]!.colour;
    ctx.beginPath();
    for (const p of hull(members)) ctx.lineTo(p.x, p.y);
    ctx.closePath();
    ctx.globalAlpha = 0.09;
    ctx.fill();
    ctx.globalAlpha = 0.55;
    ctx.stroke();
  }
  ctx.restore();
}

/** The pen's line behind a relationship that differs between two versions of a case. */
function mark(ctx: CanvasRenderingContext2D, g: Graph, look: Look, e: Edge, alpha: number): void {
  const pen = g.pens[e.change];
  if (!pen) return;
  const k = slimming(look.scale) / look.scale;
  ctx.save();
  ctx.globalAlpha = alpha;
  ctx.lineCap = "butt";
  ctx.strokeStyle = look.theme.changes[e.change] ?? look.theme.soft;
  ctx.lineWidth = (g.style(e).width + pen.width) * k;
  ctx.setLineDash(pen.dash.map((d) => d * k));
  ctx.beginPath();
  trace(ctx, curve(e));
  ctx.stroke();
  ctx.restore();
}

/** The pen's line around a node that differs between two versions of a case. */
export function ring(ctx: CanvasRenderingContext2D, g: Graph, look: Look, n: Node): void {
  const pen = g.pens[n.change], alpha = nodeAlpha(n, look);
  if (!pen || alpha === 0) return;
  const px = 1 / look.scale;
  ctx.save();
  ctx.globalAlpha = alpha;
  ctx.strokeStyle = look.theme.changes[n.change] ?? look.theme.soft;
  ctx.lineWidth = pen.ring * px;
  ctx.setLineDash(pen.dash.map((d) => d * px));
  ctx.beginPath();
  ctx.arc(n.x, n.y, radius(n, look.scale) + pen.ring * px, 0, 7);
  ctx.stroke();
  ctx.restore();
}

function trace(ctx: CanvasRenderingContext2D, { a, b, c }: Curve): void {
  ctx.moveTo(a.x, a.y);
  const [p, q] = c;
  if (p && q) ctx.bezierCurveTo(p.x, p.y, q.x, q.y, b.x, b.y);
  else if (p) ctx.quadraticCurveTo(p.x, p.y, b.x, b.y);
  else ctx.lineTo(b.x, b.y);
}

function head(ctx: CanvasRenderingContext2D, k: Curve, size: number): void {
  const from = k.c[k.c.length - 1] ?? k.a;
  const dx = k.b.x - from.x, dy = k.b.y - from.y, d = Math.hypot(dx, dy);
  if (d < size) return;
  const ux = dx / d, uy = dy / d, w = size * 0.42;
  ctx.moveTo(k.b.x, k.b.y);
  ctx.lineTo(k.b.x - ux * size - uy * w, k.b.y - uy * size + ux * w);
  ctx.lineTo(k.b.x - ux * size + uy * w, k.b.y - uy * size - ux * w);
}

/** Draw many nodes, one path per colour and strength; the ones with rings come later, by themselves. */
export function drawMass(ctx: CanvasRenderingContext2D, g: Graph, look: Look): void {
  const { area, scale } = look, batches = new Map<string, { colour: string; alpha: number; count: number; path: Path2D }>();
  const full: { colour: string; alpha: number; path: Path2D }[] = [];
  for (const n of g.nodes.values()) {
    const r = radius(n, scale);
    if (n.x + r < area.left || n.x - r > area.right || n.y + r < area.top || n.y - r > area.bottom || ringed(n, look)) continue;
    const alpha = nodeAlpha(n, look);
    if (alpha === 0) continue;
    const id = `${n.colour}|${alpha}`;
    let batch = batches.get(id);
    if (!batch) batches.set(id, (batch = { colour: n.colour, alpha, count: 0, path: new Path2D() }));
    // at a few pixels a circle costs more than a square and shows no more
    outline(batch.path, r * scale < 4 && n.shape === "dot" ? "hexagon" : n.shape, n.x, n.y, r, false);
    if (++batch.count === PATH) { full.push(batch); batches.delete(id); }
  }
  ctx.save();
  for (const { colour, alpha, path } of [...full, ...batches.values()].sort((a, b) => a.alpha - b.alpha)) {
    if (alpha < 1) { ctx.fillStyle = look.theme.paper; ctx.fill(path); }
    ctx.globalAlpha = alpha;
    ctx.fillStyle = colour;
    ctx.fill(path);
    ctx.globalAlpha = 1;
  }
  ctx.restore();
}

function ringed(n: Node, look: Look): boolean {
  return look.selectedNodes.has(n.key) || look.hover === n.key || look.focus === n.key;
}

export function drawNode(ctx: CanvasRenderingContext2D, n: Node, look: Look): void {
  if (look.massed && !ringed(n, look)) return;
  const alpha = nodeAlpha(n, look);
  if (alpha === 0) return;
  const r = radius(n, look.scale), px = 1 / look.scale;
  ctx.globalAlpha = alpha;
  if (look.selectedNodes.has(n.key) || look.hover === n.key) {
    ctx.globalAlpha = look.selectedNodes.has(n.key) ? 0.4 : 0.22;
    ctx.strokeStyle = look.theme.accent;
    ctx.lineWidth = 5 * px;
    ctx.beginPath();
    outline(ctx, n.shape, n.x, n.y, r + 2.5 * px);
    ctx.stroke();
    ctx.globalAlpha = alpha;
  }
  ctx.beginPath();
  outline(ctx, n.shape, n.x, n.y, r);
  ctx.fillStyle = n.colour;
  if (alpha < 1) {
    ctx.globalAlpha = 1;
    ctx.fillStyle = look.theme.paper;
    ctx.fill();
    ctx.globalAlpha = alpha;
    ctx.fillStyle = n.colour;
  }
  ctx.fill();
  if (n.pinned && r * look.scale > 6) {
    ctx.fillStyle = look.theme.paper;
    ctx.beginPath();
    ctx.arc(n.x, n.y, Math.min(3.4 * px, r * 0.3), 0, 7);
    ctx.fill();
  }
  if (look.focus === n.key) {
    ctx.globalAlpha = 1;
    ctx.strokeStyle = look.theme.ink;
    ctx.lineWidth = 2 * px;
    ctx.setLineDash([]);
    ctx.beginPath();
    ctx.arc(n.x, n.y, r + 8 * px, 0, 7);
    ctx.stroke();
  }
}

/** Pixels of the texts of an axis and of lanes. */
export const AXIS_SIZE = 11;

/** Dates along x, in a layout by time: a faint line each, its text at the height `top`. */
export function drawAxis(ctx: CanvasRenderingContext2D, g: Graph, look: Look, top: number): void {
  const px = 1 / look.scale;
  ctx.save();
  ctx.strokeStyle = ctx.fillStyle = look.theme.soft;
  ctx.lineWidth = px;
  ctx.textAlign = "center";
  ctx.font = `${AXIS_SIZE * px}px ${look.theme.font}`;
  let free = -Infinity;
  for (const [x, text] of g.axis) {
    if (x < look.area.left || x > look.area.right) continue;
    ctx.globalAlpha = 0.16;
    ctx.beginPath();
    ctx.moveTo(x, look.area.top);
    ctx.lineTo(x, look.area.bottom);
    ctx.stroke();
    const half = ctx.measureText(text).width / 2;
    if (x - half < free) continue;
    free = x + half + 8 * px;
    ctx.globalAlpha = 1;
    ctx.fillText(text, x, top);
  }
  ctx.textAlign = "left";
  for (const [y, text] of g.lanes) {
    ctx.globalAlpha = 0.16;
    ctx.beginPath();
    ctx.moveTo(look.area.left, y);
    ctx.lineTo(look.area.right, y);
    ctx.stroke();
    ctx.globalAlpha = 1;
    ctx.fillText(text, look.area.left + 30 * px, y + 14 * px);
  }
  ctx.restore();
}

/** The outline of a shape of radius `r`; the same shapes as in the legend. */
export function outline(ctx: CanvasRenderingContext2D | Path2D, shape: string, x: number, y: number, r: number, close = true): void {
  const polygon = (points: [number, number][]) => {
    points.forEach(([px, py], i) => (i ? ctx.lineTo(x + px * r, y + py * r) : ctx.moveTo(x + px * r, y + py * r)));
    // a filled shape is closed anyway, and closing costs the more the longer the path
    if (close) ctx.closePath();
  };
  switch (shape) {
    case "square": return polygon([[-0.9, -0.9], [0.9, -0.9], [0.9, 0.9], [-0.9, 0.9]]);
    case "box": ctx.roundRect(x - r * 0.95, y - r * 0.95, r * 1.9, r * 1.9, r * 0.5); return;
    case "diamond": return polygon([[0, -1.15], [1.15, 0], [0, 1.15], [-1.15, 0]]);
    case "triangle": return polygon([[0, -1], [1.12, 0.92], [-1.12, 0.92]]);
    case "triangleDown": return polygon([[0, 1], [1.12, -0.92], [-1.12, -0.92]]);
    case "hexagon": return polygon([[0, -1.06], [0.918, -0.53], [0.918, 0.53], [0, 1.06], [-0.918, 0.53], [-0.918, -0.53]]);
    case "star": return polygon(Array.from({ length: 10 }, (_, i): [number, number] => {
      const a = (i * Math.PI) / 5 - Math.PI / 2, d = i % 2 ? 0.54 : 1.2;
      return [Math.cos(a) * d, Math.sin(a) * d];
    }));
    default: ctx.moveTo(x + r, y); ctx.arc(x, y, r, 0, 2 * Math.PI);
  }
}

/** A point on a relationship: its caption stands at 0.5 where there is room. */
export function pointOn(e: Edge, t: number): { x: number; y: number } {
  return at(curve(e), t);
}
