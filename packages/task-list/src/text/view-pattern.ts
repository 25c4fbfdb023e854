import { toView } from './source-text.ts';

/**
 * A regular expression over the latin1 view. Each character beyond ASCII in the pattern stands for its UTF-8 bytes, as one group.
 * Such characters may not stand inside a character class, and the flag `i` would turn bytes into other bytes, so it is refused.
 */
export function viewPattern(pattern: string, flags = ''): RegExp {
  if (flags.includes('i')) throw new Error('The latin1 view has no letters beyond ASCII; spell out both cases instead of flag i.');
  const source = pattern.replace(/[^\p{ASCII}]/gu, (character) => `(?:${toView(character)})`);
  return new RegExp(source, flags);
}

/** One emoji with its variation selector, skin tone or joined parts, in view form. */
const ONE = String.raw`(?:\xf0\x9f[\x80-\xbf][\x80-\xbf]|\xe2[\x8c-\x9e\xac-\xaf][\x80-\xbf])(?:\xef\xb8\x8f)?`;
export const EMOJI = `(?:${ONE}(?:\\xe2\\x80\\x8d${ONE})*)`;
