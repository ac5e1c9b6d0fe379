// Undo, redo, fit, layouts, exports and the list of keys, at the top right.
import { el, svg, type Popup } from "./dom";
import type { Choice, Control } from "./types";

export interface ToolActions {
  undo(): void; redo(): void; fit(): void; layout(id: string): void; export(id: string): void; link(): void; help(): void;
}

export class Toolbar {
  readonly box = el("div", { class: "tools", role: "toolbar", "aria-label": "Canvas" });
  private undo: HTMLButtonElement;
  private redo: HTMLButtonElement;
  private layout: HTMLButtonElement;
  private exports: HTMLButtonElement;
  private link: HTMLButtonElement;
  private control: Control | null = null;

  constructor(private popup: Popup, act: ToolActions) {
    const button = (text: string, label: string, click: () => void, menu = false) => el("button", {
      type: "button", "aria-label": label, title: label, click, "aria-haspopup": menu ? "menu" : null,
    }, text);
    this.undo = button("↶", "Undo", act.undo);
    this.redo = button("↷", "Redo", act.redo);
    this.layout = button("", "Layout", () => this.menu(this.layout, "Layout", this.control?.layouts ?? [], act.layout, this.control?.layout), true);
    this.exports = button("Export ▾", "Export", () => this.menu(this.exports, "Export", this.control?.exports ?? [], act.export), true);
    // no font is sure to have a sign for it
    this.link = button("", "Copy link", act.link);
    this.link.append(svg("svg", { width: 15, height: 15, viewBox: "0 0 16 16", "aria-hidden": "true" }, svg("path", {
      d: "M6.6 9.4a3 3 0 0 0 4.3 0l2.6-2.6a3 3 0 0 0-4.3-4.3L8 3.7M9.4 6.6a3 3 0 0 0-4.3 0L2.5 9.2a3 3 0 0 0 4.3 4.3L8 12.3",
      fill: "none", stroke: "currentColor", "stroke-width": 1.4, "stroke-linecap": "round",
    })));
    this.box.append(this.undo, this.redo, button("⤢", "Fit", act.fit), this.layout, this.exports, this.link, button("?", "Keys", act.help));
  }

  set(control: Control): void {
    this.control = control;
    this.undo.disabled = !control.can_undo;
    this.redo.disabled = !control.can_redo;
    this.undo.hidden = control.can_undo === null;
    this.redo.hidden = control.can_redo === null;
    const now = control.layouts.find((l) => l.id === control.layout);
    this.layout.hidden = control.layouts.length === 0;
    this.layout.textContent = `${now?.label ?? "Layout"} ▾`;
    this.layout.setAttribute("aria-label", `Layout: ${now?.label ?? "none"}`);
    this.exports.hidden = control.exports.length === 0;
    this.link.hidden = control.can_undo === null;
  }

  private menu(under: HTMLElement, label: string, choices: Choice[], act: (id: string) => void, now?: string): void {
    if (this.popup.open) { this.popup.close(); return; }
    this.popup.show(label, choices.map((c) => ({ label: c.label, title: c.title, act: () => act(c.id), ...(now === undefined ? {} : { on: c.id === now }) })),
      this.box.offsetLeft + under.offsetLeft + under.offsetWidth, this.box.offsetTop + this.box.offsetHeight + 5, true);
  }
}
