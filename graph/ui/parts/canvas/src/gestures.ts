// Mouse, pen and fingers on the stage. vis-network's own handling is off: it has no box selection, tells no
// long press from a drag, and redraws a large graph on every move.
import type { Timer } from "./clock";
import { el } from "./dom";
import { edgeAt, nodeAt, type Point } from "./graph";
import type { Edge, Node } from "./types";
import type { View } from "./view";

export interface GestureActions {
  click(node: Node | null, edge: Edge | null, additive: boolean): void;
  doubleClick(node: Node | null, edge: Edge | null): void;
  menu(node: Node | null, edge: Edge | null, at: Point): void;
  hover(node: Node | null, edge: Edge | null, at: Point): void;
  box(nodes: string[], additive: boolean): void;
  moved(nodes: { node: Node; before: Point }[]): void;
  touch(): void;
}

/** Two clicks within this time, in milliseconds, are a double click. */
export const DOUBLE = 260;
const LONG_PRESS = 550;
/** Pixels a pointer may tremble. */
const STILL = 4;

type Doing =
  | { what: "press" | "pan" | "nothing" }
  | { what: "drag"; nodes: { node: Node; before: Point }[] }
  | { what: "box"; rect: HTMLElement; from: Point };

export function gestures(view: View, act: GestureActions): void {
  const { clock, stage } = view;
  const pointers = new Map<number, Point>();
  let doing: Doing = { what: "nothing" };
  let start: Point = { x: 0, y: 0 }, last = start, onNode: Node | null = null, onEdge: Edge | null = null;
  let press: Timer;
  let pinch = 0, clickedAt = -Infinity, clickedOn: Node | Edge | null = null;

  const at = (e: MouseEvent): Point => {
    const r = stage.getBoundingClientRect();
    return { x: e.clientX - r.left, y: e.clientY - r.top };
  };
  const under = (p: Point, touch: boolean): [Node | null, Edge | null] => {
    const q = view.scene(p), slack = (touch ? 14 : 4) / view.scale;
    const node = nodeAt(view.graph, q, slack, view.gone);
    return [node, node ? null : edgeAt(view.graph, q, (touch ? 14 : 6) / view.scale, view.goneEdge)];
  };

  function down(e: PointerEvent): void {
    act.touch();
    if (e.button !== 0 && e.pointerType === "mouse") return;
    view.settle();
    const p = at(e);
    pointers.set(e.pointerId, p);
    stage.setPointerCapture(e.pointerId);
    if (pointers.size === 2) {
      clock.clear(press);
      cancel();
      const [a, b] = [...pointers.values()] as [Point, Point];
      pinch = Math.hypot(a.x - b.x, a.y - b.y);
      return;
    }
    start = last = p;
    [onNode, onEdge] = under(p, e.pointerType !== "mouse");
    doing = { what: "press" };
    if (e.pointerType !== "mouse") {
      press = clock.after(() => { doing = { what: "nothing" }; act.menu(onNode, onEdge, p); }, LONG_PRESS);
    }
  }

  function begin(e: PointerEvent): void {
    clock.clear(press);
    act.hover(null, null, start);
    if (onNode && !e.shiftKey) {
      const group = view.selection.has(onNode.key)
        ? [...view.selection].map((key) => view.graph.nodes.get(key)!).filter((n) => !view.gone(n)) : [onNode];
      doing = { what: "drag", nodes: group.map((node) => ({ node, before: { x: node.x, y: node.y } })) };
    } else if (e.shiftKey) {
      const rect = el("div", { class: "rect" });
      stage.append(rect);
      doing = { what: "box", rect, from: start };
    } else doing = { what: "pan" };
    stage.classList.toggle("dragging", doing.what !== "box");
  }

  function move(e: PointerEvent): void {
    const p = at(e);
    if (!pointers.has(e.pointerId)) {
      if (e.pointerType === "mouse") {
        const [n, edge] = under(p, false);
        stage.classList.toggle("over", !!n || !!edge);
        act.hover(n, edge, p);
      }
      return;
    }
    if (pointers.size === 2) return pinched(e.pointerId, p);
    pointers.set(e.pointerId, p);
    if (doing.what === "press" && Math.hypot(p.x - start.x, p.y - start.y) > STILL) begin(e);
    if (doing.what === "pan") view.pan(p.x - last.x, p.y - last.y);
    else if (doing.what === "drag") {
      const dx = (p.x - start.x) / view.scale, dy = (p.y - start.y) / view.scale;
      for (const { node, before } of doing.nodes) view.drag(node, before.x + dx, before.y + dy);
      view.draw();
    } else if (doing.what === "box") {
      Object.assign(doing.rect.style, {
        left: `${Math.min(p.x, doing.from.x)}px`, top: `${Math.min(p.y, doing.from.y)}px`,
        width: `${Math.abs(p.x - doing.from.x)}px`, height: `${Math.abs(p.y - doing.from.y)}px`,
      });
    }
    last = p;
  }

  function pinched(id: number, p: Point): void {
    const before = [...pointers.values()] as [Point, Point];
    pointers.set(id, p);
    const after = [...pointers.values()] as [Point, Point];
    const mid = ([a, b]: [Point, Point]): Point => ({ x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 });
    const span = Math.hypot(after[0].x - after[1].x, after[0].y - after[1].y);
    if (pinch > 0 && span > 0) view.zoom(span / pinch, mid(after));
    view.pan(mid(after).x - mid(before).x, mid(after).y - mid(before).y);
    pinch = span;
  }

  function up(e: PointerEvent): void {
    if (!pointers.delete(e.pointerId)) return;
    clock.clear(press);
    stage.classList.remove("dragging");
    const done = doing, p = at(e);
    doing = { what: "nothing" };
    if (done.what === "press") clicked(e);
    else if (done.what === "pan") view.settle();
    else if (done.what === "drag") act.moved(done.nodes);
    else if (done.what === "box") {
      done.rect.remove();
      const a = view.scene(done.from), b = view.scene(p);
      const inside = [...view.graph.nodes.values()].filter((n) => !view.gone(n)
        && n.x >= Math.min(a.x, b.x) && n.x <= Math.max(a.x, b.x) && n.y >= Math.min(a.y, b.y) && n.y <= Math.max(a.y, b.y));
      act.box(inside.map((n) => n.key), e.ctrlKey || e.metaKey);
    }
  }

  function clicked(e: PointerEvent): void {
    const on = onNode ?? onEdge, again = e.timeStamp - clickedAt < DOUBLE && on === clickedOn;
    clickedAt = again ? -Infinity : e.timeStamp;
    clickedOn = on;
    if (again) act.doubleClick(onNode, onEdge);
    else act.click(onNode, onEdge, e.shiftKey || e.ctrlKey || e.metaKey);
  }

  /** Leave what was being done, as if it had not begun. */
  function cancel(): void {
    stage.classList.remove("dragging");
    if (doing.what === "box") doing.rect.remove();
    if (doing.what === "drag") { for (const { node, before } of doing.nodes) view.drag(node, before.x, before.y); view.draw(); }
    doing = { what: "nothing" };
  }

  function cancelled(e: PointerEvent): void {
    pointers.delete(e.pointerId);
    clock.clear(press);
    cancel();
  }

  function wheel(e: WheelEvent): void {
    e.preventDefault();
    act.touch();
    const pixels = e.deltaMode === 1 ? e.deltaY * 30 : e.deltaMode === 2 ? e.deltaY * 300 : e.deltaY;
    view.zoom(Math.exp(-Math.max(-240, Math.min(240, pixels)) * (e.ctrlKey ? 0.01 : 0.0016)), at(e));
  }

  function context(e: MouseEvent): void {
    e.preventDefault();
    view.settle();
    const p = at(e), [n, edge] = under(p, false);
    if ((e as PointerEvent).pointerType !== "touch") act.menu(n, edge, p);
  }

  const leave = (): void => act.hover(null, null, last);
  stage.addEventListener("pointerdown", down);
  stage.addEventListener("pointermove", move);
  stage.addEventListener("pointerup", up);
  stage.addEventListener("pointercancel", cancelled);
  stage.addEventListener("pointerleave", leave);
  stage.addEventListener("wheel", wheel, { passive: false });
  stage.addEventListener("contextmenu", context);
}
