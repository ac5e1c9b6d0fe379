// Positions. Python counts code points, the browser UTF-16 units: the way from one to the other is here, and only here.

class Units {
  // `offset` is the code point where the text begins that is shown: a long one is shown in parts.
  constructor(text, offset = 0) {
    this.offset = offset;
    this.wide = []; // the code points that take two units
    for (let at = 0, point = 0; at < text.length; point += 1) {
      const isWide = text.codePointAt(at) > 0xffff;
      if (isWide) this.wide.push(point);
      at += isWide ? 2 : 1;
    }
  }

  toUnits(point) {
    const at = point - this.offset;
    return at + Units.before(this.wide.length, (n) => this.wide[n] < at);
  }

  toPoints(unit) {
    return this.offset + unit - Units.before(this.wide.length, (n) => this.wide[n] + n < unit);
  }

  spansToUnits(spans) {
    return spans.map(([start, end]) => [this.toUnits(start), this.toUnits(end)]);
  }

  spansToPoints(spans) {
    return spans.map(([start, end]) => [this.toPoints(start), this.toPoints(end)]);
  }

  // How many of the first `size` numbers are before a place, where those that are come first.
  static before(size, isBefore) {
    let low = 0, high = size;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (isBefore(middle)) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

const WORD = /[\p{L}\p{N}\p{M}]+(?:['’\-.,:/][\p{L}\p{N}\p{M}]+)*|[^\s\p{L}\p{N}\p{M}]/gu;

// The words of a text, found a stretch at a time: a step by a word looks only at what is near.
class Words {
  constructor(text) {
    this.text = text;
  }

  #near(at) {
    const from = Math.max(0, at - 400);
    // a stretch begins between two words, or its first would be half a word
    const first = from === 0 ? 0 : this.text.slice(from, at).search(/\s/) + from;
    return [...this.text.slice(first, at + 400).matchAll(WORD)].map((m) => [first + m.index, first + m.index + m[0].length]);
  }

  // The next place after (or the last before) a position where a word starts, or ends; the position itself at an end.
  step(at, edge, direction) {
    const places = this.#near(at).map((word) => word[edge === "start" ? 0 : 1]);
    const next = direction > 0 ? places.find((place) => place > at) : places.findLast((place) => place < at);
    return next ?? at;
  }

  at(position) {
    return this.#near(position).find(([, end]) => end > position) ?? null;
  }
}
