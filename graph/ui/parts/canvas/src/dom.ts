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

/** Listen to a target that is not the canvas's own, and return what ends it. */
export function on(target: EventTarget, type: string, listener: (e: never) => void, capture = false): () => void {
  target.addEventListener(type, listener as EventListener, capture);
  return () => target.removeEventListener(type, listener as EventListener, capture);
}

/** Show a tip beside a place, within its host. */
export function showTip(tip: HTMLElement, host: HTMLElement, text: string, at: { x: number; y: number }): void {
  tip.textContent = text.slice(0, 1500);
  tip.hidden = false;
  tip.style.left = `${Math.max(6, Math.min(at.x + 14, host.clientWidth - tip.offsetWidth - 6))}px`;
  tip.style.top = `${Math.max(6, Math.min(at.y + 16, host.clientHeight - tip.offsetHeight - 6))}px`;
}

/** Copy a text; without the permission, or outside a secure page, in the old way, by way of `host`. */
export async function copy(text: string, host: HTMLElement): Promise<boolean> {
  try { await navigator.clipboard.writeText(text); return true; } catch {
    const had = active(host);
    const area = el("textarea", { class: "speak", "aria-hidden": "true" });
    area.value = text;
    host.append(area);
    area.select();
    const copied = document.execCommand("copy");
    area.remove();
    if (had instanceof HTMLElement) had.focus({ preventScroll: true });
    return copied;
  }
}

export interface Item { label: string; note?: string; title?: string | undefined; act?: () => void; heading?: boolean; on?: boolean }

/** A menu that opens at a place or under a button; arrow keys, Home, End, letters, Enter and Escape work in it. */
export class Popup {
  private box: HTMLElement | null = null;
  private back: Element | null = null;
  constructor(private host: HTMLElement) {}

  get open(): boolean { return this.box !== null; }

  /** `gap`: pixels beside the place, right of it or else left, that a finger needs. */
  show(label: string, items: Item[], x: number, y: number, alignRight = false, gap = 0): void {
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
    const beside = x + gap + box.offsetWidth + 6 > width && gap ? x - gap - box.offsetWidth : x + gap;
    // where neither side has room, below or above
    if (gap && beside < 6) y = y + gap + box.offsetHeight + 6 > height ? y - gap - box.offsetHeight : y + gap;
    const left = Math.max(6, Math.min(alignRight ? x - box.offsetWidth : beside, width - box.offsetWidth - 6));
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
