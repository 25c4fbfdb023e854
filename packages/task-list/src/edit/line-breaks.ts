import type { SourceText } from '../text/source-text.ts';

/** The line end to use at a place: that of its line, else of the line before, else LF. */
export function eolAt(source: SourceText, offset: number): '\n' | '\r\n' {
  const { view } = source;
  let newline = view.indexOf('\n', offset);
  if (newline < 0) newline = view.lastIndexOf('\n', offset);
  return newline > 0 && view[newline - 1] === '\r' ? '\r\n' : '\n';
}
