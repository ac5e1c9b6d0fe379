// Search in a list of names, forgiving typing errors.
import type { SearchEntry } from "./types";

interface Row { entry: SearchEntry; texts: Text[] }
interface Text { whole: string; folded: string; words: string[]; weight: number }

/** Something that was found: by which of its texts, and whether nothing is written so and it is only spelt alike. */
export interface Found { entry: SearchEntry; by: string; guess: boolean }

const ALSO = 0.95, TEXT = 0.7;

export function fold(text: string): string {
  return text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().replace(/[^\p{L}\p{N}]+/gu, " ").trim();
}

export class Index {
  private rows: Row[];
  constructor(entries: SearchEntry[]) {
    this.rows = entries.map((entry) => {
      const text = (whole: string, weight: number): Text => {
        const folded = fold(whole.slice(0, 300));
        return { whole, folded, words: folded.split(" "), weight };
      };
      // a name outranks an alias that fits as well, and this any other text
      const texts = [text(entry.caption, 1), ...entry.also.map((t) => text(t, ALSO)), ...entry.texts.map((t) => text(t, TEXT))];
      return { entry, texts: texts.filter((t) => t.folded) };
    });
  }

  find(query: string, limit = 12): Found[] {
    const q = fold(query);
    if (!q) return [];
    const asked = q.split(" ");
    const written = this.hits(q, asked, false);
    // what is only spelt alike comes where nothing is written so
    const hits = written.length ? written : this.hits(q, asked, true);
    hits.sort((a, b) => Number(a.row.entry.group !== "") - Number(b.row.entry.group !== "") || b.score - a.score
      || a.row.entry.caption.length - b.row.entry.caption.length || (a.row.entry.key < b.row.entry.key ? -1 : 1));
    return hits.slice(0, limit).map((h) => ({ entry: h.row.entry, by: h.by, guess: !written.length }));
  }

  private hits(q: string, asked: string[], alike: boolean): { row: Row; score: number; by: string }[] {
    const hits: { row: Row; score: number; by: string }[] = [];
    for (const row of this.rows) {
      let score = 0, by = "";
      for (const text of row.texts) {
        const rated = rate(q, asked, text.folded, text.words, alike) * text.weight * row.entry.weight;
        if (rated > score) { score = rated; by = text.whole; }
      }
      if (score > 0) hits.push({ row, score, by });
    }
    return hits;
  }
}

function rate(q: string, asked: string[], text: string, words: string[], alike: boolean): number {
  if (text === q) return 1;
  if (text.startsWith(q)) return 0.92;
  const inside = text.indexOf(q);
  if (inside > 0) return text[inside - 1] === " " ? 0.86 : 0.6;
  let sum = 0;
  for (const word of asked) {
    let best = 0;
    for (const w of words) {
      if (w === word) best = 1;
      else if (w.startsWith(word)) best = Math.max(best, 0.9);
      else if (alike && word.length >= 4) best = Math.max(best, near(word, w));
      if (best === 1) break;
    }
    if (best === 0) return 0;
    sum += best;
  }
  return (sum / asked.length) * 0.8;
}

/** 0 where two words differ by more than their length forgives: one slip from 4 letters, two from 7. */
function near(word: string, w: string): number {
  const slips = word.length >= 7 ? 2 : 1;
  if (w.length < word.length - slips) return 0;
  // a word that is still being typed is compared with the beginning of the other
  let best = slips + 1;
  for (const cut of new Set([w.length, word.length, word.length + 1, word.length - 1])) {
    if (cut > w.length || Math.abs(cut - word.length) > slips) continue;
    best = Math.min(best, edits(word, w.slice(0, cut), best));
  }
  return best > slips ? 0 : 0.8 - 0.15 * best;
}

/** Edits between two words, two letters swapped counting as one; gives up at `limit`. */
function edits(a: string, b: string, limit: number): number {
  let before: number[] = [], last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    let least = i;
    for (let j = 1; j <= b.length; j++) {
      let d = Math.min(last[j]! + 1, row[j - 1]! + 1, last[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) d = Math.min(d, before[j - 2]! + 1);
      row.push(d);
      least = Math.min(least, d);
    }
    if (least >= limit) return limit;
    before = last;
    last = row;
  }
  return last[b.length]!;
}
