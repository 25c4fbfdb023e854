import type { SourceText } from './source-text.ts';
import { fromView, lineEnd, nextLine } from './source-text.ts';

/** A value as written: every scalar is a string, so that `1.10` does not become 1.1. */
export type FrontValue = string | readonly string[] | ReadonlyMap<string, string>;

export interface FrontEntry {
  readonly key: string;
  readonly from: number;
  readonly to: number;
  /** null: written in a way this reader does not know. */
  readonly value: FrontValue | null;
}

export interface FrontMatter {
  /** Of the whole block, both fences included; 0 without one. */
  readonly end: number;
  readonly closed: boolean;
  readonly entries: readonly FrontEntry[];
}

/** One of our keys without a blank after its colon: no setting in YAML, and nobody would see that a stop point is none. */
const GLUED = /^["']?(task-lists|dialect|stop-after|stop-before|marks|inject-ids|completion|checkpoints)["']?[ \t]*:\S/;

const NONE: FrontMatter = { end: 0, closed: true, entries: [] };

/** `---` from the first byte to `---` or `...`: scalars, flow and block lists, maps of one level. */
export function readFrontMatter(source: SourceText): FrontMatter {
  const { view, start } = source;
  if (!/^---[ \t]*$/.test(view.slice(start, lineEnd(source, start)))) return NONE;
  const lines: { text: string; from: number; to: number }[] = [];
  let at = nextLine(source, start);
  while (at < view.length) {
    const to = lineEnd(source, at);
    const text = view.slice(at, to);
    if (/^(?:---|\.\.\.)[ \t]*$/.test(text)) return { end: nextLine(source, at), closed: true, entries: entriesOf(lines) };
    lines.push({ text, from: at, to });
    at = nextLine(source, at);
  }
  return { end: view.length, closed: false, entries: [] };
}

function entriesOf(lines: readonly { text: string; from: number; to: number }[]): FrontEntry[] {
  const entries: FrontEntry[] = [];
  for (let index = 0; index < lines.length;) {
    const line = lines[index];
    index++;
    if (!line) break;
    const match = /^(["']?)([A-Za-z_][\w-]*)\1[ \t]*:(?:[ \t]+(.*))?$/.exec(line.text);
    const glued = GLUED.exec(line.text)?.[1];
    if (!match && glued !== undefined) entries.push({ key: glued, from: line.from, to: line.to, value: null });
    if (!match) continue;
    const below: string[] = [];
    while (index < lines.length) {
      const next = lines[index]?.text ?? '';
      if (!/^(?:[ \t]+|-[ \t]|[ \t]*$|[ \t]*#)/.test(next)) break;
      if (!/^[ \t]*(?:#|$)/.test(next)) below.push(next);
      index++;
    }
    const inline = withoutComment(match[3] ?? '').trim();
    entries.push({ key: match[2] ?? '', from: line.from, to: line.to, value: inline ? inlineValue(inline, below) : blockValue(below) });
  }
  return entries;
}

function withoutComment(text: string): string {
  let quote = '';
  for (let at = 0; at < text.length; at++) {
    const character = text[at] ?? '';
    if (quote) {
      if (character === quote) quote = '';
    } else if (character === '"' || character === "'") quote = character;
    else if (character === '#' && (at === 0 || text[at - 1] === ' ' || text[at - 1] === '\t')) return text.slice(0, at);
  }
  return text;
}

function inlineValue(text: string, below: readonly string[]): FrontValue | null {
  if (text === '|' || text === '>' || text === '|-' || text === '>-') return below.map((line) => fromView(line.trim())).join(' ');
  if (below.length > 0 && !text.startsWith('[') && !text.startsWith('{')) return null;
  const whole = [text, ...below.map((line) => line.trim())].join(' ');
  if (whole.startsWith('[')) return whole.endsWith(']') ? listOf(splitFlow(whole.slice(1, -1))) : null;
  if (whole.startsWith('{')) return whole.endsWith('}') ? mapOf(splitFlow(whole.slice(1, -1))) : null;
  return scalar(whole);
}

function blockValue(below: readonly string[]): FrontValue | null {
  const lines = below.map((line) => withoutComment(line).trim());
  if (lines.length === 0) return '';
  if (lines.every((line) => line.startsWith('- ') || line === '-')) return listOf(lines.map((line) => line.slice(1).trim()));
  return mapOf(lines);
}

function listOf(parts: readonly string[] | null): string[] | null {
  if (!parts) return null;
  const values: string[] = [];
  for (const part of parts) {
    const value = scalar(part);
    if (value === null) return null;
    values.push(value);
  }
  return values;
}

function mapOf(parts: readonly string[] | null): Map<string, string> | null {
  if (!parts) return null;
  const map = new Map<string, string>();
  for (const part of parts) {
    const match = /^("[^"]*"|'[^']*'|[^\s:"'][^:]*?)[ \t]*:(?:[ \t]+(.*))?$/.exec(part);
    const key = scalar(match?.[1] ?? '');
    const value = scalar(match?.[2] ?? '');
    if (!match || key === null || value === null) return null;
    map.set(key, value);
  }
  return map;
}

function splitFlow(text: string): string[] | null {
  const parts: string[] = [];
  let quote = '';
  let from = 0;
  for (let at = 0; at < text.length; at++) {
    const character = text[at] ?? '';
    if (quote) {
      if (character === quote) quote = '';
    } else if (character === '"' || character === "'") quote = character;
    else if ('[]{}'.includes(character)) return null;
    else if (character === ',') {
      parts.push(text.slice(from, at).trim());
      from = at + 1;
    }
  }
  if (quote) return null;
  const last = text.slice(from).trim();
  if (last) parts.push(last);
  return parts;
}

function scalar(text: string): string | null {
  const quote = text[0];
  if (quote === '"' || quote === "'") {
    if (text.length < 2 || !text.endsWith(quote)) return null;
    const inner = text.slice(1, -1);
    return fromView(quote === "'" ? inner.replaceAll("''", "'") : inner.replace(/\\(["\\])/g, '$1'));
  }
  return fromView(text);
}
