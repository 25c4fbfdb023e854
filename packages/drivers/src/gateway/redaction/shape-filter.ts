import { secretShapes } from './secret-shapes.ts';
import { type TextFilter, redactedMark } from './text-filter.ts';

/** One pattern of all; it ignores case only where it must (`Bearer`). */
const anyShape = new RegExp(
  secretShapes.map(({ pattern }) => `(?:${pattern.replace('(?:bearer|basic)', '(?:[Bb]earer|BEARER|[Bb]asic|BASIC)')})`).join('|'),
  'g',
);

/** What ends a word. No shape spans it. */
const delimiter = /[\s"'`,;()[\]{}<>|\\]/;
const lastWord = /[^\s"'`,;()[\]{}<>|\\]*$/;
/** A word that is longer is given out before its end is seen, except for so much of it as a shape may need to become certain. */
const longestWord = 4096;
const certainWithin = 256;
/** Of what was given out, for shapes that look at what stands before them. */
const contextLength = 64;

const privateKeyBegin = /-----BEGIN [A-Z ]{0,30}PRIVATE KEY(?: BLOCK)?-----/;
const privateKeyEnd = /-----END [A-Z ]{0,30}PRIVATE KEY(?: BLOCK)?-----/;
const longestBegin = 80;
const longestPrivateKey = 32_768;

/** Replaces what looks like a token, and private keys of several lines, also if they come in pieces. */
export function createShapeFilter(): TextFilter {
  let held = '';
  /** What stands before `held`. */
  let context = '';
  /** Within a token that was already replaced by a mark. */
  let isWithinToken = false;
  let privateKeyLength = -1;

  const give = (text: string): string => {
    const out = mask(context, text);
    context = (context + text).slice(-contextLength);
    return out;
  };

  /** Drops what belongs to a token or private key that was marked before; true if all of `held` does. */
  const skip = (): boolean => {
    if (isWithinToken) {
      const end = held.search(delimiter);
      held = end === -1 ? '' : held.slice(end);
      if (end === -1) return true;
      isWithinToken = false;
    }
    if (privateKeyLength >= 0) {
      const end = privateKeyEnd.exec(held);
      if (end) {
        held = held.slice(end.index + end[0].length);
        privateKeyLength = -1;
      } else {
        const rest = held.slice(-longestBegin);
        privateKeyLength += held.length - rest.length;
        held = rest;
        if (privateKeyLength < longestPrivateKey) return true;
        privateKeyLength = -1;
      }
    }
    return held === '';
  };

  const drain = (isEnd: boolean): string => {
    let out = '';
    for (;;) {
      if (skip()) return out;
      const begin = privateKeyBegin.exec(held);
      if (!begin) break;
      out += give(held.slice(0, begin.index)) + redactedMark;
      held = held.slice(begin.index + begin[0].length);
      privateKeyLength = 0;
    }
    if (isEnd) return out + give(held);
    const wordAt = held.length - (lastWord.exec(held)?.[0].length ?? 0);
    // The beginning of a private key has spaces within. What it stands in may be a token, if it is no such beginning, so that is not cut.
    const dashesAt = held.lastIndexOf('-----BEGIN');
    const mayBegin = dashesAt !== -1 && held.length - dashesAt < longestBegin;
    const beginAt = mayBegin ? dashesAt - (lastWord.exec(held.slice(0, dashesAt))?.[0].length ?? 0) : held.length;
    const cut = Math.min(wordAt, beginAt);
    if (held.length - cut <= longestWord) {
      out += give(held.slice(0, cut));
      held = held.slice(cut);
      return out;
    }
    return out + giveLongWord();
  };

  /** The word goes on, but it is too long to be waited for. */
  const giveLongWord = (): string => {
    const found = [...(context + held).matchAll(anyShape)].map((match) => ({
      start: match.index - context.length,
      end: match.index - context.length + match[0].length,
    }));
    const open = found.find((each) => each.end >= held.length);
    if (open) {
      const out = give(held.slice(0, Math.max(0, open.start))) + redactedMark;
      context = '';
      held = '';
      isWithinToken = true;
      return out;
    }
    const wish = held.length - certainWithin;
    const cut = found.find((each) => each.start < wish && each.end > wish)?.end ?? wish;
    const out = give(held.slice(0, cut));
    held = held.slice(cut);
    return out;
  };

  return {
    write(piece) {
      held += piece;
      return drain(false);
    },
    end() {
      const out = drain(true);
      held = context = '';
      isWithinToken = false;
      privateKeyLength = -1;
      return out;
    },
  };
}

function mask(context: string, text: string): string {
  if (text === '') return '';
  let out = '';
  let at = 0;
  for (const match of (context + text).matchAll(anyShape)) {
    const start = Math.max(at, match.index - context.length);
    const end = match.index + match[0].length - context.length;
    if (end <= at) continue;
    out += text.slice(at, start) + redactedMark;
    at = end;
  }
  return out + text.slice(at);
}
