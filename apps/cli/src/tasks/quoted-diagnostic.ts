import { type Diagnostic, type TaskList, formatDiagnostic } from '@devteam/task-list';
import { displayWidth, truncate } from '../output/display-width.ts';
import type { Color, Paint } from '../output/paint.ts';
import { plainText } from '../output/plain-text.ts';

const colors: Record<Diagnostic['severity'], Color> = { error: 'red', warning: 'amber', note: 'blue' };
/** Columns before a place that stay on screen where its line is long. */
const lead = 30;

/** A finding for a person at a terminal: in color, with its line quoted, its place underlined, and what to do. */
export function quotedDiagnostic(diagnostic: Diagnostic, path: string, list: TaskList, paint: Paint, columns: number): string[] {
  const color = colors[diagnostic.severity];
  const start = plainText(`${path}:${diagnostic.line}:${diagnostic.col}:`);
  const [, code = '', message = ''] = /^.*?:\d+:\d+: (\w+): (.*)$/su.exec(formatDiagnostic(diagnostic, '')) ?? [];
  const lines = [`${paint.bold(start)} ${paint.color(color, `${code}:`)} ${plainText(message)}`];
  const quote = quoteOf(diagnostic, list.bytes, columns);
  if (quote) {
    const number = String(diagnostic.line);
    lines.push(`  ${paint.faint(`${number} |`)} ${quote.text}`);
    lines.push(
      `  ${paint.faint(`${' '.repeat(number.length)} |`)} ${' '.repeat(quote.from)}${paint.color(color, '^'.repeat(quote.width))}`,
    );
  }
  if (diagnostic.hint !== undefined) lines.push(`  ${paint.faint(diagnostic.hint)}`);
  return lines;
}

/** The line, and the columns of the place in it; nothing where the finding is about the file as a whole. */
function quoteOf(diagnostic: Diagnostic, bytes: Uint8Array, columns: number): { text: string; from: number; width: number } | undefined {
  if (diagnostic.length === 0) return undefined;
  const { length, offset } = diagnostic;
  const lineFrom = bytes.lastIndexOf(10, Math.max(0, offset - 1)) + (offset > 0 ? 1 : 0);
  const newline = bytes.indexOf(10, offset);
  const lineTo = newline < 0 ? bytes.length : newline;
  const decoder = new TextDecoder('utf-8');
  // Tabs are one column here and in `col`: editors disagree about more.
  const text = (from: number, to: number): string => plainText(decoder.decode(bytes.subarray(from, to)).replaceAll('\r', ''));
  const before = text(lineFrom, offset);
  const place = text(offset, Math.min(offset + length, lineTo));
  const isCut = displayWidth(before) > lead && displayWidth(before) + displayWidth(place) > columns - 12;
  const shown = isCut ? `…${Array.from(before).slice(-lead).join('')}` : before;
  const whole = truncate(`${shown}${place}${text(Math.min(offset + length, lineTo), lineTo)}`, columns - 12);
  const from = displayWidth(shown);
  return { text: whole, from, width: Math.max(1, Math.min(displayWidth(place), columns - 12 - from)) };
}
