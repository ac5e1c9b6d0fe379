// Cypher, cut into tokens that each know what they are: for colours, completion and parameters alike.

export type Role =
  | "space" | "comment" | "string" | "number" | "keyword" | "function" | "label" | "type" | "property" | "parameter"
  | "variable" | "punctuation";

export interface Token {
  role: Role;
  text: string;
  from: number;
  to: number;
  /** The bracket it stands in, as an index of its opening token; -1: in none. */
  inside: number;
  /** A string, a name or a comment that never ends. */
  open: boolean;
}

const PATTERN = new RegExp([
  String.raw`(?<space>\s+)`,
  String.raw`(?<comment>//[^\n]*|/\*[^]*?(?:\*/|$))`,
  String.raw`(?<string>'(?:[^'\\]|\\[^])*(?:'|\\?$)|"(?:[^"\\]|\\[^])*(?:"|\\?$))`,
  "(?<quoted>`(?:[^`]|``)*(?:`|$))",
  "(?<parameter>\\$(?:`[^`]*`?|[\\p{L}\\p{N}_]*))",
  String.raw`(?<number>0[xo][0-9a-f_]+|(?:\d[\d_]*(?:\.\d+)?|\.\d+)(?:e[+-]?\d+)?)`,
  String.raw`(?<word>[\p{L}_][\p{L}\p{N}_]*)`,
  String.raw`(?<mark><>|<=|>=|=~|!=|\.\.|::|\+=|[^])`,
].join("|"), "giu");

const PAIRS: Record<string, string> = { ")": "(", "]": "[", "}": "{" };

/** Cut a query into tokens; joined, their texts are the query again. */
export function scan(query: string, keywords: ReadonlySet<string>, functions: ReadonlySet<string>): Token[] {
  const tokens: Token[] = [];
  const open: number[] = [];
  let before: Token | undefined; // the last one that is neither space nor comment
  let labels = false; // a label expression goes on
  for (const match of query.matchAll(PATTERN)) {
    const groups = match.groups!, text = match[0], from = match.index;
    const token: Token = { role: "punctuation", text, from, to: from + text.length, inside: open.at(-1) ?? -1, open: false };
    tokens.push(token);
    if (groups.space !== undefined) { token.role = "space"; continue; }
    if (groups.comment !== undefined) {
      token.role = "comment";
      token.open = text.startsWith("/*") ? !text.endsWith("*/") || text.length < 4 : true;
      continue;
    }
    const bracket = token.inside < 0 ? "" : tokens[token.inside]!.text;
    const wasLabels = labels;
    labels = false;
    if (groups.string !== undefined) {
      token.role = "string";
      token.open = text.length < 2 || text.at(-1) !== text[0] || /(?<!\\)(?:\\\\)*\\.$/.test(text);
    } else if (groups.parameter !== undefined) token.role = "parameter";
    else if (groups.number !== undefined) token.role = "number";
    else if (groups.word !== undefined || groups.quoted !== undefined) {
      const upper = text.toUpperCase();
      if (wasLabels) token.role = bracket === "[" ? "type" : "label";
      else if (before?.text === "." && before.to === from) token.role = "property";
      else if (groups.quoted !== undefined) token.role = "variable";
      else if (/^\s*\(/.test(query.slice(token.to, token.to + 20)) && functions.has(text.toLowerCase())) token.role = "function";
      else if (bracket === "{" && /^\s*:(?!:)/.test(query.slice(token.to, token.to + 20))) token.role = "property";
      else if (keywords.has(upper)) token.role = "keyword";
      else token.role = "variable";
      if (groups.quoted !== undefined) token.open = text.length < 2 || (text.match(/`/g)!.length % 2 === 1);
    } else if ("([{".includes(text)) {
      open.push(tokens.length - 1);
    } else if (text in PAIRS) {
      if (bracket === PAIRS[text]) open.pop();
      token.inside = open.at(-1) ?? -1;
    } else if (text === ":") {
      // in a map, what follows is a value
      labels = bracket !== "{" || before?.role === "label";
      if (bracket === "{" && !keyOf(tokens, before)) labels = true;
    } else if (wasLabels && "|&!%".includes(text)) labels = true;
    else if ("|&".includes(text) && (before?.role === "label" || before?.role === "type")) labels = true;
    before = token;
  }
  return tokens;
}

/** Whether a token before a colon is the key of a map: it follows the brace or a comma. */
function keyOf(tokens: Token[], key: Token | undefined): boolean {
  if (!key) return false;
  for (let i = tokens.indexOf(key) - 1; i >= 0; i--) {
    const { role, text } = tokens[i]!;
    if (role !== "space" && role !== "comment") return text === "{" || text === ",";
  }
  return false;
}

/** The name that a word, a name in backticks or a parameter stands for. */
export function nameOf(text: string): string {
  const plain = text.startsWith("$") ? text.slice(1) : text;
  return plain.startsWith("`") ? plain.replace(/^`|`$/g, "").replaceAll("``", "`") : plain;
}
