import type { BlockContext, MarkdownConfig } from '@lezer/markdown';
import { parser as commonMark, Table } from '@lezer/markdown';

/** What a block is. Nobody but this file knows the library behind it. */
export const BlockKind = { heading: 1, item: 2, quote: 3, paragraph: 4, code: 5, html: 6, comment: 7, table: 8, rule: 9 } as const;

/**
 * The block structure of a markdown text in document order: one column a property, because a large file has many blocks and they live as
 * long as its list.
 */
export interface Blocks {
  readonly length: number;
  readonly kind: Uint8Array;
  /** Of an item: its marker. Of a heading: its first mark or, underlined, its text. */
  readonly from: Int32Array;
  readonly to: Int32Array;
  /** Index of the enclosing item or quote, or -1 at document level. */
  readonly parent: Int32Array;
  /** Index after the last block inside this one. */
  readonly end: Int32Array;
  /** Of a heading: 1 to 6; of an item: 1 for ordered. */
  readonly level: Uint8Array;
  /** Of an item: after its marker. Of a heading: after its marks. */
  readonly contentFrom: Int32Array;
}

type Tree = ReturnType<typeof commonMark.parse>;

const SLICE = 16_384;
const DEEPEST = 64;

const nestingLimit: MarkdownConfig = {
  parseBlock: [
    {
      name: 'NestingLimit',
      before: 'Blockquote',
      parse(cx, line) {
        if (cx.depth < DEEPEST) return false;
        cx.addElement(cx.elt('Paragraph', cx.lineStart + line.pos, cx.lineStart + line.text.length));
        cx.nextLine();
        return true;
      },
      /**
       * Left of the item that a paragraph is in, any marker opens an item: only inside a paragraph an ordered one has to be 1, and none may
       * be empty. The library makes no such difference.
       */
      endLeaf: (cx, line) =>
        isMarker(line.next) &&
        (line as unknown as { depth: number }).depth < cx.depth &&
        ITEM.test(line.text.slice(line.pos, line.pos + 12)),
    },
  ],
};

const ITEM = /^(?:[-+*]|\d{1,9}[.)])(?:[ \t]|$)/;

function isMarker(code: number): boolean {
  return code === 45 || code === 43 || code === 42 || (code >= 48 && code <= 57);
}

const inline = ['LinkReference', 'Escape', 'Entity', 'InlineCode', 'HTMLTag', 'Emphasis', 'HardBreak', 'Link', 'Image', 'LinkEnd'];
const markdown = commonMark.configure([Table, { remove: inline }, nestingLimit]);
/** Blocks only: without this every text would still be walked through, character by character. */
markdown.parseInline = () => [];

const LIST = 100;
const IGNORED = 0;
const kinds = markdown.nodeSet.types.map(({ name }): number => {
  if (name.startsWith('ATXHeading') || name.startsWith('SetextHeading')) return BlockKind.heading;
  if (name === 'BulletList' || name === 'OrderedList') return LIST;
  if (name === 'ListItem') return BlockKind.item;
  if (name === 'Blockquote') return BlockKind.quote;
  if (name === 'Paragraph') return BlockKind.paragraph;
  if (name === 'FencedCode' || name === 'CodeBlock') return BlockKind.code;
  if (name === 'HTMLBlock' || name === 'ProcessingInstructionBlock') return BlockKind.html;
  if (name === 'CommentBlock') return BlockKind.comment;
  if (name === 'Table') return BlockKind.table;
  if (name === 'HorizontalRule') return BlockKind.rule;
  return IGNORED;
});
const levels = markdown.nodeSet.types.map((type) => Number(/^(?:ATX|Setext)Heading(\d)$/.exec(type.name)?.[1] ?? 0));
const ordered = markdown.nodeSet.types.map((type) => type.name === 'OrderedList');
const setext = markdown.nodeSet.types.map((type) => type.name.startsWith('Setext'));

/**
 * Blocks of `view` from `from` on. The parse goes in slices, because most of its time would otherwise be spent on collecting one big
 * tree; a slice ends only where no block can go on, except that a list may be cut in two.
 */
export function blocks(view: string, from: number): Blocks {
  const input = {
    length: view.length,
    lineChunks: true,
    chunk(at: number): string {
      if (view.charCodeAt(at) === 10) return '\n';
      const newline = view.indexOf('\n', at);
      const end = newline < 0 ? view.length : newline;
      const last = view.charCodeAt(end - 1);
      return last === 32 || last === 9 || last === 13 ? blankEnded(view.slice(at, end)) : view.slice(at, end);
    },
    read: (start: number, end: number) => view.slice(start, end),
  };
  const out = new Columns();
  let at = from;
  while (at < view.length) {
    const parse = markdown.startParse(input, [], [{ from: at, to: view.length }]) as BlockContext;
    let end = view.length;
    let tree = parse.advance();
    while (!tree) {
      if (end === view.length && parse.parsedPos - at >= SLICE && parse.parsedPos < end && mayCut(parse, view)) {
        end = parse.parsedPos;
        parse.stopAt(end - 1);
      }
      tree = parse.advance();
    }
    collect(tree, at, -1, view, out, false);
    at = end;
  }
  return out.trimmed();
}

const DELIMITER_ROW = /^[ \t>]*(?:\|[ \t]*(?::?-+:?[ \t]*\|[ \t]*)+|(?::?-+:?[ \t]*\|[ \t]*){2,})$/;

/**
 * A line as the library's rule for tables wants it, of the same length: a carriage return is no blank to it, and no blanks may stand after
 * the last bar of the row below the header.
 */
function blankEnded(line: string): string {
  const bar = line.lastIndexOf('|');
  if (bar < 0 || !DELIMITER_ROW.test(line.slice(0, bar + 1)) || !isBlankFrom(line, bar + 1))
    return line.endsWith('\r') ? `${line.slice(0, -1)} ` : line;
  return line.slice(0, bar) + ' '.repeat(line.length - bar);
}

function isBlankFrom(line: string, from: number): boolean {
  for (let at = from; at < line.length; at++) if (!' \t\r'.includes(line[at] ?? '')) return false;
  return true;
}

const COLUMN_ZERO_OPENER = /(?:#{1,6}(?=[ \t\r\n])|[-*+](?=[ \t])|\d{1,9}[.)](?=[ \t]))/y;

function mayCut(parse: BlockContext, view: string): boolean {
  if (parse.depth === 1) return true;
  let at = parse.parsedPos;
  for (;;) {
    let text = at;
    while (text < view.length && (view[text] === ' ' || view[text] === '\t' || view[text] === '\r')) text++;
    if (text >= view.length) return false;
    if (view[text] !== '\n') break;
    at = text + 1;
  }
  COLUMN_ZERO_OPENER.lastIndex = at;
  return COLUMN_ZERO_OPENER.test(view);
}

function collect(tree: Tree, offset: number, parent: number, view: string, out: Columns, inOrdered: boolean): void {
  for (let index = 0; index < tree.children.length; index++) {
    const child = tree.children[index];
    if (!child || !('children' in child)) continue;
    const from = offset + (tree.positions[index] ?? 0);
    const id = child.type.id;
    const kind = child.type.isAnonymous ? LIST : (kinds[id] ?? IGNORED);
    if (kind === IGNORED) continue;
    if (kind === LIST) {
      collect(child, from, parent, view, out, child.type.isAnonymous ? inOrdered : (ordered[id] ?? false));
      continue;
    }
    const to = beforeBlanks(view, from, from + child.length);
    const start = kind === BlockKind.code ? from : afterBlanks(view, from, to);
    const level = kind === BlockKind.item ? Number(inOrdered) : (levels[id] ?? 0);
    const self = out.add(kind, start, to, parent, level, contentFrom(kind, start, to, view, setext[id] ?? false));
    if (kind === BlockKind.item || kind === BlockKind.quote) collect(child, from, self, view, out, false);
    out.end[self] = out.length;
  }
}

class Columns implements Blocks {
  length = 0;
  kind = new Uint8Array(256);
  level = new Uint8Array(256);
  from = new Int32Array(256);
  to = new Int32Array(256);
  parent = new Int32Array(256);
  end = new Int32Array(256);
  contentFrom = new Int32Array(256);

  add(kind: number, from: number, to: number, parent: number, level: number, contentFrom: number): number {
    if (this.length === this.kind.length) this.resize(this.length * 2);
    const at = this.length++;
    this.kind[at] = kind;
    this.level[at] = level;
    this.from[at] = from;
    this.to[at] = to;
    this.parent[at] = parent;
    this.contentFrom[at] = contentFrom;
    return at;
  }

  trimmed(): Blocks {
    this.resize(this.length);
    return this;
  }

  private resize(size: number): void {
    this.kind = moved(this.kind, new Uint8Array(size));
    this.level = moved(this.level, new Uint8Array(size));
    this.from = moved(this.from, new Int32Array(size));
    this.to = moved(this.to, new Int32Array(size));
    this.parent = moved(this.parent, new Int32Array(size));
    this.end = moved(this.end, new Int32Array(size));
    this.contentFrom = moved(this.contentFrom, new Int32Array(size));
  }
}

function moved<T extends Uint8Array | Int32Array>(from: T, to: T): T {
  to.set(from.length > to.length ? from.subarray(0, to.length) : from);
  return to;
}

function contentFrom(kind: number, from: number, to: number, view: string, underlined: boolean): number {
  let at = from;
  if (kind === BlockKind.item) {
    while (at < to && isDigit(view.charCodeAt(at))) at++;
    at++;
  } else if (kind === BlockKind.heading && !underlined) {
    while (at < to && view[at] === '#') at++;
  } else return from;
  while (at < to && (view[at] === ' ' || view[at] === '\t')) at++;
  return at;
}

/** A marker may stand a few columns into its line. */
function afterBlanks(view: string, from: number, to: number): number {
  let start = from;
  while (start < to && (view.charCodeAt(start) === 32 || view.charCodeAt(start) === 9)) start++;
  return start;
}

/** Ends are before the blanks and the carriage return that may end a line. */
function beforeBlanks(view: string, from: number, to: number): number {
  let end = to;
  while (end > from) {
    const code = view.charCodeAt(end - 1);
    if (code !== 13 && code !== 32 && code !== 9 && code !== 10) break;
    end--;
  }
  return end;
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

/** One value of a column. */
export function at(column: Int32Array | Uint8Array, index: number): number {
  return column[index] ?? -1;
}

/** The first paragraph of an item, if the item starts with one. */
export function findHeadParagraph(blocks: Blocks, item: number): number | undefined {
  const first = item + 1;
  return first < at(blocks.end, item) && at(blocks.kind, first) === BlockKind.paragraph ? first : undefined;
}

/** Whether a block stands inside a block quote. */
export function isQuoted(blocks: Blocks, index: number): boolean {
  for (let up = at(blocks.parent, index); up >= 0; up = at(blocks.parent, up)) if (at(blocks.kind, up) === BlockKind.quote) return true;
  return false;
}
