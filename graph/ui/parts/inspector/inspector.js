// The inspector: what the selected thing is, who says so and where. Every text that comes from a graph
// becomes a text node; nothing here reads HTML.

const make = (tag, options = {}, ...children) => {
  const { className, text, on, ...attributes } = options;
  const element = document.createElement(tag);
  if (className) element.className = className;
  if (text !== undefined) element.textContent = text;
  for (const [name, value] of Object.entries(attributes)) if (value !== undefined && value !== null) element.setAttribute(name, value);
  for (const [name, listener] of Object.entries(on ?? {})) element.addEventListener(name, listener);
  element.append(...children.filter(Boolean));
  return element;
};

let sequence = 0;
const send = (component, kind, detail = {}) =>
  component.setTriggerValue("event", { seq: `${Date.now()}-${(sequence += 1)}`, kind, ...detail });

// A piece of a sentence: plain text, strong words, or another thing of the graph that can be selected.
function piece(component, part) {
  if (typeof part === "string") return document.createTextNode(part);
  if (part.key) return make("button", { className: part.strong ? "link strong" : "link", type: "button", text: part.text, on: { click: () => send(component, "select", { key: part.key }) } });
  return make(part.strong ? "b" : "span", { text: part.text });
}

function fold(summary, open, ...children) {
  return make("details", { open: open ? "" : null }, make("summary", { text: summary }), ...children);
}

function row(component, data) {
  const head = make("div", { className: "said" }, ...data.words.map((part) => piece(component, part)));
  if (data.status) head.append(" ", make("span", { className: "tag", text: data.status }));
  const element = make("div", { className: data.chosen ? "row chosen" : "row", role: "listitem", "aria-current": data.chosen ? "true" : null }, head);
  if (data.status) element.style.borderLeft = component.data.borders[data.status];
  for (const line of data.lines ?? []) element.append(make("small", {}, ...line.map((part) => piece(component, part))));
  for (const [number, passage] of (data.passages ?? []).entries()) {
    const source = make("div", {}, piece(component, passage.source));
    const acts = [
      ...(passage.read ? [make("button", { className: "quiet", type: "button", text: "Read it there", "aria-label": `Read it there: ${passage.where}`, on: { click: () => send(component, "read", passage.read) } })] : []),
      ...(passage.quote ? [copyButton("Copy citation", passage.citation)] : []),
    ].flatMap((act, place) => (place ? [" · ", act] : [act]));
    const quote = passage.quote ? [make("blockquote", { text: passage.quote, dir: "auto" })] : [];
    element.append(fold(passage.where, quote.length > 0 && number === 0 && !passage.folded, ...quote, source, ...acts));
  }
  if (data.buttons?.length) {
    element.append(make("div", { className: "row-acts" }, ...data.buttons.map((button) =>
      make("button", { className: "quiet", type: "button", text: button.label, "aria-label": button.title, on: { click: () => send(component, button.kind, button.detail) } }))));
  }
  return element;
}

function copyButton(label, text) {
  const button = make("button", { className: "quiet", type: "button", text: label });
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(text);
      button.textContent = "Copied";
    } catch {
      // No clipboard here (no permission, or not a secure page): show the text to copy by hand.
      const area = make("textarea", { className: "copy", readonly: "", "aria-label": label });
      area.value = text;
      button.replaceWith(area);
      area.select();
      return;
    }
    setTimeout(() => { button.textContent = label; }, 1500);
  });
  return button;
}

function section(component, data) {
  const id = `s-${(sequence += 1)}`;
  const heading = make("h3", { id, className: data.of === undefined ? "" : "of" }, piece(component, data.of ? { text: data.heading, key: data.of } : data.heading));
  if (data.status) heading.append(" ", make("span", { className: "tag", text: data.status }));
  // of many groups none is a landmark
  const element = data.of === undefined ? make("section", { "aria-labelledby": id }, heading) : make("div", { className: "group", role: "group", "aria-labelledby": id }, heading);
  const list = make("div", { role: "list" });
  const page = 12;
  const rows = data.rows.map((item) => row(component, item));
  list.append(...rows.slice(0, page));
  element.append(list);
  if (rows.length > page) {
    const more = make("button", { className: "quiet", type: "button", text: `Show ${rows.length - page} more` });
    more.addEventListener("click", () => { list.append(...rows.slice(page)); more.remove(); });
    element.append(more);
  }
  return element;
}

function properties(data) {
  const list = make("dl");
  for (const [name, value] of data) {
    const long = value.length > 300;
    const cell = make("dd", { dir: "auto", text: long ? `${value.slice(0, 300)}…` : value });
    if (long) {
      const more = make("button", { className: "quiet", type: "button", text: "Show all" });
      more.addEventListener("click", () => { cell.textContent = value; });
      cell.append(" ", more);
    }
    list.append(make("dt", { text: name }), cell);
  }
  return list;
}

function menu(component, label, choices, primary) {
  const list = make("div", { className: "menu", role: "menu", hidden: "" });
  const button = make("button", { className: primary ? "act primary" : "act", type: "button", text: `${label} ▾`, "aria-haspopup": "menu", "aria-expanded": "false" });
  const open = (yes) => {
    list.hidden = !yes;
    button.setAttribute("aria-expanded", String(yes));
    // a button near the right edge has its menu end where it ends itself
    list.classList.remove("from-end");
    const edge = list.closest(".inspector")?.getBoundingClientRect().right;
    if (yes && list.getBoundingClientRect().right > edge) list.classList.add("from-end");
    if (yes) list.querySelector("button")?.focus();
  };
  button.addEventListener("click", () => open(list.hidden));
  for (const choice of choices) {
    const item = make("button", { type: "button", role: "menuitem", text: choice.label });
    if (choice.count !== undefined) item.append(make("i", { text: String(choice.count) }));
    item.addEventListener("click", () => {
      open(false);
      button.focus();
      if (choice.copy === undefined) send(component, choice.kind, choice.detail ?? {});
      else copyText(choice.copy, list.parentElement);
    });
    list.append(item);
  }
  const box = make("span", { className: "with-menu" }, button, list);
  box.addEventListener("keydown", (event) => {
    const items = [...list.querySelectorAll("button")];
    const at = items.indexOf(box.getRootNode().activeElement);
    if (event.key === "Escape" && !list.hidden) { open(false); button.focus(); }
    else if (event.key === "ArrowDown" && at >= 0) items[(at + 1) % items.length].focus();
    else if (event.key === "ArrowUp" && at >= 0) items[(at + items.length - 1) % items.length].focus();
    else return;
    event.preventDefault();
  });
  box.addEventListener("focusout", (event) => { if (!box.contains(event.relatedTarget)) open(false); });
  return box;
}

async function copyText(text, beside) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    const area = make("textarea", { className: "copy", readonly: "", "aria-label": "Text to copy" });
    area.value = text;
    beside.parentElement.after(area);
    area.select();
  }
}

// The text of a source, and a button for the words of it that are selected: they are told in code points.
function sourceText(component, data) {
  const text = make("p", { className: "text", text: data.text, dir: "auto" });
  if (!data.selecting) return [text];
  const button = make("button", { className: "act", type: "button", text: data.selecting.label, disabled: "" });
  const points = (end) => [...data.text.slice(0, end)].length;
  let span = null;
  const look = () => {
    // Chromium tells of a selection inside a component only there, other browsers only of the whole page
    const selection = text.getRootNode().getSelection?.() ?? document.getSelection();
    const range = selection?.rangeCount ? selection.getRangeAt(0) : null;
    if (!range || range.collapsed || !text.contains(range.startContainer) || !text.contains(range.endContainer)) return;
    span = { start: points(range.startOffset), end: points(range.endOffset) };
    button.disabled = false;
  };
  for (const name of ["mouseup", "keyup", "touchend"]) text.addEventListener(name, look);
  button.addEventListener("pointerenter", look);
  button.addEventListener("click", () => { look(); if (span) send(component, data.selecting.kind, { ...data.selecting.detail, ...span }); });
  return [button, text];
}

const turns = new WeakMap();

export default function (component) {
  const host = component.parentElement.querySelector(".inspector");
  render(component);
  // Streamlit may clean up after an earlier call while a later one is shown: only the last one ends anything
  turns.get(host)?.abort();
  const turn = new AbortController();
  turns.set(host, turn);
  travel(host, turn.signal);
  return () => turn.abort();
}

function render(component) {
  const { data, parentElement } = component;
  const host = parentElement.querySelector(".inspector");
  const shown = JSON.stringify(data);
  if (host.dataset.shown === shown) return;
  const same = host.dataset.key === (data.key ?? ""), first = host.dataset.shown === undefined;
  const top = host.scrollTop, had = host.contains(parentElement.activeElement);
  host.dataset.shown = shown;
  host.dataset.key = data.key ?? "";
  host.replaceChildren();
  host.style.setProperty("--height", `${data.height}px`);
  host.setAttribute("role", "region");
  host.setAttribute("aria-label", data.label);
  if (data.tag) {
    const tag = make("span", { className: "tag", text: data.tag });
    if (data.colour) tag.style.borderLeft = `4px solid ${data.colour}`;
    host.append(tag);
  }
  host.append(make("h2", { className: data.untitled ? "unseen" : "", text: data.title, dir: "auto", tabindex: -1 }));
  if (data.subtitle) host.append(make("p", { className: "soft", text: data.subtitle, dir: "auto" }));
  if (data.link) host.append(make("p", {}, make("a", { href: data.link, target: "_blank", rel: "noopener noreferrer", text: data.link })));
  if (data.about) host.append(make("p", { text: data.about, dir: "auto" }));
  if (data.ends) host.append(make("p", {}, ...data.ends.map((part) => piece(component, part))));
  if (data.actions?.length) {
    const bar = make("div", { className: "acts" });
    for (const action of data.actions) {
      bar.append(action.choices
        ? menu(component, action.label, action.choices, action.primary)
        : make("button", { className: action.primary ? "act primary" : "act", type: "button", text: action.label, title: action.title,
            on: { click: () => send(component, action.kind, action.detail ?? {}) } }));
    }
    host.append(bar);
  }
  if (data.text) host.append(fold("Its text", false, ...sourceText(component, data)));
  for (const item of data.sections ?? []) if (item.rows.length) host.append(section(component, item));
  if (data.note) host.append(make("p", { className: "foot", text: data.note }));
  if (data.properties?.length) {
    host.append(data.unfolded ? make("section", {}, make("h3", { text: "Properties" }), properties(data.properties)) : fold("All properties", false, properties(data.properties)));
  }
  host.scrollTop = same ? top : 0;
  // what was pressed here is gone: who came by the keyboard stays here, and does not begin at the top of the page
  const lost = globalThis.__casegraphFocus?.wanted && [document.body, null].includes(document.activeElement);
  if (had || lost) host.querySelector("h2").focus({ preventScroll: true });
  if (same || first) return;
  parentElement.querySelector(".announce").textContent = `${data.label}: ${data.tag ?? ""} ${data.title}`;
  // where the page is one column, what was selected would otherwise be read below the screen; who selects several goes on
  if (data.key && !data.key.includes(",") && matchMedia("(max-width: 640px)").matches) host.scrollIntoView({ block: "nearest" });
}

// From the canvas to the inspector by a key, and back by Escape: between them lie many stops of the Tab key.
function travel(host, signal) {
  const arrive = () => host.querySelector("h2")?.focus();
  document.addEventListener("casegraph:inspector", arrive, { signal });
  host.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !event.defaultPrevented) document.dispatchEvent(new CustomEvent("casegraph:canvas"));
  }, { signal });
}
