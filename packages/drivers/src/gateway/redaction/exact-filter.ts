import { type TextFilter, redactedMark } from './text-filter.ts';

interface State {
  /** Characters of a secret that stand directly before here, at most. */
  readonly depth: number;
  readonly next: Map<number, State>;
  fallback: State | null;
  /** Length of the longest secret that ends here; 0 for none. */
  longest: number;
}

/** The automaton of Aho and Corasick over all secrets: one step for each character, however many they are. */
export function compileSecrets(secrets: readonly string[]): State {
  const root = newState(0);
  for (const secret of secrets) {
    let state = root;
    for (let index = 0; index < secret.length; index++) {
      const unit = secret.charCodeAt(index);
      let next = state.next.get(unit);
      if (!next) state.next.set(unit, (next = newState(state.depth + 1)));
      state = next;
    }
    if (state !== root) state.longest = secret.length;
  }
  const queue = [root];
  for (const state of queue) {
    for (const [unit, next] of state.next) {
      next.fallback = state === root ? root : step(root, state.fallback, unit);
      next.longest = Math.max(next.longest, next.fallback.longest);
      queue.push(next);
    }
  }
  return root;
}

const newState = (depth: number): State => ({ depth, next: new Map(), fallback: null, longest: 0 });

function step(root: State, from: State | null, unit: number): State {
  for (let state = from; state; state = state.fallback) {
    const next = state.next.get(unit);
    if (next) return next;
  }
  return root;
}

const escape = 0x1b;
/** A color code is no longer; what is longer is text. */
const longestEscape = 32;
/** So much of the beginning of a secret at the very end of a text is hidden as well. */
const shortestCutSecret = 8;

/** Replaces each secret, also in pieces or with color codes within, and holds back only what may still be the beginning of one. */
export function createExactFilter(root: State): TextFilter {
  let state = root;
  let held = '';
  /** Where in `held` the characters stand that brought us to `state`. */
  let visible: number[] = [];
  let masks: { start: number; end: number }[] = [];
  let escapeLength = 0;

  const mask = (start: number, end: number): void => {
    let from = start;
    while ((masks.at(-1)?.end ?? 0) > from) from = Math.min(from, masks.pop()?.start ?? from);
    masks.push({ start: from, end });
  };

  const take = (unit: number, at: number): void => {
    if (state.depth === 0) {
      if (!root.next.has(unit)) return;
      visible = [];
    } else if (escapeLength > 0 ? isWithinEscape(unit, escapeLength) : unit === escape) {
      const isEnd = escapeLength > 1 && unit >= 0x40;
      escapeLength = isEnd || escapeLength === longestEscape ? 0 : escapeLength + 1;
      return;
    }
    escapeLength = 0;
    visible.push(at);
    state = step(root, state, unit);
    if (state.longest > 0) mask(visible[visible.length - state.longest] ?? 0, at + 1);
  };

  /** Gives out what stands before `end`. */
  const release = (text: string, end: number): string => {
    let out = '';
    let at = 0;
    for (const { start, end: past } of masks) {
      if (past > end) break;
      out += text.slice(at, start) + redactedMark;
      at = past;
    }
    out += text.slice(at, end);
    masks = masks.filter((each) => each.end > end).map((each) => ({ start: each.start - end, end: each.end - end }));
    visible = state.depth === 0 ? [] : visible.slice(-state.depth).map((each) => each - end);
    held = text.slice(end);
    return out;
  };

  const openFrom = (text: string): number => (state.depth === 0 ? text.length : (visible[visible.length - state.depth] ?? 0));

  return {
    write(piece) {
      const text = held + piece;
      for (let at = held.length; at < text.length; at++) take(text.charCodeAt(at), at);
      const open = openFrom(text);
      const last = masks.at(-1);
      return release(text, last && last.end > open ? Math.min(open, last.start) : open);
    },
    end() {
      const text = held;
      if (state.depth >= shortestCutSecret) mask(openFrom(text), text.length);
      state = root;
      escapeLength = 0;
      return release(text, text.length);
    },
  };
}

const isWithinEscape = (unit: number, length: number): boolean => (length === 1 ? unit === 0x5b : unit >= 0x20 && unit <= 0x7e);
