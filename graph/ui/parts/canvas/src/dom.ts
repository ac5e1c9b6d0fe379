// Small helpers for building elements. Texts are set as text, never as markup.

type Attributes = Record<string, string | number | boolean | null | undefined | ((event: never) => void)>;

export function el<K extends keyof HTMLElementTagNameMap>(
  tag: K, attributes: Attributes = {}, ...children: (Node | string)[]
): HTMLElementTagNameMap[K] {
  const e = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (typeof value === "function") e.addEventListener(name, value as EventListener);
    else e.setAttribute(name, value === true ? "" : String(value));
  }
  e.append(...children);
  return e;
}

const SVG = "http://www.w3.org/2000/svg";

export function svg(tag: string, attributes: Record<string, string | number>, ...children: Node[]): SVGElement {
  const e = document.createElementNS(SVG, tag) as SVGElement;
  for (const [name, value] of Object.entries(attributes)) e.setAttribute(name, String(value));
  e.append(...children);
  return e;
}

/** The element that has the focus, inside a shadow root too. */
export function active(inside: HTMLElement): Element | null {
  return (inside.getRootNode() as Document | ShadowRoot).activeElement;
}

export interface Item { label: string; note?: string; title?: string | undefined; act?: () => void; heading?: boolean; on?: boolean }

/** A menu that opens at a place or under a button; arrow keys, Home, End, letters, Enter and Escape work in it. */
export class Popup {
  private box: HTMLElement | null = null;
  private back: Element | null = null;
  constructor(private host: HTMLElement) {}

  get open(): boolean { return this.box !== null; }

  show(label: string, items: Item[], x: number, y: number, alignRight = false): void {
    const keep = this.box !== null;
    const at = keep ? this.index() : -1;
    if (!keep) this.back = active(this.host);
    this.box?.remove();
    const box = el("div", { class: "menu", role: "menu", "aria-label": label });
    box.append(...items.map((item) => item.heading
      ? el("div", { class: "menu-head", role: "presentation" }, item.label)
      : el("button", {
        type: "button", role: item.on === undefined ? "menuitem" : "menuitemradio", tabindex: -1, title: item.title || null,
        "aria-checked": item.on === undefined ? null : String(item.on), "aria-disabled": item.act ? null : "true",
        click: () => { if (item.act) { this.close(); item.act(); } },
      }, el("span", {}, item.label), el("i", {}, item.on ? "✓" : item.note ?? ""))));
    this.host.append(box);
    this.box = box;
    const width = this.host.clientWidth, height = this.host.clientHeight;
    const left = Math.max(6, Math.min(alignRight ? x - box.offsetWidth : x, width - box.offsetWidth - 6));
    const top = Math.max(6, Math.min(y, height - box.offsetHeight - 6));
    Object.assign(box.style, { left: `${left}px`, top: `${top}px` });
    box.addEventListener("keydown", (e) => this.key(e));
    box.addEventListener("contextmenu", (e) => e.preventDefault());
    this.focus(keep ? at : items[0]?.heading ? 0 : 0);
  }

  close(): void {
    if (!this.box) return;
    const within = this.box.contains(active(this.host));
    this.box.remove();
    this.box = null;
    if (within && this.back instanceof HTMLElement) this.back.focus({ preventScroll: true });
  }

  private buttons(): HTMLElement[] { return [...(this.box?.querySelectorAll("button") ?? [])]; }
  private index(): number { return this.buttons().indexOf(active(this.host) as HTMLElement); }
  private focus(i: number): void {
    const all = this.buttons();
    all[(i + all.length) % all.length]?.focus({ preventScroll: true });
  }

  private key(e: KeyboardEvent): void {
    const i = this.index();
    if (e.key === "ArrowDown") this.focus(i + 1);
    else if (e.key === "ArrowUp") this.focus(i - 1);
    else if (e.key === "Home") this.focus(0);
    else if (e.key === "End") this.focus(-1);
    else if (e.key === "Escape" || e.key === "Tab") this.close();
    else if (e.key.length === 1 && e.key !== " ") {
      const all = this.buttons(), n = all.length;
      const hit = all.map((_, k) => all[(i + 1 + k) % n]!).find((b) => b.textContent!.toLowerCase().startsWith(e.key.toLowerCase()));
      hit?.focus({ preventScroll: true });
    } else return;
    e.preventDefault();
    e.stopPropagation();
  }
}
