const encoder = new TextEncoder();
const BOM = [0xef, 0xbb, 0xbf];
const LF = 10;
const CR = 13;

/** The same list as another editor or system would have saved it. */
export interface Variant {
  readonly name: string;
  readonly of: (bytes: Uint8Array) => Uint8Array;
}

/** Line ends, marks and faults that no reading and no writing may stumble over. None of them changes what the list says. */
export const variants: readonly Variant[] = [
  { name: 'as it is', of: (bytes) => bytes },
  { name: 'CR LF', of: withCarriageReturns },
  { name: 'with a byte order mark', of: (bytes) => (hasMark(bytes) ? bytes : Uint8Array.from([...BOM, ...bytes])) },
  { name: 'without final newline', of: withoutFinalNewline },
  { name: 'with bytes that are not UTF-8', of: withInvalidBytes },
  {
    name: 'CR LF, byte order mark and no final newline',
    of: (bytes) => withoutFinalNewline(withCarriageReturns(Uint8Array.from([...(hasMark(bytes) ? [] : BOM), ...bytes]))),
  },
];

const hasMark = (bytes: Uint8Array): boolean => BOM.every((byte, index) => bytes[index] === byte);

function withCarriageReturns(bytes: Uint8Array): Uint8Array {
  const out: number[] = [];
  for (const [index, byte] of bytes.entries()) {
    if (byte === LF && bytes[index - 1] !== CR) out.push(CR);
    out.push(byte);
  }
  return Uint8Array.from(out);
}

function withoutFinalNewline(bytes: Uint8Array): Uint8Array {
  let end = bytes.length;
  while (end > 0 && (bytes[end - 1] === LF || bytes[end - 1] === CR)) end--;
  return bytes.slice(0, end);
}

/** Half a character at the end of words of free text: inside of words of five letters and more no dialect means anything. */
function withInvalidBytes(bytes: Uint8Array): Uint8Array {
  const view = Array.from(bytes, (byte) => String.fromCharCode(byte)).join('');
  const broken = view.replace(/(?<=[ ][a-z]{4})[a-z]+(?=[ ][a-z]+[ ])/g, (word, offset: number) =>
    offset % 7 === 0 && isFree(word, view, offset) ? `${word}\xff\xe2\x82` : word,
  );
  return Uint8Array.from(broken, (character) => character.charCodeAt(0));
}

/** Not inside a label, whose words mean something, and not in front matter. */
function isFree(_word: string, view: string, offset: number): boolean {
  const line = view.slice(view.lastIndexOf('\n', offset) + 1, offset);
  return !/[:|*_(]/.test(line) && !view.startsWith('---');
}

/** Text as bytes. */
export const bytesOf = (text: string): Uint8Array => encoder.encode(text);

/** Bytes as text with one character a byte, for messages and for looking at places. */
export function byteText(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += 4096) text += String.fromCharCode(...bytes.subarray(at, at + 4096));
  return text;
}

export const sameBytes = (a: Uint8Array, b: Uint8Array): boolean => a.length === b.length && a.every((byte, index) => byte === b[index]);
