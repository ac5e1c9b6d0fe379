// What outlives a mount: parts of the data that came on their own, and the memory of each graph.
import type { ChangeBody, Event, SceneBody, Viewport } from "./types";

interface Part { hash: string; body: unknown }

const parts = new Map<object, Part>();
const waiting = new Set<() => void>();

/** Keep a part for as long as the element that carried it is on the page. */
export function put(owner: object, bytes: Uint8Array): void {
  if (!bytes?.length) { parts.delete(owner); return; }
  const text = new TextDecoder().decode(bytes), had = parts.get(owner);
  // the same part comes with every run of the page
  if (had && text.startsWith(`{"hash":"${had.hash}"`)) return;
  parts.set(owner, JSON.parse(text) as Part);
  for (const tell of [...waiting]) tell();
}

export function drop(owner: object): void {
  parts.delete(owner);
}

export function find<T>(hash: string): T | undefined {
  for (const part of parts.values()) if (part.hash === hash) return part.body as T;
  return undefined;
}

/** The scene that a hash names, with the change that another one names; undefined until both are here. */
export function findScene(hash: string, change: string | null): SceneBody | undefined {
  const base = find<SceneBody>(hash);
  if (!base || change === null) return base;
  const c = find<ChangeBody>(change);
  return c && {
    ...base, title: c.title, legend: c.legend, axis: c.axis, lanes: c.lanes,
    nodes: changed(base.nodes, c.nodes, c.gone_nodes), edges: changed(base.edges, c.edges, c.gone_edges),
  };
}

function changed<T extends [key: string, ...rest: unknown[]]>(base: T[], rows: T[], gone: string[]): T[] {
  const anew = new Map(rows.map((row) => [row[0], row])), out = new Set(gone);
  const kept = base.filter(([key]) => !out.has(key)).map((row) => {
    const other = anew.get(row[0]);
    anew.delete(row[0]);
    return other ?? row;
  });
  // in the order of their keys, as in a scene that comes whole: what lies over what is the same
  return anew.size ? [...kept, ...anew.values()].sort((a, b) => (a[0] < b[0] ? -1 : 1)) : kept;
}

/** Call `tell` whenever a part arrives; returns what ends it. */
export function watch(tell: () => void): () => void {
  waiting.add(tell);
  return () => waiting.delete(tell);
}

/** A place a person gave a node, good until Python gives the node another one. */
export interface Placed { x: number; y: number; pinned: boolean; over: [x: number, y: number, pinned: boolean] }

export interface Memory {
  view: Viewport | null;
  /** The view is the fitted one: it is fitted again when the canvas changes its size. */
  fitted: boolean;
  placed: Map<string, Placed>;
  /** Python's last number that asks for a fit. */
  fit: number;
}

const memories = new Map<string, Memory>();
const MEMORIES = 20;

export function memory(graph: string): Memory {
  let m = memories.get(graph);
  if (!m) {
    m = { view: null, fitted: false, placed: new Map(), fit: 0 };
    if (memories.size >= MEMORIES) memories.delete(memories.keys().next().value!);
    memories.set(graph, m);
  }
  return m;
}

/** Events on their way to Python: each is sent until it is acknowledged, so that none is lost. */
export class Outbox {
  readonly epoch = crypto.randomUUID?.() ?? `${Date.now()}-${Math.random()}`;
  private seq = 0;
  private events: Event[] = [];
  private timer: ReturnType<typeof setTimeout> | undefined;
  private wait = FIRST_WAIT;
  private senders = new Map<object, (value: unknown) => void>();
  view: Viewport | null = null;

  add(event: Omit<Event, "seq">, replaces = false): number {
    if (replaces) this.events = this.events.filter((e) => e.kind !== event.kind);
    this.events.push({ ...event, seq: ++this.seq });
    this.wait = FIRST_WAIT;
    this.flush();
    return this.seq;
  }

  acknowledge(ack: { epoch: string; seq: number }): void {
    if (ack.epoch !== this.epoch) return;
    this.events = this.events.filter((e) => e.seq > ack.seq);
    if (this.events.length === 0) clearTimeout(this.timer);
  }

  /** Send by a canvas; what is there already is sent when it says so. */
  open(owner: object, send: (value: unknown) => void): void {
    this.senders.delete(owner); // so that it is the last one
    this.senders.set(owner, send);
  }

  /** Send no more by a canvas that is gone; one that came before or after it sends what is left. */
  close(owner: object): void {
    this.senders.delete(owner);
    if (this.senders.size === 0) clearTimeout(this.timer);
  }

  /** True when Python has answered every event up to `seq`. */
  answered(seq: number): boolean {
    return !this.events.some((e) => e.seq <= seq);
  }

  /** Send what is not acknowledged, and again later with growing pauses: a message can be lost while a page mounts. */
  flush(): void {
    clearTimeout(this.timer);
    const send = [...this.senders.values()].at(-1);
    if (this.events.length === 0 || !send) return;
    send({ epoch: this.epoch, events: this.events, view: this.view });
    this.timer = setTimeout(() => { this.wait = Math.min(this.wait * 2, LONGEST_WAIT); this.flush(); }, this.wait);
  }
}
const FIRST_WAIT = 4000;
const LONGEST_WAIT = 60_000;

const outboxes = new Map<string, Outbox>();
export function outbox(name: string): Outbox {
  let o = outboxes.get(name);
  if (!o) outboxes.set(name, (o = new Outbox()));
  return o;
}
