// Captions: constant in size, never one over another, the most connected first.
import { edgeAlpha, nodeAlpha, pointOn, radius, type Look } from "./draw";
import type { Graph } from "./graph";
import type { Edge, Node } from "./types";

export const NODE_SIZE = 12.5, EDGE_SIZE = 11;
export const LINE = 15;
const LONGEST = 190, SHORT = 96, NARROW = 84, WIDE = 260;
/** Pixels from which a caption stands off from its node; and what it then keeps from any other shape. */
const OFF = 9, CLEAR = 14;
const FEW = 80, MANY = 150, LARGE = 9;
/** Pixels of a canvas up to which only the names of the best connected go far for room; zooming in brings the others. */
const SLIM = 680, HUBS = 8;
/** Selected nodes and relationships up to which captions of relationships are looked for. */
const FORCED = 20;
/** Where on its line the caption of a relationship may stand, best first. */
const ALONG = [0.5, 0.4, 0.6, 0.3, 0.7, 0.22, 0.78];
/** Captions drawn at the most; in a large graph only the best connected and what is zoomed in on. */
const MOST = 400, MOST_COARSE = 48, MOST_EDGES = 160;

export interface Rect { left: number; top: number; right: number; bottom: number }
/** A caption in its place; `x` is its middle, `y` the base of its first line; `led`: a line joins it to its node. */
export interface Caption extends Rect { key: string; lines: string[]; x: number; y: number; node: boolean; led?: boolean }

/** Rectangles on a grid, so that a caption is compared with its neighbourhood only. */
class Room {
  private cells = new Map<number, Rect[]>();
  private each(r: Rect, visit: (cell: number) => boolean): boolean {
    for (let x = Math.floor(r.left / 64); x <= Math.floor(r.right / 64); x++) {
      for (let y = Math.floor(r.top / 64); y <= Math.floor(r.bottom / 64); y++) if (visit(x * 65_536 + y)) return true;
    }
    return false;
  }
  free(r: Rect, except?: Rect): boolean {
    return !this.each(r, (cell) => (this.cells.get(cell) ?? []).some((o) => o !== except && overlap(o, r)));
  }
  /** All that stands where `r` would, but `except`. */
  inTheWay(r: Rect, except: Rect): Set<Rect> {
    const found = new Set<Rect>();
    this.each(r, (cell) => {
      for (const o of this.cells.get(cell) ?? []) if (o !== except && overlap(o, r)) found.add(o);
      return false;
    });
    return found;
  }
  take(r: Rect): void {
    this.each(r, (cell) => {
      const list = this.cells.get(cell);
      if (list) list.push(r); else this.cells.set(cell, [r]);
      return false;
    });
  }
  leave(r: Rect): void {
    this.each(r, (cell) => {
      const list = this.cells.get(cell)!;
      list.splice(list.indexOf(r), 1);
      return false;
    });
  }
}

function overlap(a: Rect, b: Rect): boolean {
  return a.left < b.right && a.right > b.left && a.top < b.bottom && a.bottom > b.top;
}

/** Distance of a point from a rectangle, 0 inside. */
function gap(r: Rect, x: number, y: number): number {
  return Math.hypot(Math.max(r.left - x, x - r.right, 0), Math.max(r.top - y, y - r.bottom, 0));
}

/** Widths of texts in one font; measuring is what costs. */
export class Measure {
  private widths = new Map<number, Map<string, number>>();
  private cuts = new Map<string, Map<string, string>>();
  private font = "";
  constructor(private ctx: CanvasRenderingContext2D) {}

  use(font: string): void {
    if (font !== this.font) { this.font = font; this.widths.clear(); this.cuts.clear(); }
  }
  width(text: string, size: number): number {
    const known = of(this.widths, size, 20_000);
    let w = known.get(text);
    if (w === undefined) {
      this.ctx.font = `${size}px ${this.font}`;
      known.set(text, (w = this.ctx.measureText(text).width));
    }
    return w;
  }
  /** The text in one line, cut to `limit` pixels with an ellipsis. */
  fit(text: string, size: number, limit: number): string {
    const known = of(this.cuts, `${size} ${limit}`, 5_000);
    let cut = known.get(text);
    if (cut === undefined) known.set(text, (cut = this.cut(text, size, limit)));
    return cut;
  }

  /** The text broken between words into at most four lines of `limit` pixels; null where that is not enough. */
  wrap(text: string, size: number, limit: number): string[] | null {
    const lines: string[] = [];
    for (const word of text.split(" ")) {
      const line = lines.length ? `${lines[lines.length - 1]} ${word}` : word;
      if (lines.length && this.width(line, size) <= limit) lines[lines.length - 1] = line;
      else if (lines.length === 4 || this.width(word, size) > limit) return null;
      else lines.push(word);
    }
    return lines;
  }

  private cut(text: string, size: number, limit: number): string {
    const line = text.slice(0, 400).replace(/\s+/gu, " ").trim();
    if (this.width(line, size) <= limit) return line;
    const letters = [...new Intl.Segmenter(undefined, { granularity: "grapheme" }).segment(line)].map((s) => s.segment);
    let low = 1, high = letters.length;
    while (low < high) {
      const mid = (low + high + 1) >> 1;
      if (this.width(letters.slice(0, mid).join("") + "…", size) <= limit) low = mid; else high = mid - 1;
    }
    return letters.slice(0, low).join("").trimEnd() + "…";
  }
}

/** What is known under a name, forgotten where it has become too much. */
function of<N, V>(all: Map<N, Map<string, V>>, name: N, most: number): Map<string, V> {
  let known = all.get(name);
  if (!known || known.size > most) all.set(name, (known = new Map()));
  return known;
}

type ToScreen = (p: { x: number; y: number }) => { x: number; y: number };
interface Shown { n: Node; x: number; y: number; r: number; own: Rect; rank: number }

/** Give each caption its place; `taken` is what already stands on the canvas. */
export function place(g: Graph, look: Look, m: Measure, screen: ToScreen, width: number, height: number, taken: Rect[]): Caption[] {
  const room = new Room(), shapes = new Room();
  for (const r of taken) room.take(r);
  const shown: Shown[] = [];
  for (const n of g.ranked) {
    if (nodeAlpha(n, look) === 0) continue;
    const p = screen(n);
    if (p.x < -40 || p.y < -30 || p.x > width + 40 || p.y > height + 30) continue;
    const r = radius(n, look.scale) * look.scale + 1.5 * (g.pens[n.change]?.ring ?? 0);
    const own = { left: p.x - r, top: p.y - r, right: p.x + r, bottom: p.y + r };
    shown.push({ n, ...p, r, own, rank: shown.length });
  }
  // where nodes are many and small, a caption may cover some: else only those at the rim would have one
  for (const s of shown) if (shown.length <= MANY || s.r >= LARGE) room.take(s.own);
  if (shown.length <= MANY) for (const s of shown) shapes.take(s.own);
  const most = g.nodes.size > 1500 && shown.length > 150 ? MOST_COARSE : MOST;
  // what is filtered out comes last; what is selected has no turn of its own, so that captions stay where they are
  const back = ({ n }: Shown) => Number(n.off || n.faint);
  shown.sort((a, b) => back(a) - back(b));
  const captions: Caption[] = [];
  let count = 0;
  const falling = new Set(g.falling), rank = (e: Edge) => (falling.has(e) ? 0 : e.accusatory ? 1 : 2);
  const speaking = shown.length <= 220 && look.scale > 0.3;
  // what says what falls, or that somebody is accused, is not left without its words and its status: it comes before names
  if (speaking) edgeSpots(2, 0, shown.length <= FEW ? ALONG : [0.5, 0.35, 0.65]);
  const placed = new Map<Caption, Shown>(), left: Shown[] = [];
  for (const s of shown) {
    if (captions.length - count >= most) break;
    if (s.n.caption.trim() === "") continue;
    const found = any(s, whole(s)) ?? (shown.length > FEW ? any(s, cut(s)) : null);
    if (found) put(found, s); else left.push(s);
  }
  // where nodes are few each has its caption: for one without room another one moves aside, and only then is it cut
  if (shown.length <= FEW) for (const s of left) {
    const found = squeeze(s, whole(s)) ?? any(s, cut(s)) ?? squeeze(s, cut(s));
    if (found) put(found, s);
  }
  // what moved aside may have left room for what stands off, and may move again
  for (const [c, s] of shown.length <= FEW ? [...placed] : []) if (c.led && placed.has(c)) {
    take(c);
    const at = any(s, whole(s)) ?? c;
    put((led(at, s) && squeeze(s, whole(s), true)) || at, s);
  }
  if (speaking) edgeSpots(3, 2, [0.5, 0.42, 0.58]);
  // what is pointed at, or alone selected, has its caption even over others; of several only those that find room
  const has = new Set(captions.map((c) => c.key));
  const selected = look.selectedNodes.size + look.selectedEdges.size, few = selected <= FORCED, alone = selected === 1;
  for (const s of shown) {
    const pointed = look.hover === s.n.key || look.focus === s.n.key || (alone && look.selectedNodes.has(s.n.key));
    if (pointed && !has.has(s.n.key) && s.n.caption.trim()) put(block(s.n.key, s.n.lines, s.x, s.y + s.r + 4 + NODE_SIZE, true), s);
  }
  for (const key of few ? look.selectedEdges : []) {
    const e = g.edges.get(key);
    if (!e || has.has(key) || !e.caption.trim() || edgeAlpha(e, look) === 0) continue;
    const p = screen(pointOn(e, 0.5));
    if (p.x < 0 || p.y < 0 || p.x > width || p.y > height) continue;
    const c = ALONG.map((t) => said(e, screen(pointOn(e, t)))).find((at) => room.free(at)) ?? (alone ? said(e, p) : null);
    if (c) { room.take(c); captions.push(c); }
  }
  return captions;

  function put(c: Caption, s: Shown): void {
    room.take(c);
    c.led = led(c, s);
    captions.push(c);
    placed.set(c, s);
  }

  function take(c: Caption): void {
    room.leave(c);
    captions.splice(captions.indexOf(c), 1);
    placed.delete(c);
  }

  function led(c: Rect, s: Shown): boolean {
    return gap(c, s.x, s.y) - s.r >= OFF || !nearest(c, s);
  }

  /** Whether no other shape is nearer to a caption than its own. */
  function nearest(c: Rect, s: Shown): boolean {
    return apart(c, s, Math.max(0, gap(c, s.x, s.y) - s.r) + 1);
  }

  function apart(c: Rect, s: Shown, by: number): boolean {
    return !shapes.inTheWay({ left: c.left - by, top: c.top - by, right: c.right + by, bottom: c.bottom + by }, s.own).size;
  }

  /** The first place that is free and nearest to its own shape, or else one at which no other shape is near. */
  function any(s: Shown, ways: string[][]): Caption | null {
    let first: Caption | null = null;
    for (const lines of ways) {
      for (const c of spots(s, lines)) {
        if (!room.free(c, s.own)) continue;
        if (nearest(c, s)) return c;
        if (!first && apart(c, s, CLEAR)) first = c;
      }
    }
    return first;
  }

  /** A place where one other caption stands that can stand elsewhere, `close` both of them; that one has moved then. */
  function squeeze(s: Shown, ways: string[][], close = false): Caption | null {
    for (const lines of ways) {
      for (const c of spots(s, lines)) {
        const [other, ...more] = room.inTheWay(c, s.own) as Set<Caption>;
        const owner = other && placed.get(other);
        if (!other || !owner || more.length || (close ? led(c, s) : !nearest(c, s) && !apart(c, s, CLEAR))) continue;
        take(other);
        room.take(c);
        const moved = any(owner, whole(owner)), better = moved && !(close && led(moved, owner));
        room.leave(c);
        put(better ? moved : other, owner);
        if (better) return c;
      }
    }
    return null;
  }

  /** A caption in full: as the scene breaks it, where nodes are few narrower or wider too. */
  function whole(s: Shown): string[][] {
    const lines = s.n.lines.filter((line) => line.trim() !== "");
    const other = shown.length <= FEW ? [m.wrap(s.n.caption, NODE_SIZE, NARROW), m.wrap(s.n.caption, NODE_SIZE, WIDE)] : [];
    return [lines, ...other].filter((all) => all !== null && all.length > 0) as string[][];
  }

  function cut(s: Shown): string[][] {
    return [m.fit(s.n.caption, NODE_SIZE, LONGEST), m.fit(s.n.caption, NODE_SIZE, SHORT)].map((line) => [line]);
  }

  function block(key: string, lines: string[], x: number, y: number, node: boolean): Caption {
    const size = node ? NODE_SIZE : EDGE_SIZE;
    return box(key, lines, x, y, node, Math.max(...lines.map((line) => m.width(line, size))) / 2 + 2);
  }

  /** The caption of a relationship around a point: in two lines where it is long, since its end says its status. */
  function said(e: Edge, p: { x: number; y: number }): Caption {
    const lines = m.width(e.caption, EDGE_SIZE) > LONGEST ? m.wrap(e.caption, EDGE_SIZE, LONGEST) : null;
    const all = lines ?? [m.fit(e.caption, EDGE_SIZE, LONGEST)];
    return block(e.key, all, p.x, p.y + EDGE_SIZE * 0.36 - (LINE * (all.length - 1)) / 2, false);
  }

  function box(key: string, lines: string[], x: number, y: number, node: boolean, half: number): Caption {
    const size = node ? NODE_SIZE : EDGE_SIZE;
    return { key, lines, x, y, node, left: x - half, right: x + half, top: y - size * 0.95, bottom: y + size * 0.32 + LINE * (lines.length - 1) };
  }

  /** Where a caption may stand, best first: below, above, beside; where nodes are few, a little off too. */
  function* spots(s: Shown, lines: string[]): Generator<Caption> {
    const half = Math.max(...lines.map((line) => m.width(line, NODE_SIZE))) / 2, tall = LINE * (lines.length - 1);
    const down = s.r + 4 + NODE_SIZE, up = -s.r - 7 - tall, side = s.r + 6 + half, level = NODE_SIZE * 0.36 - tall / 2;
    const inside = s.x > 0 && s.x < width && s.y > 0 && s.y < height;
    const at: [number, number][] = [
      [0, down], [0, up], [side, level], [-side, level],
      [half * 0.7, down], [-half * 0.7, down], [half * 0.7, up], [-half * 0.7, up],
      [0, down + 9], [0, up - 9], [side, level + 12], [-side, level + 12], [side, level - 12], [-side, level - 12],
      [0, down + 20], [0, up - 20],
    ];
    const far = width > SLIM || s.rank < HUBS;
    for (const off of shown.length > FEW ? [] : far ? [10, 24, 38, 54, 72, 92] : [10]) {
      for (let i = 0; i < 16; i++) {
        const a = Math.PI / 2 + ((i % 2 ? 1 : -1) * Math.ceil(i / 2) * Math.PI) / 8;
        at.push([Math.cos(a) * (s.r + off + half), Math.sin(a) * (s.r + off + tall / 2) + level]);
      }
    }
    for (const [dx, dy] of at) {
      const c = box(s.n.key, lines, s.x + dx, s.y + dy, true, half + 2);
      if (!inside || (c.left > 1 && c.right < width - 1 && c.top > 1 && c.bottom < height - 1)) yield c;
    }
  }

  /** Captions of the relationships whose rank is from `least` and below `most`, each at the first of its spots that is free. */
  function edgeSpots(most: number, least: number, spots: number[]): void {
    const order: Edge[] = [];
    for (const e of g.edges.values()) {
      const r = rank(e);
      if (r < least || r >= most || edgeAlpha(e, look) === 0 || e.caption.trim() === "") continue;
      order.push(e);
    }
    order.sort((a, b) => rank(a) - rank(b));
    for (const e of order) {
      if (count >= MOST_EDGES) return;
      const span = Math.hypot(e.target.x - e.source.x, e.target.y - e.source.y) * look.scale;
      const wide = Math.min(LONGEST, m.width(e.caption, EDGE_SIZE));
      if (least > 1 && e.source !== e.target && span < wide * 0.45 + 34) continue;
      for (const t of spots) {
        const p = screen(pointOn(e, t));
        if (p.x < 0 || p.y < 0 || p.x > width || p.y > height) continue;
        const c = said(e, p);
        if (!room.free(c)) continue;
        room.take(c);
        captions.push(c);
        count++;
        break;
      }
    }
  }
}

/** Draw placed captions; the context is in pixels of the screen. */
export function drawCaptions(ctx: CanvasRenderingContext2D, captions: Caption[], g: Graph, look: Look, screen: ToScreen): void {
  const { theme } = look;
  ctx.save();
  ctx.textAlign = "center";
  ctx.textBaseline = "alphabetic";
  ctx.lineJoin = "round";
  leaders(ctx, captions, g, look, screen);
  ctx.strokeStyle = theme.paper;
  for (const node of [false, true]) {
    ctx.font = `${node ? NODE_SIZE : EDGE_SIZE}px ${theme.font}`;
    ctx.lineWidth = 4;
    ctx.fillStyle = node ? theme.ink : theme.soft;
    for (const c of captions) {
      if (c.node !== node) continue;
      const n = node ? g.nodes.get(c.key) : undefined, e = node ? undefined : g.edges.get(c.key);
      const alpha = n ? nodeAlpha(n, look) : e ? edgeAlpha(e, look) : 1;
      ctx.globalAlpha = Math.max(0.3, alpha);
      c.lines.forEach((line, i) => {
        ctx.strokeText(line, c.x, c.y + i * LINE);
        ctx.fillText(line, c.x, c.y + i * LINE);
      });
    }
  }
  ctx.restore();
}

/** A caption that stands off from its node, or nearer to another one, is joined to it by a thin line. */
function leaders(ctx: CanvasRenderingContext2D, captions: Caption[], g: Graph, look: Look, screen: ToScreen): void {
  ctx.strokeStyle = look.theme.soft;
  ctx.lineWidth = 0.8;
  ctx.setLineDash([2, 2]); // not to be taken for a relationship
  for (const c of captions) {
    const n = c.led ? g.nodes.get(c.key) : undefined;
    if (!n) continue;
    const p = screen(n), r = radius(n, look.scale) * look.scale;
    const x = Math.max(c.left, Math.min(p.x, c.right)), y = Math.max(c.top, Math.min(p.y, c.bottom));
    const d = Math.hypot(x - p.x, y - p.y) || 1;
    ctx.globalAlpha = 0.6 * nodeAlpha(n, look);
    ctx.beginPath();
    ctx.moveTo(p.x + ((x - p.x) / d) * r, p.y + ((y - p.y) / d) * r);
    ctx.lineTo(x, y);
    ctx.stroke();
  }
  ctx.setLineDash([]);
}
