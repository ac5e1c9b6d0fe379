// The stance matrix: a table whose cells say by colour, shape and sign what a speaker says of a statement. Every text
// becomes a text node; nothing here reads HTML.

const make = (tag, options = {}, ...children) => {
  const { className, text, ...attributes } = options;
  const element = document.createElement(tag);
  if (className) element.className = className;
  if (text !== undefined) element.textContent = text;
  for (const [name, value] of Object.entries(attributes)) if (value !== undefined && value !== null) element.setAttribute(name, value);
  element.append(...children.filter(Boolean));
  return element;
};

let sequence = 0;

function sign(cell, looks) {
  const look = looks[cell.stance];
  const mark = make("span", { className: `sign ${look.shape}${cell.hearsay ? " hearsay" : ""}${cell.elsewhere ? " elsewhere" : ""}`, "aria-hidden": "true" }, make("b", { text: look.sign }));
  mark.style.setProperty("--colour", look.colour);
  mark.style.setProperty("--ink", look.ink);
  return make("span", { className: cell.found ? "mark found" : "mark" }, mark, cell.count > 1 ? make("i", { text: String(cell.count), "aria-hidden": "true" }) : null);
}

function legend(entries, looks) {
  return make("ul", { className: "legend", "aria-label": "What the signs mean" }, ...entries.map(([kind, words]) => make("li", {},
    kind === "found" ? make("span", { className: "mark found", "aria-hidden": "true" }, make("span", { className: "sign none" }))
      : kind === "count" ? make("span", { className: "mark", "aria-hidden": "true", text: "2" })
        : kind === "silent" ? make("span", { className: "mark", "aria-hidden": "true" }, make("span", { className: "dot" }))
          : kind === "elsewhere" ? make("span", { className: "mark", "aria-hidden": "true" }, make("span", { className: "sign dot elsewhere" }))
          : kind === "hearsay" ? sign({ stance: "asserts", hearsay: true, count: 1 }, looks) : sign({ stance: kind, count: 1 }, looks),
    make("span", { text: words }))));
}

export default function (component) {
  const { data, parentElement, setTriggerValue } = component;
  const host = parentElement.querySelector(".matrix");
  const kept = { x: host.querySelector(".scroll")?.scrollLeft ?? 0, y: host.querySelector(".scroll")?.scrollTop ?? 0, at: host.dataset.at };
  const send = (kind, detail) => setTriggerValue("event", { seq: `${Date.now()}-${(sequence += 1)}`, kind, ...detail });
  const tip = make("div", { className: "tip", role: "tooltip", id: "matrix-tip" });
  tip.hidden = true;

  const head = make("tr", {}, make("th", { scope: "col", className: "corner", text: "Statement" }),
    ...data.speakers.map((speaker) => {
      const button = make("button", { type: "button", tabindex: "-1", title: `${speaker.name}\nSet beside another speaker` }, make("span", { text: speaker.name, dir: "auto" }));
      button.addEventListener("click", () => send("speaker", { id: speaker.id }));
      return make("th", { scope: "col" }, button);
    }),
    make("th", { scope: "col", className: "sides", text: "for : against", title: "Speakers who assert it : who contest it" }));
  const grid = [];
  const body = make("tbody", {}, ...data.rows.map((row, r) => {
    const name = make("button", { type: "button", title: row.told }, make("span", { className: "name", text: row.name, dir: "auto" }), make("span", { className: "status", text: row.status, title: row.meaning }));
    name.querySelector(".status").style.borderLeft = data.borders[row.status] ?? "";
    name.addEventListener("click", () => send("select", { statement: row.id, claim: "" }));
    const line = make("tr", { className: row.id === data.chosen ? "chosen" : null }, make("th", { scope: "row" }, name));
    grid.push([name]);
    row.cells.forEach((cell, c) => {
      const box = make("td", { tabindex: "-1", "aria-label": cell ? cell.label : `${data.speakers[c].name}: silent`, "data-at": `${r}-${c + 1}` },
        cell ? sign(cell, data.looks) : make("span", { className: "dot", "aria-hidden": "true" }));
      if (cell) {
        box.classList.add("said");
        box.addEventListener("click", () => send("select", { statement: row.id, claim: cell.claims[0].id }));
        box.addEventListener("mouseenter", () => show(box, cell));
        box.addEventListener("mouseleave", hide);
        box.addEventListener("focus", () => show(box, cell));
        box.addEventListener("blur", hide);
      }
      grid[r].push(box);
      line.append(box);
    });
    line.append(make("td", { className: "sides", text: row.sides }));
    return line;
  }));
  const table = make("table", { role: "grid", "aria-label": data.label }, make("thead", {}, head), body);
  const scroll = make("div", { className: "scroll" }, table);
  host.replaceChildren(scroll, legend(data.legend, data.looks), tip);
  host.style.setProperty("--height", `${data.height}px`);
  scroll.scrollTo(kept.x, kept.y);

  function show(box, cell) {
    tip.replaceChildren(...cell.claims.map((claim) => make("div", {}, make("p", { text: claim.text, dir: "auto" }),
      claim.quote ? make("blockquote", { text: claim.quote, dir: "auto" }) : null, make("small", { text: claim.where, dir: "auto" }))),
    cell.more ? make("small", { text: cell.more }) : "");
    tip.hidden = false;
    box.setAttribute("aria-describedby", "matrix-tip");
    const outer = host.getBoundingClientRect(), at = box.getBoundingClientRect();
    const x = Math.max(4, Math.min(at.left - outer.left + at.width / 2 - tip.offsetWidth / 2, outer.width - tip.offsetWidth - 4));
    const below = at.bottom - outer.top + 6, above = at.top - outer.top - tip.offsetHeight - 6;
    tip.style.left = `${x}px`;
    tip.style.top = `${below + tip.offsetHeight > outer.height && above > 0 ? above : below}px`;
  }
  function hide() { tip.hidden = true; }

  // one stop of the Tab key; arrow keys move within
  const cells = grid.flat();
  const first = grid.flat().find((box) => box.dataset?.at && box.dataset.at === kept.at) ?? grid[0]?.[0];
  const reach = (box) => {
    for (const other of cells) other.tabIndex = other === box ? 0 : -1;
    host.dataset.at = box.dataset.at ?? "";
  };
  if (first) reach(first);
  table.addEventListener("focusin", (e) => { const box = e.target.closest("td[data-at], tbody button"); if (box) reach(box); });
  table.addEventListener("keydown", (e) => {
    if (e.key === "Escape") { hide(); return; }
    const box = e.target.closest("td[data-at], tbody button");
    const r = grid.findIndex((line) => line.includes(box));
    if (r < 0) return;
    const c = grid[r].indexOf(box), last = grid[r].length - 1;
    const to = { ArrowRight: [r, c + 1], ArrowLeft: [r, c - 1], ArrowDown: [r + 1, c], ArrowUp: [r - 1, c], Home: [r, 0], End: [r, last] }[e.key];
    if (to) {
      const next = grid[Math.max(0, Math.min(grid.length - 1, to[0]))][Math.max(0, Math.min(last, to[1]))];
      next.focus();
      next.scrollIntoView({ block: "nearest", inline: "nearest" });
      e.preventDefault();
    } else if ((e.key === "Enter" || e.key === " ") && box.matches("td.said")) {
      box.click();
      e.preventDefault();
    }
  });
}
