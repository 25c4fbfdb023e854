const escape = 0x1b;
const bell = 0x07;
const csi = 0x9b;
const longestLine = 16_384;

/**
 * Text of a stranger as one line that a terminal can be given: escape sequences, control characters and marks that reorder what
 * follows are dropped, and a carriage return starts the line again, as a terminal would show it. One pass, whatever is in it.
 */
export function plainText(text: string): string {
  let kept = '';
  let start = 0;
  let index = 0;
  const end = Math.min(text.length, longestLine);
  while (index < end) {
    const code = text.charCodeAt(index);
    if (!isControl(code)) {
      index += 1;
      continue;
    }
    kept += text.slice(start, index);
    index = isSequenceStart(code) ? endOfSequence(text, index, end) : index + 1;
    start = index;
    if (code === 0x09 || code === 0x0a) kept += ' ';
    else if (code === 0x0d && index < end && text.charCodeAt(index) !== 0x0a) kept = '';
  }
  kept += text.slice(start, end);
  return text.length > end ? `${kept}… (${text.length - end} more characters)` : kept;
}

const isControl = (code: number): boolean =>
  code < 0x20 || (code >= 0x7f && code <= 0x9f) || isDirectionMark(code) || code === 0x2028 || code === 0x2029;

const isDirectionMark = (code: number): boolean =>
  (code >= 0x202a && code <= 0x202e) || (code >= 0x2066 && code <= 0x2069) || code === 0x200e || code === 0x200f || code === 0x061c;

/** ESC, or its one-character forms: DCS, SOS, CSI, OSC, PM, APC. */
const isSequenceStart = (code: number): boolean => code === escape || code === 0x90 || code === 0x98 || (code >= csi && code <= 0x9f);

/** Index after the sequence that starts at `index`; one that does not end takes the rest. */
function endOfSequence(text: string, index: number, end: number): number {
  const first = text.charCodeAt(index);
  const kind = first === escape ? text.charCodeAt(index + 1) : first - 0x40;
  let at = index + (first === escape ? 2 : 1);
  if (kind === 0x5b) {
    // Parameters and intermediates, then one final byte; anything else breaks the sequence off there.
    while (at < end && text.charCodeAt(at) >= 0x20 && text.charCodeAt(at) <= 0x3f) at += 1;
    return at < end && text.charCodeAt(at) >= 0x40 && text.charCodeAt(at) <= 0x7e ? at + 1 : at;
  }
  // `]`, `P`, `X`, `^`, `_`: a string up to BEL or ST.
  if (kind === 0x5d || kind === 0x50 || kind === 0x58 || kind === 0x5e || kind === 0x5f) {
    for (; at < end; at += 1) {
      const code = text.charCodeAt(at);
      if (code === bell || code === 0x9c) return at + 1;
      if (code === escape) return text.charCodeAt(at + 1) === 0x5c ? at + 2 : at;
    }
    return end;
  }
  // Two characters, or intermediates and a final one; a bare ESC at the end of the text is only itself.
  while (at <= end && at - 1 < end && text.charCodeAt(at - 1) >= 0x20 && text.charCodeAt(at - 1) <= 0x2f) at += 1;
  return Math.min(at, end);
}
