// What outlives a mount: parts of the data that came on their own, and the memory of each graph.
import type { Event, Viewport } from "./types";

interface Part { hash: string; body: unknown }

const parts = new Map<object, Part>();
const waiting = new Set<() => void>();

/** Keep a part for as long as the element that carried it is on the page. */
export function put(owner: object, bytes: Uint8Array): void {
  parts.set(owner, JSON.parse(new TextDecoder().decode(bytes)) as Part);
  for (const tell of [...waiting]) tell();
}

export function drop(owner: object): void {
  parts.delete(owner);
}

export function find<T>(hash: string): T | undefined {
  for (const part of parts.values()) if (part.hash === hash) return part.body as T;
  return undefined;
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
  send: ((value: unknown) => void) | undefined;
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

  /** True when Python has answered every event up to `seq`. */
  answered(seq: number): boolean {
    return !this.events.some((e) => e.seq <= seq);
  }

  /** Send what is not acknowledged, and again later with growing pauses: a message can be lost while a page mounts. */
  flush(): void {
    clearTimeout(this.timer);
    if (this.events.length === 0 || !this.send) return;
    this.send({ epoch: this.epoch, events: this.events, view: this.view });
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
