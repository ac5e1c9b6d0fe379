// What all parts of the screen are made of. Every text of a document becomes a text node; nothing here reads HTML.

const make = (tag, options = {}, ...children) => {
  const { className, text, on, ...attributes } = options;
  const element = document.createElement(tag);
  if (className) element.className = className;
  if (text !== undefined) element.textContent = text;
  for (const [name, value] of Object.entries(attributes)) if (value !== undefined && value !== null && value !== false) element.setAttribute(name, value);
  for (const [name, listener] of Object.entries(on ?? {})) element.addEventListener(name, listener);
  element.append(...children.filter((child) => child || child === 0));
  return element;
};

// Words of a document or a name: they say themselves in which direction they run.
const words = (text, className) => make("bdi", { className, text });

const button = (label, key, act, options = {}) =>
  make("button", { type: "button", className: options.primary ? "act primary" : "act", "aria-disabled": options.off ? "true" : null,
    title: options.title, "aria-keyshortcuts": key || null, on: { click: () => { if (!options.off) act(); } } },
  label, key && make("kbd", { text: key, "aria-hidden": "true" }));

const count = (n, one, many = `${one}s`) => `${n.toLocaleString("en")} ${n === 1 ? one : many}`;

const shortened = (text, most) => {
  const line = text.replace(/\s+/g, " ").trim();
  return line.length > most ? `${line.slice(0, most - 1)}…` : line;
};

const isTyping = (target) =>
  target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName) || target.getAttribute("role") === "combobox");
