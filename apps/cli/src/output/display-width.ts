const segmenter = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** What a terminal gives two columns: East Asian wide and full-width, and what it shows as a picture. */
const wide =
  /[\u1100-\u115F\u2E80-\u303E\u3041-\u33FF\u3400-\u4DBF\u4E00-\u9FFF\uA000-\uA4CF\uA960-\uA97F\uAC00-\uD7A3\uF900-\uFAFF\uFE10-\uFE19\uFE30-\uFE6F\uFF01-\uFF60\uFFE0-\uFFE6\u{16FE0}-\u{18DFF}\u{1AFF0}-\u{1B2FF}\u{1F200}-\u{1F2FF}\u{20000}-\u{3FFFD}\p{Emoji_Presentation}]/u;
/** What it adds to the character before: accents, joiners, and invisible marks. */
const zero = /[\p{Mn}\p{Me}\p{Cf}\u1160-\u11FF]/u;
const picture = /\p{Emoji}\uFE0F/u;
const plain = /^[\u0020-\u007E]*$/;

const widthOfCharacter = (character: string): number => (zero.test(character) ? 0 : wide.test(character) ? 2 : 1);

/** A cluster with a picture in it is one picture, however many are joined. */
function widthOfCluster(cluster: string): number {
  if (picture.test(cluster)) return 2;
  const first = widthOfCharacter(String.fromCodePoint(cluster.codePointAt(0) ?? 32));
  if (first === 2 && /\p{Emoji_Presentation}/u.test(cluster)) return 2;
  let width = 0;
  for (const character of cluster) width += widthOfCharacter(character);
  return width;
}

/** Columns of a terminal that a text without control characters takes. */
export function displayWidth(text: string): number {
  if (plain.test(text)) return text.length;
  let width = 0;
  for (const { segment } of segmenter.segment(text)) width += widthOfCluster(segment);
  return width;
}

/** The text, or its beginning and an ellipsis, in at most `columns`. */
export function truncate(text: string, columns: number): string {
  if (columns <= 0) return '';
  if (displayWidth(text) <= columns) return text;
  return `${beginning(text, columns - 1).trimEnd()}…`;
}

/** Exactly `columns` wide: cut or filled with spaces. */
export function fit(text: string, columns: number): string {
  const kept = truncate(text, columns);
  return kept + ' '.repeat(Math.max(0, columns - displayWidth(kept)));
}

export function fitRight(text: string, columns: number): string {
  const kept = truncate(text, columns);
  return ' '.repeat(Math.max(0, columns - displayWidth(kept))) + kept;
}

/** Lines of at most `columns`, broken between words where there is a gap; the last one allowed ends with an ellipsis if there is more. */
export function wrap(text: string, columns: number, mostLines: number): string[] {
  const lines: string[] = [];
  let rest = text;
  while (lines.length < mostLines - 1 && displayWidth(rest) > columns) {
    const head = beginning(rest, columns);
    const gap = rest.charAt(head.length) === ' ' ? head.length : head.lastIndexOf(' ');
    const line = gap > 0 ? head.slice(0, gap) : head;
    if (line === '') break;
    lines.push(line.trimEnd());
    rest = rest.slice(line.length).trimStart();
  }
  return [...lines, truncate(rest, columns)];
}

/** As much of it as fits. */
function beginning(text: string, columns: number): string {
  let kept = '';
  let width = 0;
  for (const { segment } of segmenter.segment(text)) {
    width += widthOfCluster(segment);
    if (width > columns) break;
    kept += segment;
  }
  return kept;
}
