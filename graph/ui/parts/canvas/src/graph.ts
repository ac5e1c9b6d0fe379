// The graph as the canvas keeps it, and where its lines run.
import { memory, type Memory } from "./store";
import type { Edge, LegendEntry, LineStyle, Node, Pen, SceneBody } from "./types";

export interface Point { x: number; y: number }
export interface Box { left: number; top: number; right: number; bottom: number }

/** The curve of a relationship, in scene units: from `a` to `b` by the control points (one, or two for a loop). */
export interface Curve { a: Point; b: Point; c: Point[] }

export class Graph {
  nodes = new Map<string, Node>();
  edges = new Map<string, Edge>();
  legend: LegendEntry[] = [];
  styles: Record<string, LineStyle> = {};
  plain: LineStyle = { width: 1.2, dash: [], role: "", arrow: true };
  palettes: SceneBody["palettes"] | null = null;
  pens: Record<string, Pen> = {};
  axis: SceneBody["axis"] = [];
  lanes: SceneBody["lanes"] = [];
  title = "";
  /** Most connected first: the order in which captions get their room. */
  ranked: Node[] = [];
  /** Relationships that are marked as falling, or as having another status then. */
  falling: Edge[] = [];

  static from(body: SceneBody, graphId: string): Graph {
    const g = new Graph();
    const kept = memory(graphId);
    g.legend = body.legend;
    g.styles = body.styles;
    g.plain = body.plain;
    g.palettes = body.palettes;
    g.pens = body.pens;
    g.axis = body.axis;
    g.lanes = body.lanes;
    g.title = body.title;
    for (const [key, id, caption, type, colour, shape, size, x, y, tooltip, pinned, lines, faint, also, change, group] of body.nodes) {
      const place = settle(kept, key, [x, y, pinned]);
      g.nodes.set(key, {
        key, id, caption, type, colour, shape, size, x: place[0], y: place[1], tooltip, pinned: place[2], lines, faint, also, change, group,
        degree: 0, edges: [], off: false,
      });
    }
    for (const [key, type, caption, s, t, status, bend, tooltip, accusatory, faint, change, says] of body.edges) {
      const source = g.nodes.get(s), target = g.nodes.get(t);
      if (!source || !target) continue;
      const edge: Edge = { key, type, caption, source, target, status, bend, tooltip, accusatory, faint, change, says, off: false };
      g.edges.set(key, edge);
      if (change === "falls" || change === "shaken") g.falling.push(edge);
      source.edges.push(edge);
      if (target !== source) target.edges.push(edge);
      if (says) continue;
      source.degree++;
      target.degree++;
    }
    g.ranked = [...g.nodes.values()].sort((a, b) => b.degree - a.degree || (a.key < b.key ? -1 : 1));
    return g;
  }

  style(edge: Edge): LineStyle {
    return this.styles[edge.says || (edge.status ?? "")] ?? this.plain;
  }

  /** Mark what the legend filters out; a relationship goes with either of its ends. */
  filter(hidden: ReadonlySet<string>, away: ReadonlySet<string>): void {
    for (const n of this.nodes.values()) n.off = away.has(n.key) || hidden.has(`change:${n.change}`)
      || [n.type, ...n.also].some((name) => hidden.has(`type:${name}`) || hidden.has(`label:${name}`));
    for (const e of this.edges.values()) {
      e.off = e.source.off || e.target.off || hidden.has(`relationship:${e.type}`) || hidden.has(`change:${e.change}`) || hidden.has(`speakers:${e.says}`)
        || (e.status !== null && hidden.has(`status:${e.status}`));
    }
  }

  neighbours(node: Node): Node[] {
    const found = new Set<Node>();
    for (const e of node.edges) found.add(e.source === node ? e.target : e.source);
    found.delete(node);
    return [...found];
  }

  bounds(nodes: Iterable<Node> = this.nodes.values()): Box | null {
    const b: Box = { left: Infinity, top: Infinity, right: -Infinity, bottom: -Infinity };
    for (const n of nodes) {
      b.left = Math.min(b.left, n.x - n.size);
      b.right = Math.max(b.right, n.x + n.size);
      b.top = Math.min(b.top, n.y - n.size);
      b.bottom = Math.max(b.bottom, n.y + n.size);
    }
    return b.left <= b.right ? b : null;
  }
}

/** Where a node stands: where a person put it, unless Python has moved it since. */
function settle(kept: Memory, key: string, given: [number, number, boolean]): [number, number, boolean] {
  const placed = kept.placed.get(key);
  if (!placed) return given;
  const same = given.every((v, i) => v === placed.over[i]);
  if (same) return [placed.x, placed.y, placed.pinned];
  kept.placed.delete(key);
  return given;
}

const ARROW = 8;

/** The line of a relationship, from border to border of its nodes: the same as in exported pictures. */
export function curve(e: Edge): Curve {
  const { source: s, target: t } = e;
  if (s === t) {
    const reach = s.size + 22 + 16 * Math.abs(e.bend);
    return { a: polar(s, s.size + 1.5, -1.15), b: polar(s, s.size + 2.5, -0.35), c: [polar(s, reach, -1.45), polar(s, reach, -0.1)] };
  }
  const dx = t.x - s.x, dy = t.y - s.y, d = Math.hypot(dx, dy) || 1;
  const off = (2 * e.bend * Math.min(26, 12 + d * 0.07)) / d;
  const c = e.bend ? [{ x: (s.x + t.x) / 2 - dy * off, y: (s.y + t.y) / 2 + dx * off }] : [];
  const a = step(s, c[0] ?? t, border(s, c[0] ?? t) + 1.5), b = step(t, c[0] ?? s, border(t, c[0] ?? s) + 2.5);
  if ((b.x - a.x) * dx + (b.y - a.y) * dy <= ARROW) return { a: s, b: t, c: [] };
  return { a, b, c };
}

function border(n: Node, towards: Point): number {
  const dx = towards.x - n.x, dy = towards.y - n.y, d = Math.hypot(dx, dy);
  if (d === 0) return n.size;
  const cos = Math.abs(dx / d), sin = Math.abs(dy / d);
  if (n.shape === "square" || n.shape === "box") return Math.min((0.9 * n.size) / Math.max(cos, sin), 1.15 * n.size);
  return n.shape === "diamond" ? (1.15 * n.size) / (cos + sin) : n.size;
}

function polar(centre: Point, r: number, angle: number): Point {
  return { x: centre.x + r * Math.cos(angle), y: centre.y + r * Math.sin(angle) };
}

function step(from: Point, towards: Point, length: number): Point {
  const dx = towards.x - from.x, dy = towards.y - from.y, d = Math.hypot(dx, dy) || 1;
  return { x: from.x + (dx / d) * length, y: from.y + (dy / d) * length };
}

/** How far a relationship may reach beyond the box of its ends, in scene units. */
export function overhang(e: Edge): number {
  return e.bend || e.source === e.target ? 30 * (Math.abs(e.bend) + 2) : 0;
}

/** The point at `t` (0…1) of a curve. */
export function at({ a, b, c }: Curve, t: number): Point {
  const u = 1 - t;
  const mix = (p: number, q: number, r: number, s: number): number =>
    c.length === 2 ? u * u * u * p + 3 * u * u * t * q + 3 * u * t * t * r + t * t * t * s
      : c.length === 1 ? u * u * p + 2 * u * t * q + t * t * s
        : u * p + t * s;
  const c1 = c[0] ?? a, c2 = c[1] ?? b;
  return { x: mix(a.x, c1.x, c2.x, b.x), y: mix(a.y, c1.y, c2.y, b.y) };
}

/** The distance from a point to a curve, by pieces. */
export function distance(p: Point, k: Curve): number {
  const pieces = k.c.length ? 12 : 1;
  let best = Infinity, last = k.a;
  for (let i = 1; i <= pieces; i++) {
    const next = at(k, i / pieces);
    const dx = next.x - last.x, dy = next.y - last.y, l2 = dx * dx + dy * dy || 1;
    const u = Math.max(0, Math.min(1, ((p.x - last.x) * dx + (p.y - last.y) * dy) / l2));
    best = Math.min(best, Math.hypot(p.x - last.x - u * dx, p.y - last.y - u * dy));
    last = next;
  }
  return best;
}

/** The node under a point, the nearest one where several are; `slack` in scene units. */
export function nodeAt(g: Graph, p: Point, slack: number, gone: (n: Node) => boolean): Node | null {
  let best: Node | null = null, least = Infinity;
  for (const n of g.nodes.values()) {
    const d = Math.hypot(n.x - p.x, n.y - p.y) - n.size;
    if (d <= slack && d < least && !gone(n)) { best = n; least = d; }
  }
  return best;
}

export function edgeAt(g: Graph, p: Point, slack: number, gone: (e: Edge) => boolean): Edge | null {
  let best: Edge | null = null, least = slack;
  for (const e of g.edges.values()) {
    const { source: s, target: t } = e, reach = slack + overhang(e);
    if (p.x < Math.min(s.x, t.x) - reach || p.x > Math.max(s.x, t.x) + reach) continue;
    if (p.y < Math.min(s.y, t.y) - reach || p.y > Math.max(s.y, t.y) + reach || gone(e)) continue;
    const d = distance(p, curve(e));
    if (d < least) { best = e; least = d; }
  }
  return best;
}

/** Units of the scene between a node of a group and the line around it. */
const ROOM = 12;

/** The least convex line around some nodes, by Andrew's monotone chain: the same as in exported pictures. */
export function hull(nodes: Iterable<Node>): Point[] {
  const points = [...nodes].flatMap((n) => Array.from({ length: 16 }, (_, k) => polar(n, n.size + ROOM, (Math.PI / 8) * k)));
  points.sort((a, b) => a.x - b.x || a.y - b.y);
  const half = (some: Point[]): Point[] => {
    const line: Point[] = [];
    for (const p of some) {
      for (;;) {
        const a = line[line.length - 2], b = line[line.length - 1];
        if (!a || !b || (b.x - a.x) * (p.y - a.y) - (b.y - a.y) * (p.x - a.x) > 0) break;
        line.pop();
      }
      line.push(p);
    }
    return line.slice(0, -1);
  };
  return [...half(points), ...half(points.reverse())];
}

/** Whether a point lies inside a closed line: a ray from it crosses the line an odd number of times. */
export function within(p: Point, line: Point[]): boolean {
  let inside = false;
  line.forEach((a, i) => {
    const b = line[(i + 1) % line.length]!;
    if (a.y > p.y !== b.y > p.y && p.x < a.x + ((p.y - a.y) / (b.y - a.y)) * (b.x - a.x)) inside = !inside;
  });
  return inside;
}
