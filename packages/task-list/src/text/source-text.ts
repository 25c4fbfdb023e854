import type { Place } from '../model.ts';

/**
 * A file as we read it. `view` has one character a byte (latin1), so every offset in it is a byte offset; text for people is decoded
 * from slices of it and never written back, because decoding loses invalid bytes.
 */
export interface SourceText {
  readonly bytes: Uint8Array;
  readonly view: string;
  /** After a BOM. */
  readonly start: number;
  /** Offset of the first byte of each line. */
  readonly lineStarts: Uint32Array;
}

const CHUNK = 8192;
const NOT_ASCII = /[\x80-\xff]/;
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
const encoder = new TextEncoder();

/** One character a byte. `TextDecoder('latin1')` would be windows-1252, which is another mapping. */
export function viewOf(bytes: Uint8Array): string {
  if (isAscii(bytes)) return decoder.decode(bytes);
  let view = '';
  for (let at = 0; at < bytes.length; at += CHUNK)
    view += String.fromCharCode.apply(null, bytes.subarray(at, at + CHUNK) as unknown as number[]);
  return view;
}

function isAscii(bytes: Uint8Array): boolean {
  for (let at = 0; at < bytes.length; at++) if ((bytes[at] ?? 0) > 0x7f) return false;
  return true;
}

/** Text for people in view form: what its UTF-8 bytes look like. */
export function toView(text: string): string {
  return NOT_ASCII.test(text) || hasWide(text) ? viewOf(encoder.encode(text)) : text;
}

function hasWide(text: string): boolean {
  for (let at = 0; at < text.length; at++) if (text.charCodeAt(at) > 0x7f) return true;
  return false;
}

/** The bytes of a string in view form. */
export function bytesOfView(view: string): Uint8Array {
  const bytes = new Uint8Array(view.length);
  for (let at = 0; at < view.length; at++) bytes[at] = view.charCodeAt(at);
  return bytes;
}

/** Text for people from view form; invalid bytes show as U+FFFD. */
export function fromView(view: string): string {
  return NOT_ASCII.test(view) ? decoder.decode(bytesOfView(view)) : view;
}

export function sourceText(bytes: Uint8Array): SourceText {
  const view = viewOf(bytes);
  const start = view.startsWith('\xef\xbb\xbf') ? 3 : 0;
  let lines = 1;
  for (let at = view.indexOf('\n'); at >= 0; at = view.indexOf('\n', at + 1)) lines++;
  const lineStarts = new Uint32Array(lines);
  let line = 1;
  for (let at = view.indexOf('\n'); at >= 0; at = view.indexOf('\n', at + 1)) lineStarts[line++] = at + 1;
  return { bytes, view, start, lineStarts };
}

/** Index of the line that holds this offset, from 0. */
export function lineAt(source: SourceText, offset: number): number {
  const { lineStarts } = source;
  let low = 0;
  let high = lineStarts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((lineStarts[middle] ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** Where the line of this offset starts; a BOM is no part of its line. */
export function lineStart(source: SourceText, offset: number): number {
  return Math.max(source.view.lastIndexOf('\n', offset - 1) + 1, offset >= source.start ? source.start : 0);
}

/** Where the text of the line of this offset ends: before CR LF or LF, or at the end of the file. */
export function lineEnd(source: SourceText, offset: number): number {
  const { view } = source;
  const newline = view.indexOf('\n', offset);
  const end = newline < 0 ? view.length : newline;
  return end > 0 && newline >= 0 && view[end - 1] === '\r' && end - 1 >= offset ? end - 1 : end;
}

/** Start of the next line, or the end of the file. */
export function nextLine(source: SourceText, offset: number): number {
  const newline = source.view.indexOf('\n', offset);
  return newline < 0 ? source.view.length : newline + 1;
}

/** Line and column from 1; a column is a code point. */
export function placeOf(source: SourceText, from: number, to: number): Place {
  const line = lineAt(source, from);
  let col = 1;
  for (let at = Math.max(source.lineStarts[line] ?? 0, source.start); at < from; at++) {
    if ((source.view.charCodeAt(at) & 0xc0) !== 0x80) col++;
  }
  return { offset: from, length: to - from, line: line + 1, col };
}

const COMMENT = /<!---?>|<!--[^]*?-->/g;

/** Decoded text of a piece of the view, without HTML comments: they could talk to a language model behind a person's back. */
export function readable(view: string): string {
  return fromView(view.includes('<!--') ? view.replace(COMMENT, '') : view);
}

/** Whether a line holds nothing but blanks. */
export function isBlankLine(source: SourceText, offset: number): boolean {
  const { view } = source;
  for (let at = lineStart(source, offset); at < view.length; at++) {
    const code = view.charCodeAt(at);
    if (code === 10) return true;
    if (code !== 32 && code !== 9 && code !== 13) return false;
  }
  return true;
}
