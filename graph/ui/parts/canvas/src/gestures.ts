// Mouse, pen and fingers on the stage. vis-network's own handling is off: it has no box selection, tells no
// long press from a drag, and redraws a large graph on every move.
import type { Timer } from "./clock";
import { el, svg } from "./dom";
import { edgeAt, nodeAt, within, type Point } from "./graph";
import type { Edge, Node } from "./types";
import type { View } from "./view";

export interface GestureActions {
  click(node: Node | null, edge: Edge | null, additive: boolean): void;
  doubleClick(node: Node | null, edge: Edge | null): void;
  menu(node: Node | null, edge: Edge | null, at: Point, byFinger: boolean): void;
  hover(node: Node | null, edge: Edge | null, at: Point): void;
  /** Nodes inside a box, or inside a line that was drawn around them. */
  around(nodes: string[], additive: boolean): void;
  moved(nodes: { node: Node; before: Point }[]): void;
  touch(): void;
  /** A finger moved the page instead of the picture. */
  scrolled(): void;
}

/** Two clicks within this time, in milliseconds, are a double click. */
export const DOUBLE = 260;
const LONG_PRESS = 550;
/** Pixels that a mouse, or a finger, may tremble. */
const STILL = 4, STILL_FINGER = 10;

type Doing =
  | { what: "press" | "pan" | "scroll" | "nothing" }
  | { what: "drag"; nodes: { node: Node; before: Point }[] }
  | { what: "box"; rect: HTMLElement; from: Point }
  | { what: "lasso"; line: SVGElement; points: Point[] };

export function gestures(view: View, act: GestureActions): void {
  const { clock, stage } = view;
  const pointers = new Map<number, Point>();
  let doing: Doing = { what: "nothing" };
  let start: Point = { x: 0, y: 0 }, last = start, onNode: Node | null = null, onEdge: Edge | null = null;
  let press: Timer;
  /** A long press has opened the menu under a finger that is still down. */
  let menuOpen = false;
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
    menuOpen = false;
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
    if (e.pointerType !== "mouse" && !view.lasso) {
      press = clock.after(() => { doing = { what: "nothing" }; menuOpen = true; act.menu(onNode, onEdge, p, true); }, LONG_PRESS);
    }
  }

  function begin(e: PointerEvent): void {
    clock.clear(press);
    act.hover(null, null, start);
    if (view.lasso) {
      const line = svg("polyline", {}), sheet = svg("svg", { class: "lasso" }, line);
      stage.append(sheet);
      doing = { what: "lasso", line: sheet, points: [start] };
    } else if (onNode && !e.shiftKey) {
      const group = view.selection.has(onNode.key)
        ? [...view.selection].map((key) => view.graph.nodes.get(key)!).filter((n) => !view.gone(n)) : [onNode];
      doing = { what: "drag", nodes: group.map((node) => ({ node, before: { x: node.x, y: node.y } })) };
    } else if (e.shiftKey) {
      const rect = el("div", { class: "rect" });
      stage.append(rect);
      doing = { what: "box", rect, from: start };
    } else doing = { what: e.pointerType === "touch" ? "scroll" : "pan" };
    stage.classList.toggle("dragging", doing.what === "drag" || doing.what === "pan");
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
    const still = e.pointerType === "mouse" ? STILL : STILL_FINGER;
    if (doing.what === "press" && Math.hypot(p.x - start.x, p.y - start.y) > still) begin(e);
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
    } else if (doing.what === "lasso") {
      doing.points.push(p);
      doing.line.firstElementChild!.setAttribute("points", doing.points.map((q) => `${q.x},${q.y}`).join(" "));
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
    else if (done.what === "box" || done.what === "lasso") {
      const line = done.what === "lasso" ? done.points
        : [done.from, { x: p.x, y: done.from.y }, p, { x: done.from.x, y: p.y }];
      (done.what === "lasso" ? done.line : done.rect).remove();
      if (done.what === "lasso" && !view.lasso) return;  // given up meanwhile
      const wide = Math.max(...line.map((q) => Math.hypot(q.x - line[0]!.x, q.y - line[0]!.y)));
      if (done.what === "lasso" && wide < STILL_FINGER) { clicked(e); return; }
      const outline = line.map((q) => view.scene(q));
      const inside = [...view.graph.nodes.values()].filter((n) => !view.gone(n) && within(n, outline));
      act.around(inside.map((n) => n.key), e.ctrlKey || e.metaKey || done.what === "lasso");
    }
  }

  function clicked(e: PointerEvent): void {
    const on = onNode ?? onEdge, again = e.timeStamp - clickedAt < DOUBLE && on === clickedOn;
    clickedAt = again ? -Infinity : e.timeStamp;
    clickedOn = on;
    if (again && !view.lasso) act.doubleClick(onNode, onEdge);
    else act.click(onNode, onEdge, e.shiftKey || e.ctrlKey || e.metaKey);
  }

  /** Leave what was being done, as if it had not begun. */
  function cancel(): void {
    stage.classList.remove("dragging");
    if (doing.what === "box") doing.rect.remove();
    if (doing.what === "lasso") doing.line.remove();
    if (doing.what === "drag") { for (const { node, before } of doing.nodes) view.drag(node, before.x, before.y); view.draw(); }
    doing = { what: "nothing" };
  }

  function cancelled(e: PointerEvent): void {
    if (pointers.delete(e.pointerId) && (doing.what === "scroll" || (doing.what === "press" && e.pointerType === "touch"))) act.scrolled();
    clock.clear(press);
    cancel();
  }

  // One finger on free ground scrolls the page, as `touch-action` says; what begins on a node, or with two fingers, is ours.
  function fingers(e: TouchEvent): void {
    const touch = e.touches[0];
    if (!touch) return;
    const r = stage.getBoundingClientRect(), [n] = under({ x: touch.clientX - r.left, y: touch.clientY - r.top }, true);
    if ((n || view.lasso || e.touches.length > 1) && e.cancelable) e.preventDefault();
  }

  /** A finger that is lifted after a long press presses nothing of the menu that opened beside it. */
  function lifted(e: TouchEvent): void {
    if (menuOpen && e.cancelable) e.preventDefault();
    menuOpen = false;
  }

  function wheel(e: WheelEvent): void {
    e.preventDefault();
    if (doing.what === "lasso" || doing.what === "box") return;  // what was drawn would not fit the picture any more
    act.touch();
    const pixels = e.deltaMode === 1 ? e.deltaY * 30 : e.deltaMode === 2 ? e.deltaY * 300 : e.deltaY;
    view.zoom(Math.exp(-Math.max(-240, Math.min(240, pixels)) * (e.ctrlKey ? 0.01 : 0.0016)), at(e));
  }

  function context(e: MouseEvent): void {
    e.preventDefault();
    view.settle();
    const p = at(e), [n, edge] = under(p, false);
    if ((e as PointerEvent).pointerType !== "touch") act.menu(n, edge, p, false);
  }

  const leave = (): void => act.hover(null, null, last);
  stage.addEventListener("pointerdown", down);
  stage.addEventListener("pointermove", move);
  stage.addEventListener("pointerup", up);
  stage.addEventListener("pointercancel", cancelled);
  stage.addEventListener("pointerleave", leave);
  stage.addEventListener("wheel", wheel, { passive: false });
  stage.addEventListener("contextmenu", context);
  stage.addEventListener("touchstart", fingers, { passive: false });
  stage.addEventListener("touchend", lifted, { passive: false });
}
