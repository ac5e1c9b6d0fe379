// The lists beside the editor. Every text becomes a text node; nothing here reads HTML.

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
const send = (component, kind, detail) =>
  component.setTriggerValue("event", { seq: `${Date.now()}-${(sequence += 1)}`, kind, ...detail });

// What a person sees of the lists, which outlives a run of the page: the tab, and the query that gets a name.
const seen = { tab: "Examples", keeping: null };

function lines(component, draw, list) {
  const rows = list.items.map((item) => make("li", {},
    make("button", { className: "open", type: "button", title: "Run it", on: { click: () => send(component, "run", { list: list.name, id: item.id }) } },
      item.title && make("b", { text: item.title, dir: "auto" }), make("code", { text: item.query }), item.note && make("small", { text: item.note, dir: "auto" })),
    list.name === "History" && make("button", { className: "act", type: "button", text: "Keep", "aria-label": `Keep ${item.query}`,
      on: { click: () => { seen.keeping = item; seen.tab = "Favourites"; draw(); } } }),
    !["Examples", "Questions"].includes(list.name) && make("button", { className: "act", type: "button", text: "Delete", "aria-label": `Delete ${item.title || item.query}`,
      on: { click: () => send(component, "remove", { list: list.name, id: item.id }) } })));
  return rows.length ? make("ul", {}, ...rows) : make("p", { className: "empty", text: list.empty });
}

function form(component, draw) {
  const item = seen.keeping;
  const name = make("input", { maxlength: "80", required: "", name: "name" });
  const note = make("input", { maxlength: "500", name: "note" });
  const close = () => { seen.keeping = null; draw(); };
  const element = make("form", { on: { submit: (event) => {
    event.preventDefault();
    if (!name.value.trim()) { name.focus(); return; }
    send(component, "keep", { id: item.id, name: name.value.trim(), note: note.value.trim() });
    close();
  } } },
  make("label", { text: "Name" }, name), make("label", { text: "Note" }, note),
  make("div", { className: "bar" }, make("button", { className: "plain", type: "submit", text: "Keep" }),
    make("button", { className: "plain", type: "button", text: "Not now", on: { click: close } })));
  queueMicrotask(() => name.focus());
  return element;
}

export default function (component) {
  const { data, parentElement } = component;
  const host = parentElement.querySelector(".library");
  const shown = JSON.stringify(data);
  if (host.dataset.shown === shown) return;
  host.dataset.shown = shown;
  host.classList.toggle("tall", data.tall);
  // What is typed here is no shortcut of the page, which cannot see that it is typed into a field.
  host.onkeydown = (event) => event.stopPropagation();
  const draw = (focus = false) => {
    const top = host.querySelector("[role=tabpanel]")?.scrollTop ?? 0, before = host.dataset.tab;
    const tabs = data.lists.map(({ name, items }) => make("button", {
      type: "button", role: "tab", id: `tab-${name}`, "aria-selected": String(name === seen.tab), "aria-controls": "lists",
      tabindex: name === seen.tab ? "0" : "-1", text: name, on: { click: () => { seen.tab = name; draw(true); } },
    }));
    const bar = make("div", { role: "tablist", "aria-label": "Queries", on: { keydown: (event) => {
      const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      if (!step) return;
      const names = data.lists.map((list) => list.name);
      seen.tab = names[(names.indexOf(seen.tab) + step + names.length) % names.length];
      draw(true);
    } } }, ...tabs);
    const list = data.lists.find(({ name }) => name === seen.tab);
    const panel = make("div", { role: "tabpanel", id: "lists", "aria-labelledby": `tab-${seen.tab}` });
    if (seen.tab === "Favourites") {
      if (seen.keeping) panel.append(form(component, draw));
      else if (data.can_keep) panel.append(make("button", { className: "plain keep", type: "button", text: "Keep the query in the editor",
        on: { click: () => { seen.keeping = { id: "" }; draw(); } } }));
    }
    panel.append(lines(component, draw, list));
    host.replaceChildren(bar, panel);
    panel.scrollTop = before === seen.tab ? top : 0;
    host.dataset.tab = seen.tab;
    if (focus) bar.querySelector("[aria-selected=true]").focus();
  };
  // A form that somebody fills in is not taken away by a run of the page.
  if (!(seen.keeping && host.querySelector("form"))) draw();
}
