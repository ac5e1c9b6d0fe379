// One editor: what is typed becomes state, sent when a person pauses, leaves or runs; what Python sends becomes its text.
import { acceptCompletion, autocompletion, closeBrackets, closeBracketsKeymap, closeCompletion, completionKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap, indentLess, insertTab } from "@codemirror/commands";
import { bracketMatching, indentUnit } from "@codemirror/language";
import { setDiagnostics } from "@codemirror/lint";
import { Compartment, EditorState, Prec, RangeSetBuilder, type Extension } from "@codemirror/state";
import { Decoration, EditorView, keymap, lineNumbers, placeholder, ViewPlugin, type DecorationSet, type ViewUpdate } from "@codemirror/view";
import { parametersOf, Words } from "./complete";
import css from "./editor.css";
import type { Control, Fault, Mount, Names } from "./types";

const PAUSE = 450;
const AGAIN = 4000;
const NOTHING: Names = { keywords: [], phrases: [], reserved: [], functions: [], procedures: [], labels: {}, types: {} };
const MAC = /Mac|iP(hone|ad|od)/.test(navigator.platform);

export class App {
  readonly view: EditorView;
  control: Control | undefined;
  words = new Words(NOTHING);
  private box = document.createElement("div");
  private run = document.createElement("button");
  private stop = document.createElement("button");
  private state = document.createElement("span");
  private said = document.createElement("span");
  private language = new Compartment();
  private given = new Compartment();
  private hint = new Compartment();
  private send: ((value: unknown) => void) | undefined;
  /** What Python is to know: the text, and how often a run and a stop were asked for. */
  private told = { epoch: crypto.randomUUID?.() ?? `${Date.now()}-${Math.random()}`, seq: 0, text: "", runs: 0, stops: 0 };
  private pause: ReturnType<typeof setTimeout> | undefined;
  private repeat: ReturnType<typeof setTimeout> | undefined;
  private clock: ReturnType<typeof setInterval> | undefined;
  private since = 0;

  constructor(root: ShadowRoot | HTMLElement) {
    const style = document.createElement("style");
    style.textContent = css;
    const host = document.createElement("div"), foot = document.createElement("div"), hint = document.createElement("span");
    this.box.className = "ed";
    host.className = "text";
    foot.className = "foot";
    Object.assign(this.run, { type: "button", className: "run", textContent: "Run" });
    Object.assign(this.stop, { type: "button", className: "stop", textContent: "Cancel", hidden: true });
    this.state.className = "state";
    this.said.className = "said";
    this.said.setAttribute("role", "status");
    this.state.append(this.said);
    hint.className = "hint";
    const key = document.createElement("kbd");
    key.textContent = MAC ? "⌘ Enter" : "Ctrl Enter";
    const out = document.createElement("kbd");
    out.textContent = "Esc Tab";
    hint.append(key, " runs   ", out, " leaves");
    foot.append(this.run, this.stop, this.state, hint);
    this.box.append(style, host, foot);
    root.append(this.box);
    this.run.addEventListener("click", () => this.ask("runs"));
    this.stop.addEventListener("click", () => this.ask("stops"));
    // What is typed here is no shortcut of the page, which cannot see that it is typed into an editor.
    this.box.addEventListener("keydown", (e) => e.stopPropagation());
    this.view = new EditorView({
      parent: host,
      root: root instanceof ShadowRoot ? root : document,
      state: EditorState.create({ extensions: this.extensions() }),
    });
    this.view.contentDOM.addEventListener("blur", () => this.flush());
  }

  private extensions(): Extension {
    const run = () => { this.ask("runs"); return true; };
    return [
      lineNumbers(), history(), bracketMatching(), closeBrackets(), indentUnit.of("  "), EditorView.lineWrapping,
      autocompletion({ activateOnTypingDelay: 0, icons: false, maxRenderedOptions: 60, override: [(c) => this.words.complete(c)] }),
      Prec.highest(keymap.of([{ key: "Ctrl-Enter", run }, { key: "Mod-Enter", run }, { key: "Tab", run: acceptCompletion }])),
      keymap.of([...closeBracketsKeymap, ...completionKeymap, ...historyKeymap, ...defaultKeymap, { key: "Tab", run: indent, shift: indentLess }]),
      this.language.of([]), this.given.of([]), this.hint.of([]),
      EditorView.updateListener.of((update) => { if (update.docChanged) this.typed(); }),
    ];
  }

  /** Whether Python is still to be told something, or to answer it. */
  get busy(): boolean {
    const { ack } = this.control!, { epoch, seq, text } = this.told;
    return text !== this.view.state.doc.toString() || (seq > 0 && (ack.epoch !== epoch || ack.seq < seq));
  }

  // --- to Python ------------------------------------------------------------------------------------------

  private typed(): void {
    clearTimeout(this.pause);
    this.pause = setTimeout(() => this.flush(), PAUSE);
  }

  /** Tell the text, unless Python knows it. */
  flush(): void {
    clearTimeout(this.pause);
    const text = this.view.state.doc.toString();
    if (text !== this.told.text) this.tell({ text });
  }

  private ask(what: "runs" | "stops"): void {
    if (what === "stops") this.stop.disabled = true;
    closeCompletion(this.view);
    this.tell({ text: this.view.state.doc.toString(), [what]: this.told[what] + 1 });
  }

  private tell(change: Partial<App["told"]>): void {
    clearTimeout(this.pause);
    this.told = { ...this.told, ...change, seq: this.told.seq + 1 };
    this.deliver();
  }

  /** Send, and again until Python says that it heard: a message can be lost while a page mounts. */
  private deliver(): void {
    clearTimeout(this.repeat);
    this.send?.(this.told);
    this.repeat = setTimeout(() => this.deliver(), AGAIN);
  }

  // --- from Python ----------------------------------------------------------------------------------------

  update(c: Mount<Control>): void {
    const before = this.control, now = c.data;
    this.control = now;
    this.send = (value) => c.setStateValue("told", value);
    if (now.ack.epoch === this.told.epoch && now.ack.seq >= this.told.seq) clearTimeout(this.repeat);
    if (before?.revision !== now.revision) this.replace(now.text);
    this.box.classList.toggle("dark", isDark(this.box));
    if (before?.label !== now.label || before.placeholder !== now.placeholder) {
      this.view.dispatch({ effects: this.hint.reconfigure([
        placeholder(now.placeholder), EditorView.contentAttributes.of({ "aria-label": now.label, spellcheck: "false" }),
      ]) });
    }
    if (before?.parameters.join() !== now.parameters.join()) {
      this.view.dispatch({ effects: this.given.reconfigure(parametersOf.of(now.parameters)) });
    }
    if (before?.checked !== now.checked) this.underline(now.faults);
    this.running(before?.running ?? null);
  }

  name(names: Names): void {
    this.words = new Words(names);
    this.view.dispatch({ effects: this.language.reconfigure(colours(this.words)) });
  }

  private replace(text: string): void {
    const { state } = this.view;
    this.told.text = text;
    if (state.doc.toString() === text) return;
    this.view.dispatch({ changes: { from: 0, to: state.doc.length, insert: text }, selection: { anchor: text.length } });
    clearTimeout(this.pause);
  }

  private underline(faults: Fault[]): void {
    const { doc } = this.view.state;
    const found = faults.map(({ line, column, message }) => {
      const at = doc.line(Math.min(Math.max(line, 1), doc.lines));
      // columns are code points, offsets are UTF-16 units
      const from = Math.min(at.from + [...at.text].slice(0, column - 1).join("").length, at.to);
      const token = this.words.scan(doc.toString()).find((t) => t.from <= from && from < t.to && t.role !== "space");
      const to = token ? Math.min(token.to, doc.length) : at.to;
      // at the end of a line there is nothing to underline but what stands before it
      return to > from ? { from, to, severity: "error" as const, message }
        : { from: Math.max(at.from, from - 1), to: Math.max(from, at.from), severity: "error" as const, message };
    });
    this.view.dispatch(setDiagnostics(this.view.state, found));
    this.view.contentDOM.setAttribute("aria-invalid", String(found.length > 0));
  }

  private running(before: Control["running"]): void {
    const now = this.control!.running;
    this.run.hidden = now !== null;
    this.stop.hidden = now === null;
    if (now?.id !== before?.id) {
      this.stop.disabled = false;
      clearInterval(this.clock);
      if (now) {
        this.since = performance.now() - now.elapsed * 1000;
        this.clock = setInterval(() => this.tick(), 100);
      }
    }
    this.tick();
  }

  private tick(): void {
    const now = this.control?.running;
    if (!now) {
      if (this.state.children.length > 1) this.state.replaceChildren(this.said);
      this.said.textContent = "";
      return;
    }
    if (this.said.textContent !== now.words) this.said.textContent = now.words;
    let seconds = this.state.querySelector(".seconds");
    if (!seconds) {
      seconds = document.createElement("span");
      seconds.className = "seconds";
      seconds.setAttribute("aria-hidden", "true"); // a reader that tells every tenth of a second helps nobody
      this.state.replaceChildren(document.createElement("i"), this.said, " ", seconds);
    }
    seconds.textContent = `${((performance.now() - this.since) / 1000).toFixed(1)} s`;
  }

  destroy(): void {
    this.flush();
    for (const timer of [this.pause, this.repeat]) clearTimeout(timer);
    clearInterval(this.clock);
    this.view.destroy();
    this.box.remove();
  }
}

/** Two spaces, or a step to the right of what is selected. */
function indent(view: EditorView): boolean {
  if (!view.state.selection.main.empty) return insertTab(view);
  view.dispatch(view.state.replaceSelection("  "), { scrollIntoView: true, userEvent: "input" });
  return true;
}

/** Colours of a query, by what each of its tokens is. */
function colours(words: Words): Extension {
  const marks = new Map<string, Decoration>();
  const mark = (role: string) => {
    let found = marks.get(role);
    if (!found) marks.set(role, (found = Decoration.mark({ class: `c-${role}` })));
    return found;
  };
  const paint = (view: EditorView): DecorationSet => {
    const built = new RangeSetBuilder<Decoration>();
    for (const { role, from, to } of words.scan(view.state.doc.toString())) {
      if (role !== "space" && role !== "punctuation" && role !== "variable" && role !== "property") built.add(from, to, mark(role));
    }
    return built.finish();
  };
  return ViewPlugin.fromClass(class {
    decorations: DecorationSet;
    constructor(view: EditorView) { this.decorations = paint(view); }
    update(update: ViewUpdate): void { if (update.docChanged) this.decorations = paint(update.view); }
  }, { decorations: (plugin) => plugin.decorations });
}

function isDark(box: HTMLElement): boolean {
  const pen = document.createElement("canvas").getContext("2d", { willReadFrequently: true })!;
  pen.fillStyle = getComputedStyle(box).backgroundColor;
  pen.fillRect(0, 0, 1, 1);
  const [r = 0, g = 0, b = 0] = pen.getImageData(0, 0, 1, 1).data;
  return 0.2126 * r + 0.7152 * g + 0.0722 * b < 128;
}
