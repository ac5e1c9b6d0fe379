// What crosses between Python and the editor. Everything is inert JSON; texts stay text.

/** A label or a relationship type: how many there are, and the names of their properties. */
export interface Kind { count: number; properties: string[] }

/** What may be completed: the names of a store, and the words of the language. */
export interface Names {
  /** Every word that has a keyword's colour. */
  keywords: string[];
  /** Keywords in the forms people type: what is completed. */
  phrases: string[];
  /** Words that stand for no name unless they are in backticks. */
  reserved: string[];
  functions: [name: string, signature: string][];
  procedures: string[];
  labels: Record<string, Kind>;
  types: Record<string, Kind>;
}

/** Where a query is wrong, from 1; a column is a code point. */
export interface Fault { line: number; column: number; message: string }

/** The small part of the data, sent on every run of the page. */
export interface Control {
  name: string;
  label: string;
  placeholder: string;
  text: string;
  /** Another number than in the last run: `text` takes the place of what is typed. */
  revision: number;
  /** Another text than in the last run: `faults` take the place of those before. */
  checked: string;
  faults: Fault[];
  parameters: string[];
  /** The query that runs now, how long it has been running, and what is to be said of it. */
  running: { id: string; elapsed: number; words: string } | null;
  ack: { epoch: string; seq: number };
}

/** What Streamlit hands to a component's function. */
export interface Mount<T> {
  parentElement: HTMLElement | ShadowRoot;
  data: T;
  setStateValue(name: string, value: unknown): void;
}
