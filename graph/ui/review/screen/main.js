// What Streamlit calls: the content of a text, and the screen that shows it. They come as two elements, so that the text
// is sent once and not with each decision.

const contents = new Map(); // by their marks
const waiting = new Map(); // screens whose content is not there yet
const screens = new WeakMap();
const turns = new WeakMap();

function showWhenThere(host, component) {
  const { data } = component;
  const content = contents.get(data.content);
  if (!content) { waiting.set(host, component); return; }
  waiting.delete(host);
  let screen = screens.get(host);
  if (!screen || screen.content !== content) {
    // the same text, with what was proposed or decided since: a new screen, at the same place, with what is on its way
    screen?.destroy();
    screen = new Screen(host, content);
    screen.content = content;
    screens.set(host, screen);
    screen.out.send = (value) => component.setStateValue("outbox", value);
    screen.start(data);
    return;
  }
  screen.out.send = (value) => component.setStateValue("outbox", value);
  screen.update(data);
}

shared.open({
  content(component) {
    const { mark, body } = component.data ?? {};
    if (mark) {
      contents.clear();
      contents.set(mark, body);
      for (const [host, held] of [...waiting]) showWhenThere(host, held);
    }
  },
  show(component) {
    const host = component.parentElement.querySelector(".casegraph-review");
    showWhenThere(host, component);
    // Streamlit may clean up after an earlier call while a later one is shown: only the last one ends anything
    const turn = {};
    turns.set(host, turn);
    return () => {
      if (turns.get(host) !== turn) return;
      screens.get(host)?.destroy();
      screens.delete(host);
      waiting.delete(host);
    };
  },
});

// What is shown, for tests; and whether something is on its way.
globalThis.__casegraphReview = () => {
  const screen = [...shownScreens][0];
  if (!screen) return null;
  const { current, mode, keyboard: { took, lastKey }, filters: { filter } } = screen;
  return { current, took, lastKey, mode: mode?.kind ?? "", filter, busy: screen.busy, waiting: screen.out.waiting.length,
    items: Object.fromEntries([...screen.model.items].map(([id, item]) => [id, { kind: item.kind, problem: item.problem, words: screen.model.exact(item), ...item.now }])) };
};
globalThis.__casegraphReview.text = () => [...shownScreens][0].model.text;
globalThis.__casegraphReview.busy = () => [...shownScreens].some((screen) => screen.busy);
export default function () {}
