// The legend, which is the filter: types by shape, statuses by line style, each with its count.
import { el, svg } from "./dom";
import { outline } from "./draw";
import type { Graph } from "./graph";
import type { Theme } from "./theme";
import type { LegendEntry, LineStyle, Pen } from "./types";

export function legend(
  box: HTMLElement, g: Graph, hidden: ReadonlySet<string>, removes: boolean,
  counts: Record<string, string>, colours: Pick<Theme, "roles" | "changes">, toggle: (id: string, only: boolean) => void, mode: () => void,
): void {
  const had = (box.getRootNode() as ShadowRoot | Document).activeElement?.getAttribute("data-id");
  box.replaceChildren(...g.legend.map((entry) => {
    const id = `${entry.kind}:${entry.name}`, off = hidden.has(id);
    const penned = g.pens[entry.kind];
    const sample = marks(entry, colours) ?? (penned ? marked(penned, colours.changes[entry.kind] ?? "currentColor") : null);
    if (sample) {
      return el("span", { class: "chip still", "data-id": id }, sample, el("span", {}, entry.name), " ",
        el("i", {}, [counts[id] ?? (entry.total > entry.count ? `${entry.count} of ${entry.total}` : String(entry.count)), entry.plural].filter(Boolean).join(" · ")));
    }
    const pen = entry.kind === "change" ? g.pens[entry.name] : undefined;
    const drawn = entry.kind === "status" || entry.kind === "speakers", meant = drawn || entry.kind === "change";
    const name = entry.kind === "speakers" ? `who ${entry.name}` : meant ? entry.name : entry.plural || entry.name;
    const count = counts[id] ?? entry.count.toLocaleString("en");
    return el("button", {
      type: "button", class: off ? "chip off" : "chip", "data-id": id, "aria-pressed": String(!off),
      title: (meant && entry.plural ? `${entry.plural}\n` : "")
        + (entry.kind === "speakers" ? (off ? "Draw these lines" : "Take these lines away")
          : off ? `Show ${name} again` : `Filter out ${name}. With Shift: keep nothing else.`),
      click: ((e: MouseEvent) => toggle(id, e.shiftKey)) as never,
    }, ...(entry.kind === "label" ? [] : [pen ? marked(pen, colours.changes[entry.name] ?? "currentColor") : entry.kind === "type" ? shape(entry) : line((drawn && g.styles[entry.name]) || g.plain, colours.roles)]),
    el("span", {}, pen ? `${pen.sign} ${name}` : name), " ", el("i", {}, count));
  }));
  if ([...hidden].some((id) => !id.startsWith("speakers:"))) {
    box.append(el("button", {
      type: "button", class: "chip mode", "data-id": "mode", click: mode,
      title: removes ? "Show what is filtered out faintly" : "Take what is filtered out off the canvas",
    }, removes ? "Show faintly what is filtered out" : "Remove what is filtered out"));
  }
  if (had) for (const b of box.children) if (b.getAttribute("data-id") === had) (b as HTMLElement).focus({ preventScroll: true });
}

/** The sample of what an analysis marks; null for an entry that is a filter. */
function marks(entry: LegendEntry, colours: Pick<Theme, "changes">): SVGElement | null {
  const circle = (cx: number, r: number, look: Record<string, string | number>): SVGElement => svg("circle", { cx, cy: 9, r, ...look });
  const draw = (...shapes: SVGElement[]): SVGElement => svg("svg", { width: 26, height: 18, "aria-hidden": "true" }, ...shapes);
  switch (entry.kind) {
    case "sizes": return draw(...[[3, 2], [10, 4], [20, 6]].map(([x, r]) => circle(x!, r!, { fill: "currentColor", "fill-opacity": 0.7 })));
    case "colours": {
      const [low, high] = entry.colour.split(" ");
      return draw(...[0, 20, 40, 60, 80, 100].map((part, i) => svg("rect", { x: 4 * i, y: 4, width: 4.3, height: 10, style: `fill: color-mix(in srgb, ${high} ${part}%, ${low})` })));
    }
    case "group": return draw(circle(13, 8, { fill: entry.colour, "fill-opacity": 0.12, stroke: entry.colour, "stroke-opacity": 0.55 }), circle(13, 4.4, { fill: entry.colour }));
    case "bridge": return draw(svg("path", { d: "M0 9H26", fill: "none", stroke: colours.changes["bridge"] ?? "currentColor", "stroke-width": 9 }));
    default: return null;
  }
}

function shape(entry: LegendEntry): SVGElement {
  return svg("svg", { width: 14, height: 14, "aria-hidden": "true" }, svg("path", { d: outlinePath(entry.shape), fill: entry.colour }));
}

function marked(pen: Pen, colour: string): SVGElement {
  return svg("svg", { width: 26, height: 10, "aria-hidden": "true" }, svg("path", {
    d: "M0 5H26", fill: "none", stroke: colour, "stroke-width": pen.width, "stroke-dasharray": pen.dash.join(" ") || "none",
  }));
}

function line(style: LineStyle, roles: Record<string, string>): SVGElement {
  return svg("svg", { width: 26, height: 8, "aria-hidden": "true" }, svg("path", {
    d: "M0 4H26", fill: "none", stroke: roles[style.role] ?? "currentColor", "stroke-linecap": "round", "stroke-width": style.width, "stroke-dasharray": style.dash.join(" ") || "none",
  }));
}

/** The outline of a shape as SVG path data, 14 pixels wide: drawn by the canvas's own function. */
function outlinePath(name: string): string {
  const d: string[] = [];
  const n = (v: number) => v.toFixed(2);
  const pen = {
    moveTo: (x: number, y: number) => d.push(`M${n(x)} ${n(y)}`),
    lineTo: (x: number, y: number) => d.push(`L${n(x)} ${n(y)}`),
    closePath: () => d.push("Z"),
    arc: (x: number, y: number, r: number) => d.push(`M${n(x - r)} ${n(y)}a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0 ${-2 * r} 0Z`),
    roundRect: (x: number, y: number, w: number, h: number, r: number) =>
      d.push(`M${n(x + r)} ${n(y)}h${n(w - 2 * r)}a${r} ${r} 0 0 1 ${r} ${r}v${n(h - 2 * r)}a${r} ${r} 0 0 1 ${-r} ${r}h${n(2 * r - w)}a${r} ${r} 0 0 1 ${-r} ${-r}v${n(2 * r - h)}a${r} ${r} 0 0 1 ${r} ${-r}Z`),
  };
  outline(pen as unknown as Path2D, name, 7, 7, 5.8);
  return d.join("");
}
