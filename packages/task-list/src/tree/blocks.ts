import type { Tree } from '@lezer/common';
import type { BlockContext, MarkdownConfig } from '@lezer/markdown';
import { parser as commonMark, Table } from '@lezer/markdown';

/**
 * The block structure of a markdown text, flat and in document order. Nobody but this file knows the library behind it.
 * `parent` is the index of the enclosing item or quote, or -1 at document level.
 */
export interface Block {
  readonly kind: 'heading' | 'item' | 'quote' | 'paragraph' | 'code' | 'html' | 'comment' | 'table' | 'rule';
  /** Of an item: its marker. Of a heading: its first mark or, underlined, its text. */
  readonly from: number;
  readonly to: number;
  readonly parent: number;
  /** Of a heading: 1 to 6; of an item: 1 for ordered. */
  readonly level: number;
  /** Of an item: after its marker. Of a heading: after its marks. */
  readonly contentFrom: number;
}

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
    },
  ],
};

const inline = ['LinkReference', 'Escape', 'Entity', 'InlineCode', 'HTMLTag', 'Emphasis', 'HardBreak', 'Link', 'Image', 'LinkEnd'];
const markdown = commonMark.configure([Table, { remove: inline }, nestingLimit]);

type Handling = Block['kind'] | 'list' | 'marker' | undefined;
const handling: Handling[] = markdown.nodeSet.types.map((type) => {
  const { name } = type;
  if (name.startsWith('ATXHeading') || name.startsWith('SetextHeading')) return 'heading';
  if (name === 'BulletList' || name === 'OrderedList') return 'list';
  if (name === 'ListMark') return 'marker';
  if (name === 'ListItem') return 'item';
  if (name === 'Blockquote') return 'quote';
  if (name === 'Paragraph') return 'paragraph';
  if (name === 'FencedCode' || name === 'CodeBlock') return 'code';
  if (name === 'HTMLBlock' || name === 'ProcessingInstructionBlock') return 'html';
  if (name === 'CommentBlock') return 'comment';
  if (name === 'Table') return 'table';
  if (name === 'HorizontalRule') return 'rule';
  return undefined;
});
const levels = markdown.nodeSet.types.map((type) => Number(/^(?:ATX|Setext)Heading(\d)$/.exec(type.name)?.[1] ?? 0));
const ordered = markdown.nodeSet.types.map((type) => type.name === 'OrderedList');
const setext = markdown.nodeSet.types.map((type) => type.name.startsWith('Setext'));

/**
 * Blocks of `view` from `from` on. The parse goes in slices, because most of its time would otherwise be spent on collecting one big
 * tree; a slice ends only where no block can go on, except that a list may be cut in two.
 */
export function blocks(view: string, from: number): Block[] {
  const input = {
    length: view.length,
    lineChunks: true,
    chunk(at: number): string {
      if (view.charCodeAt(at) === 10) return '\n';
      const end = view.indexOf('\n', at);
      return view.slice(at, end < 0 ? view.length : end);
    },
    read: (start: number, end: number) => view.slice(start, end),
  };
  const out: Block[] = [];
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
    collect(tree, at, -1, view, out);
    at = end;
  }
  return out;
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

function collect(tree: Tree, offset: number, parent: number, view: string, out: Block[], isOrdered = false): void {
  for (let index = 0; index < tree.children.length; index++) {
    const child = tree.children[index];
    if (!child || !('children' in child)) continue;
    const from = offset + (tree.positions[index] ?? 0);
    const id = child.type.id;
    if (child.type.isAnonymous) {
      collect(child, from, parent, view, out, isOrdered);
      continue;
    }
    const kind = handling[id];
    if (kind === undefined || kind === 'marker') continue;
    if (kind === 'list') {
      collect(child, from, parent, view, out, ordered[id]);
      continue;
    }
    const self = out.length;
    const to = from + child.length;
    out.push({ kind, from, to, parent, level: kind === 'item' ? Number(isOrdered) : (levels[id] ?? 0), contentFrom: contentFrom(kind, from, to, view, setext[id] ?? false) });
    if (kind === 'item' || kind === 'quote') collect(child, from, self, view, out);
  }
}

function contentFrom(kind: Block['kind'], from: number, to: number, view: string, underlined: boolean): number {
  let at = from;
  if (kind === 'item') {
    while (at < to && isDigit(view.charCodeAt(at))) at++;
    at++;
  } else if (kind === 'heading' && !underlined) {
    while (at < to && view[at] === '#') at++;
  } else return from;
  while (at < to && (view[at] === ' ' || view[at] === '\t')) at++;
  return at;
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}
