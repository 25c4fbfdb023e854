import { refusal } from '../diagnostics/refusal.ts';

const SPACES = /\s+/gu;
/** Controls, bidi marks and embeddings, line and paragraph separators, lone surrogates: what a reader cannot see or a file cannot hold. */
const FORBIDDEN = /(?![\t\n\v\f\r])\p{Cc}|\p{Cs}|[\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]/u;

/** Text that goes into the file: one line, collapsed. Throws E140 if it holds what could hide, or is longer than allowed. */
export function oneLine(text: string, what: string, most = 300, least = 1): string {
  const forbidden = FORBIDDEN.exec(text);
  if (forbidden)
    throw refusedText(
      what,
      `holds the character U+${(forbidden[0].codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`,
      'text without control characters',
    );
  if (text.includes('<!--') || text.includes('-->'))
    throw refusedText(what, 'holds a mark of an HTML comment', 'text without <!-- and -->');
  const collapsed = text.replace(SPACES, ' ').trim();
  const length = Array.from(collapsed).length;
  if (length < least) throw refusedText(what, 'is empty', 'some text');
  if (length > most) throw refusedText(what, `has ${length} characters`, `at most ${most}`);
  return collapsed;
}

export function refusedText(what: string, found: string, expected: string): ReturnType<typeof refusal> {
  return refusal('E140', `${what} ${found}; expected ${expected}; nothing is changed`, { found, expected });
}

const LONGEST_SUMMARY = 600;

/** A summary as one paragraph, cut at a word. */
export function oneParagraph(text: string): string {
  const collapsed = oneLine(text, 'the summary', Infinity, 0);
  const characters = Array.from(collapsed);
  if (characters.length <= LONGEST_SUMMARY) return collapsed;
  const cut = characters.slice(0, LONGEST_SUMMARY - 1).join('');
  const space = cut.lastIndexOf(' ');
  return `${(space > LONGEST_SUMMARY / 2 ? cut.slice(0, space) : cut).trimEnd()}…`;
}

/** A time in UTC and whole seconds; one without a zone counts as UTC. */
export function utcTime(time: string): string {
  const trimmed = time.trim();
  const match = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?)[ ]?(Z|z|[+-]\d{2}:?\d{2})?)?$/.exec(trimmed);
  const iso = match
    ? `${match[1]}T${match[2] ?? '00:00:00'}${(match[3] ?? 'Z').toUpperCase().replace(/^([+-]\d{2})(\d{2})$/, '$1:$2')}`
    : '';
  const value = iso === '' ? NaN : Date.parse(iso);
  if (Number.isNaN(value)) throw refusedText('the time', `is "${trimmed.slice(0, 40)}"`, 'a time such as 2026-11-22T10:31:00Z');
  return new Date(value).toISOString().replace(/\.\d{3}Z$/, 'Z');
}
