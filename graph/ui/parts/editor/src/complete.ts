// What may follow where the cursor stands: names of the store first, then the words of the language.
import type { Completion, CompletionContext, CompletionResult } from "@codemirror/autocomplete";
import { Facet } from "@codemirror/state";
import { nameOf, scan, type Token } from "./scan";
import type { Kind, Names } from "./types";

/** The names, in the forms that scanning and completing ask for again and again. */
export class Words {
  readonly keywords: ReadonlySet<string>;
  readonly functions: ReadonlySet<string>;
  private reserved: ReadonlySet<string>;
  private language: Completion[];
  private labels: Completion[];
  private types: Completion[];
  /** All properties, as they are offered behind a point, and as keys of a map. */
  private every: Completion[];
  private keys: Completion[];

  constructor(readonly names: Names) {
    this.keywords = new Set(names.keywords);
    this.functions = new Set(names.functions.map(([name]) => name.toLowerCase()));
    this.reserved = new Set(names.reserved);
    this.language = [
      ...names.functions.map(([name, detail]) => ({ label: `${name}()`, type: "function", detail, apply: `${name}(` })),
      ...names.phrases.map((label) => ({ label, type: "keyword" })),
    ];
    const kinds = [...Object.values(names.labels), ...Object.values(names.types)];
    const properties = new Set(kinds.flatMap((k) => k.properties));
    this.labels = this.kindOptions(names.labels, "label");
    this.types = this.kindOptions(names.types, "type");
    this.every = this.properties(properties, "", -20);
    this.keys = this.properties(properties, ": ", -20);
  }

  scan(query: string): Token[] { return scan(query, this.keywords, this.functions); }

  complete = (context: CompletionContext): CompletionResult | null => {
    const query = context.state.doc.toString(), pos = context.pos;
    const tokens = this.scan(query.slice(0, pos));
    const last = tokens.at(-1);
    if (last && (last.role === "comment" || last.role === "string") && last.open) return null;
    const typed = last && last.to === pos && /^[\p{L}_`$]/u.test(last.text) ? last : undefined;
    const from = typed ? typed.from : pos;
    const said = tokens.filter((t) => t !== typed && t.role !== "space" && t.role !== "comment");
    const found = this.at(typed, said, query, context);
    if (!found) return null;
    const { options, explicit = false } = found;
    if ((explicit && !typed && !context.explicit) || options.length === 0) return null;
    const start = found.from ?? from, near = narrowed(options, query.slice(start, pos));
    return { from: start, options: near, ...(near === options ? { validFor: /^[$`]?[\p{L}\p{N}_ ]*$/u } : {}) };
  };

  private at(typed: Token | undefined, said: Token[], query: string, context: CompletionContext):
    { options: Completion[]; from?: number; explicit?: boolean } | null {
    const before = said.at(-1), ahead = said.at(-2);
    if (typed?.role === "parameter") {
      const others = this.scan(query).filter((t) => t.role === "parameter" && t.from !== typed.from && t.text.length > 1);
      const all = new Set([...context.state.facet(parametersOf).flat(), ...others.map((t) => nameOf(t.text))]);
      return { options: [...all].sort().map((name) => ({ label: `$${quoted(name, new Set())}`, type: "parameter", detail: "parameter" })) };
    }
    if (typed?.role === "number") return null;
    // a point after a name that the query knows asks for a property, after any other for a procedure or function
    if (before?.text === "." && ahead && before.to === (typed?.from ?? context.pos)) {
      if (/^[\p{L}_`]/u.test(ahead.text)) {
        const kinds = this.kindsOf(nameOf(ahead.text), query);
        const dotted = kinds.known ? null : this.dotted(said, typed);
        return dotted ?? { options: this.ranked(kinds.kinds, "") };
      }
      return { options: this.every };
    }
    const bracket = before ? inner(said) : undefined;
    if (before && (before.text === ":" || "|&!".includes(before.text)) && isLabels(said)) {
      return { options: bracket?.text === "[" ? this.types : this.labels };
    }
    if (bracket?.text === "{" && (before === bracket || before?.text === ",")) {
      const around = inner(said.slice(0, said.indexOf(bracket)));
      const kinds = around ? this.named(said.slice(said.indexOf(around))) : [];
      if (isPattern(said, bracket)) return { options: this.ranked(kinds, ": ") };
    }
    if (before?.text.toUpperCase() === "CALL") return { options: this.names.procedures.map((name) => ({ label: name, type: "function", detail: "procedure", apply: `${name}(` })) };
    const variables = new Set(this.scan(query).filter((t) => t.role === "variable" && t.from !== typed?.from).map((t) => t.text));
    return {
      explicit: true,
      options: [...[...variables].map((label) => ({ label, type: "variable", detail: "variable", boost: 20 })), ...this.language],
    };
  }

  /** Procedures and functions whose name begins with what stands before the cursor, points included. */
  private dotted(said: Token[], typed: Token | undefined): { options: Completion[]; from: number } | null {
    let i = said.length;
    while (i >= 2 && said[i - 1]!.text === "." && /^[\p{L}_]/u.test(said[i - 2]!.text)) i -= 2;
    const first = said[i]!, prefix = said.slice(i).map((t) => t.text).join("").toLowerCase();
    const names = said[i - 1]?.text.toUpperCase() === "CALL" ? this.names.procedures : this.names.functions.map(([name]) => name);
    const options = names.filter((name) => name.toLowerCase().startsWith(prefix)).map((name) => ({
      label: name.slice(prefix.length), type: "function", apply: `${name.slice(prefix.length)}(`,
    }));
    return options.length ? { options, from: typed?.from ?? first.from + prefix.length } : null;
  }

  /** The labels and types that a variable has anywhere in the query. */
  private kindsOf(variable: string, query: string): { known: boolean; kinds: Kind[] } {
    const tokens = this.scan(query).filter((t) => t.role !== "space" && t.role !== "comment");
    const kinds: Kind[] = [];
    let known = false;
    tokens.forEach((token, i) => {
      if (token.role !== "variable" || nameOf(token.text) !== variable) return;
      known ||= tokens[i + 1]?.text !== ".";
      if (tokens[i + 1]?.text === ":") kinds.push(...this.named(tokens.slice(i + 1)));
    });
    return { known, kinds };
  }

  /** The kinds that the first label expression in a row of tokens names. */
  private named(tokens: Token[]): Kind[] {
    const start = tokens.findIndex((t) => t.role === "label" || t.role === "type");
    if (start < 0 || start > 3) return [];
    const kinds: Kind[] = [];
    for (const t of tokens.slice(start)) {
      const kind = (t.role === "label" ? this.names.labels : this.names.types)[nameOf(t.text)];
      if (t.role === "label" || t.role === "type") { if (kind) kinds.push(kind); }
      else if (!":|&!".includes(t.text)) break;
    }
    return kinds;
  }

  private kindOptions(kinds: Record<string, Kind>, type: string): Completion[] {
    const most = Object.values(kinds).reduce((top, { count }) => Math.max(top, count), 1), words = new Intl.NumberFormat("en");
    return Object.entries(kinds).map(([name, { count }]) => ({
      label: name, type, detail: words.format(count), apply: quoted(name, this.reserved), boost: 20 * count / most,
    }));
  }

  /** Properties: those of the kinds at hand first, then all others. */
  private ranked(kinds: Kind[], after: "" | ": "): Completion[] {
    const near = new Set(kinds.flatMap((k) => k.properties)), all = after ? this.keys : this.every;
    return near.size === 0 ? all : [...this.properties(near, after, 60), ...all.filter(({ label }) => !near.has(label))];
  }

  private properties(found: ReadonlySet<string>, after: string, boost: number): Completion[] {
    return [...found].sort().map((label) => ({ label, type: "property", detail: "property", boost, apply: quoted(label, this.reserved) + after }));
  }
}

/** Names of parameters that have a value. */
export const parametersOf = Facet.define<readonly string[]>();

const MOST = 200;

/** So many options that ranking them would keep a person waiting: those that begin as is typed, then those that hold it. */
function narrowed(options: Completion[], text: string): Completion[] {
  if (options.length <= MOST) return options;
  const typed = text.replace(/^[$`]/, "").toLowerCase(), begin: Completion[] = [], hold: Completion[] = [];
  for (const option of options) {
    const at = option.label.toLowerCase().indexOf(typed);
    if (at === 0) begin.push(option);
    else if (at > 0) hold.push(option);
    if (begin.length === MOST) break;
  }
  return [...begin, ...hold].slice(0, MOST);
}

/** The innermost bracket that is open at the end of some tokens. */
function inner(tokens: Token[]): Token | undefined {
  const open: Token[] = [];
  for (const t of tokens) {
    if (t.role !== "punctuation") continue;
    if ("([{".includes(t.text)) open.push(t);
    else if (")]}".includes(t.text)) open.pop();
  }
  return open.at(-1);
}

/** Whether the last token is a colon, or a sign between labels, that wants a label or a type. */
function isLabels(said: Token[]): boolean {
  const last = said.at(-1)!, before = said.at(-2);
  if (last.text !== ":") return before?.role === "label" || before?.role === "type" || (last.text === "!" && before?.text === ":");
  const bracket = inner(said);
  if (bracket?.text !== "{") return true;
  // `{name:` asks for a value; `EXISTS { (n:` stands in parentheses, `{ WHERE n:` behind a word
  const ahead = said.at(-3);
  return !(ahead === bracket || ahead?.text === ",");
}

/** Whether a brace opens the properties of a pattern: `(n:Label {` or `[r:TYPE {`. */
function isPattern(said: Token[], brace: Token): boolean {
  const before = said[said.indexOf(brace) - 1];
  return before !== undefined && (before.role === "label" || before.role === "type" || before.role === "variable" || "([".includes(before.text));
}

function quoted(name: string, reserved: ReadonlySet<string>): string {
  const plain = /^[A-Za-z_][A-Za-z0-9_]*$/.test(name) && !reserved.has(name.toUpperCase());
  return plain ? name : `\`${name.replaceAll("`", "``")}\``;
}
