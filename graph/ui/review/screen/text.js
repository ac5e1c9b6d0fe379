// The text: spans that follow each other, cut where a proposal begins or ends, each with the proposals that it is part of.

const MARKED = { mention: "name", claim: "claim", date: "value", quantity: "value", event: "value" };

class TextView {
  constructor(pane, model) {
    this.pane = pane;
    this.model = model;
    this.segments = [];
    this.lit = new Map(); // what is marked besides, by its name: spans
    this.#build();
  }

  #build() {
    const { text, items } = this.model;
    const cuts = new Set();
    for (const item of items.values()) if (MARKED[item.kind]) for (const span of item.now.spans) { cuts.add(span[0]); cuts.add(span[1]); }
    const places = [...cuts].sort((a, b) => a - b);
    let next = 0;
    const paragraphs = [];
    for (const [from, to] of TextView.#paragraphs(text)) {
      const paragraph = make("p", { dir: "auto" });
      while (next < places.length && places[next] <= from) next += 1;
      let at = from;
      while (at < to) {
        const end = next < places.length && places[next] < to ? places[next++] : to;
        if (end > at) paragraph.append(this.#segment(at, end).node);
        at = end;
      }
      paragraphs.push(paragraph);
    }
    for (const item of items.values()) this.#cover(item);
    for (const segment of this.segments) this.#paint(segment);
    this.pane.replaceChildren(...paragraphs);
  }

  static *#paragraphs(text) {
    const gap = /\r?\n(?:[ \t\r\u00a0]*\n)+/g;
    let from = 0;
    for (const match of text.matchAll(gap)) {
      if (match.index > from) yield [from, match.index];
      from = match.index + match[0].length;
    }
    if (from < text.length) yield [from, text.length];
  }

  #segment(start, end) {
    const node = document.createElement("span");
    // a line's end of another system would be drawn as a sign
    node.textContent = this.model.text.slice(start, end).replaceAll("\r", "\u200b");
    const segment = { start, end, node, items: new Set(), lights: new Set() };
    node.segment = segment;
    this.segments.push(segment);
    return segment;
  }

  #index(at) {
    return Units.before(this.segments.length, (n) => this.segments[n].end <= at);
  }

  // Cut the segment that reaches over a place in two.
  #cut(at) {
    const index = this.#index(at), segment = this.segments[index];
    if (!segment || segment.start >= at) return;
    const { end } = segment;
    const node = document.createElement("span");
    node.textContent = segment.node.textContent.slice(at - segment.start);
    segment.node.textContent = segment.node.textContent.slice(0, at - segment.start);
    segment.end = at;
    const added = { start: at, end, node, items: new Set(segment.items), lights: new Set(segment.lights) };
    node.segment = added;
    segment.node.after(node);
    this.segments.splice(index + 1, 0, added);
    this.#paint(added);
  }

  *#over([start, end]) {
    for (let at = this.#index(start); at < this.segments.length && this.segments[at].start < end; at += 1) yield this.segments[at];
  }

  #exactly(spans) {
    for (const [start, end] of spans) { this.#cut(start); this.#cut(end); }
    return spans.flatMap((span) => [...this.#over(span)]);
  }

  #cover(item) {
    if (!MARKED[item.kind]) return;
    item.drawn = item.now.spans;
    for (const segment of this.#exactly(item.now.spans)) segment.items.add(item);
  }

  #paint({ node, items, lights }) {
    const names = [];
    let colour = "";
    for (const { id, kind, now } of items) {
      if (now.state === "rejected") continue;
      names.push(`${MARKED[kind]}-${now.state === "accepted" ? "taken" : "open"}`);
      if (kind === "mention" || kind === "event") {
        const owner = this.model.items.get(this.model.owner.get(id));
        colour = this.model.types.get((owner?.now.value ?? now.value).type ?? this.model.who(now.value.entity)?.type)?.colour ?? "";
      }
    }
    for (const name of lights) names.push(`is-${name}`);
    const className = names.join(" ");
    if (node.className !== className) node.className = className;
    if (node.style.getPropertyValue("--of") !== colour) node.style.setProperty("--of", colour);
  }

  // Draw anew what belongs to these proposals, and nothing else.
  update(ids) {
    const stale = new Set();
    for (const id of ids) {
      const item = this.model.items.get(id);
      const gone = item ? null : [...this.segments].flatMap((segment) => [...segment.items]).find((each) => each.id === id);
      const known = item ?? gone;
      if (!known || !MARKED[known.kind]) continue;
      for (const span of known.drawn ?? []) for (const segment of this.#over(span)) { segment.items.delete(known); stale.add(segment); }
      if (item) { this.#cover(item); for (const span of item.now.spans) for (const segment of this.#over(span)) stale.add(segment); }
    }
    for (const segment of stale) this.#paint(segment);
  }

  // Mark spans besides: as the current one, as what it rests on, as what is being chosen.
  light(name, spans) {
    const stale = new Set();
    for (const span of this.lit.get(name) ?? []) for (const segment of this.#over(span)) { segment.lights.delete(name); stale.add(segment); }
    for (const segment of this.#exactly(spans)) { segment.lights.add(name); stale.add(segment); }
    this.lit.set(name, spans);
    for (const segment of stale) this.#paint(segment);
  }

  // -- places ----------------------------------------------------------------------------------

  reveal([start, end]) {
    const from = this.segments[this.#index(start)]?.node, to = this.segments[this.#index(Math.max(start, end - 1))]?.node;
    if (!from) return;
    if (this.pane.scrollHeight <= this.pane.clientHeight + 1) { from.scrollIntoView({ block: "nearest" }); return; }
    const pane = this.pane.getBoundingClientRect(), top = from.getBoundingClientRect().top, bottom = to.getBoundingClientRect().bottom;
    const room = Math.min(90, pane.height / 4);
    if (!pane.height || (top >= pane.top + room && bottom <= pane.bottom - room)) return;
    // a long one begins high, a short one stands a third from the top
    this.pane.scrollTop += top - pane.top - (bottom - top > pane.height / 2 ? room : pane.height / 3);
  }

  // What is seen of the text, as a span.
  get seen() {
    // on a narrow screen the page scrolls, not the text
    const box = this.pane.getBoundingClientRect(), pane = { top: Math.max(box.top, 0), bottom: Math.min(box.bottom, innerHeight) };
    const first = Units.before(this.segments.length, (n) => this.segments[n].node.getBoundingClientRect().bottom <= pane.top);
    const last = Units.before(this.segments.length, (n) => this.segments[n].node.getBoundingClientRect().top < pane.bottom);
    return first < last ? [this.segments[first].start, this.segments[last - 1].end] : [0, 0];
  }

  itemsAt(target) {
    const segment = target instanceof Element ? target.closest("span")?.segment : null;
    const size = (item) => item.now.spans.reduce((sum, [start, end]) => sum + end - start, 0);
    return segment ? [...segment.items].sort((a, b) => size(a) - size(b)) : [];
  }

  // The words that are selected, without blanks around them: a span for each paragraph that they reach into.
  selected() {
    const selection = document.getSelection();
    if (!selection?.rangeCount || selection.isCollapsed) return [];
    const range = selection.getRangeAt(0);
    if (!this.pane.contains(range.commonAncestorContainer)) return [];
    const from = this.#offset(range.startContainer, range.startOffset), to = this.#offset(range.endContainer, range.endOffset);
    const spans = [];
    for (const [first, last] of TextView.#paragraphs(this.model.text.slice(from, to))) {
      const part = this.model.text.slice(from + first, from + last);
      const start = from + first + part.length - part.trimStart().length;
      const end = start + part.trim().length;
      if (end > start) spans.push([start, end]);
    }
    return spans;
  }

  #offset(node, offset) {
    if (node.nodeType === Node.TEXT_NODE) {
      const segment = node.parentElement.closest("span")?.segment;
      if (segment) return segment.start + offset;
    }
    // between two elements: where the next one begins, or the text ends
    const next = node.childNodes[offset] ?? null;
    const walker = document.createTreeWalker(this.pane, NodeFilter.SHOW_ELEMENT);
    walker.currentNode = next ?? node;
    let at = next;
    if (!next) { while (!(at = walker.nextSibling()) && walker.parentNode()); }
    while (at && !at.segment) at = walker.nextNode();
    return at?.segment.start ?? this.model.text.length;
  }
}
