// What crosses between Python and the canvas. Everything is inert JSON; texts stay text.

export type NodeRow = [
  key: string, id: string, caption: string, type: string, colour: string, shape: string,
  size: number, x: number, y: number, tooltip: string, pinned: boolean, lines: string[], faint: boolean,
  also: string[], change: string, group: number,
];
export type EdgeRow = [
  key: string, type: string, caption: string, source: string, target: string,
  status: string | null, bend: number, tooltip: string, accusatory: boolean, faint: boolean, change: string, says: string,
];

/** A line of the legend. Those of the kinds sizes, colours, group, bridge, falls and shaken say what is marked. */
export interface LegendEntry { kind: string; name: string; plural: string; count: number; total: number; colour: string; shape: string }
/** How a line is drawn: width and dashes in pixels of the screen; its role names its colour. */
export interface LineStyle { width: number; dash: number[]; role: string; arrow: boolean }
export interface Palette { background: string; roles: Record<string, string>; changes: Record<string, string> }
/** How what differs between two versions of a case is marked: its sign, and the line that is drawn behind it. */
export interface Pen { sign: string; dash: number[]; width: number; ring: number }

export interface SceneBody {
  title: string;
  nodes: NodeRow[];
  edges: EdgeRow[];
  legend: LegendEntry[];
  /** By status, and by what lines of speakers say. */
  styles: Record<string, LineStyle>;
  plain: LineStyle;
  palettes: { light: Palette; dark: Palette };
  pens: Record<string, Pen>;
  axis: [x: number, text: string][];
  lanes: [y: number, text: string][];
}

/** What makes one scene of another: rows that are new or differ, and the keys of those that are gone. */
export interface ChangeBody {
  title: string;
  nodes: NodeRow[];
  edges: EdgeRow[];
  gone_nodes: string[];
  gone_edges: string[];
  legend: LegendEntry[];
  axis: [x: number, text: string][];
  lanes: [y: number, text: string][];
}

export interface Viewport { x: number; y: number; scale: number }
export interface Choice { id: string; label: string; count?: number | null; title?: string }
/** Something that can be done with nodes: a line of the menu, by a key too. */
export interface Action {
  name: string; label: string; note: string; key: string;
  when: "" | "expanded" | "pinned" | "loose";
  one: boolean; several: boolean;
  /** It is done with relationships too. */
  edges: boolean;
}
export interface SearchEntry {
  key: string; caption: string; type: string; also: string[]; texts: string[]; group: string; weight: number; guess: boolean;
}
export interface SearchResults { text: string; results: SearchEntry[] }

/** The small part of the data, sent on every run of the page. */
export interface Control {
  name: string;
  graph_id: string;
  height: number;
  scene: string;
  /** What has changed since that scene; null where nothing has. */
  change: string | null;
  index: string | null;
  remote_search: boolean;
  search_label: string;
  search_results: SearchResults | null;
  selection: string[];
  hidden: string[];
  filter_mode: "remove" | "dim";
  /** Keys of nodes that filters leave nothing of, though the legend shows their type. */
  away: string[];
  /** How many are drawn of an entry of the legend, and of how many, as "7 of 25". */
  counts: Record<string, string>;
  viewport: Viewport | null;
  fit: number;
  /** Keys of the nodes that it is fitted to then; all where there are none. */
  around: string[];
  /** null: this picture has no steps. */
  can_undo: boolean | null;
  can_redo: boolean | null;
  /** Whether the address says all of what is shown. */
  shareable: boolean;
  layouts: Choice[];
  layout: string;
  actions: Action[];
  exports: Choice[];
  menu: Record<string, Choice[]>;
  collapsible: string[];
  progress: { text: string; fraction: number | null } | null;
  empty: string;
  ack: { epoch: string; seq: number };
}

/** What Streamlit hands to a component's function. */
export interface Mount<T> {
  data: T;
  parentElement: ShadowRoot | HTMLElement;
  setStateValue(name: string, value: unknown): void;
}

/** A node as the canvas keeps it. */
export interface Node {
  key: string; id: string; caption: string; type: string; colour: string; shape: string; size: number;
  x: number; y: number; tooltip: string; pinned: boolean; lines: string[]; faint: boolean;
  degree: number;
  edges: Edge[];
  /** Other names that the legend counts it under. */
  also: string[];
  /** What happened to it between two versions of a case, or that it is a bridge; empty for nothing. */
  change: string;
  /** The group around which a line is drawn, in the colour of its nodes; 0 for none. */
  group: number;
  /** Filtered out by the legend here, before Python has answered. */
  off: boolean;
}

export interface Edge {
  key: string; type: string; caption: string; source: Node; target: Node; status: string | null; bend: number; tooltip: string;
  accusatory: boolean; faint: boolean; change: string;
  /** What a line of speakers says; empty for a relationship. */
  says: string;
  off: boolean;
}

export interface Event {
  seq: number;
  kind: string;
  nodes?: string[];
  edges?: string[];
  value?: string;
  hidden?: string[];
  moved?: Record<string, [x: number, y: number]>;
}
