// The bundle. It comes to the page once, as a component of its own; the editors on the page are small components
// that wait for it, and the names they complete come apart from them, once for each version of the store.
import { currentCompletions, completionStatus } from "@codemirror/autocomplete";
import { forEachDiagnostic } from "@codemirror/lint";
import { App } from "./app";
import type { Control, Mount, Names } from "./types";

interface Api {
  name(c: Mount<Names>): () => void;
  show(c: Mount<Control>): () => void;
}
interface Registry { open(api: Api): void }

const apps = new Map<Mount<Control>["parentElement"], App>();
let names: Names | undefined;

const api: Api = {
  name(c) {
    names = c.data;
    for (const app of apps.values()) app.name(names);
    return () => {};
  },
  show(c) {
    let app = apps.get(c.parentElement);
    if (!app) {
      apps.set(c.parentElement, (app = new App(c.parentElement)));
      if (names) app.name(names);
    }
    app.update(c);
    return () => {
      app.destroy();
      apps.delete(c.parentElement);
    };
  },
};

/** For tests, read only: what an editor shows. Nothing in the app uses it. */
function casegraphEditor(): unknown {
  const app = [...apps.values()][0];
  if (!app) return null;
  const { state } = app.view, text = state.doc.toString(), faults: { text: string; message: string }[] = [];
  forEachDiagnostic(state, (d, from, to) => faults.push({ text: text.slice(from, to), message: d.message }));
  return {
    text,
    tokens: app.words.scan(text).filter((t) => t.role !== "space").map((t) => [t.role, t.text]),
    completions: completionStatus(state) === "active" ? currentCompletions(state).map((o) => o.label) : [],
    faults,
    running: app.control?.running ?? null,
    busy: app.busy,
  };
}

const shared = globalThis as { __casegraphEditorState?: unknown; __casegraphEditor?: Registry };
shared.__casegraphEditorState = casegraphEditor;
shared.__casegraphEditor?.open(api);

export default function (): void {}
