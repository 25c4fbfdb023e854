import type { Complexity, Priority } from '../model.ts';

const EMPTY = /^(?:none|nothing|-|–|—|\[\s*\]|n\/a|nil|no)?\.?$/i;

/** Whether a value of a list says that there is nothing. */
export function isEmptyValue(text: string): boolean {
  return EMPTY.test(text.trim());
}

/** `a, b`, `[a, b]`, `["a"]`. */
export function readList(text: string): string[] {
  if (isEmptyValue(text)) return [];
  const trimmed = text.trim();
  const inner = isBracketed(trimmed) ? trimmed.slice(1, -1) : trimmed;
  return splitList(inner)
    .map((part) => part.trim().replace(/^(["'`])(.*)\1$/, '$2'))
    .filter((part) => part !== '' && !isEmptyValue(part));
}

function isBracketed(text: string): boolean {
  if (!text.startsWith('[') || !text.endsWith(']')) return false;
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    if (text[at] === '[') depth++;
    else if (text[at] === ']' && --depth === 0) return at === text.length - 1;
  }
  return false;
}

/** Splits at commas outside brackets. */
export function splitList(text: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let from = 0;
  for (let at = 0; at < text.length; at++) {
    const character = text[at] ?? '';
    if ('([{'.includes(character)) depth++;
    else if (')]}'.includes(character)) depth = Math.max(0, depth - 1);
    else if ((character === ',' || character === '、' || character === '，') && depth === 0) {
      parts.push(text.slice(from, at));
      from = at + 1;
    }
  }
  parts.push(text.slice(from));
  return parts;
}

const PRIORITIES: readonly (readonly [Priority, RegExp])[] = [
  ['critical', /^(?:critical|p0|urgent|blocker)(?![a-z0-9])/],
  ['high', /^(?:high|p1|高)(?![a-z0-9])/],
  ['medium', /^(?:medium|p2|normal|中)(?![a-z0-9])/],
  ['low', /^(?:low|p3|p4|minor|低)(?![a-z0-9])/],
];

export function readPriority(text: string): Priority | undefined {
  const word = firstWord(text);
  return PRIORITIES.find(([, pattern]) => pattern.test(word))?.[0];
}

const COMPLEXITIES: readonly (readonly [Complexity, RegExp])[] = [
  ['simple', /^(?:simple|xs|s|low|easy|small)(?![a-z0-9])/],
  ['medium', /^(?:medium|m|moderate)(?![a-z0-9])/],
  ['complex', /^(?:complex|xl|l|high|hard|large)(?![a-z0-9])/],
];

export function readComplexity(text: string): Complexity | undefined {
  const word = firstWord(text);
  return COMPLEXITIES.find(([, pattern]) => pattern.test(word))?.[0];
}

function firstWord(text: string): string {
  return text.toLowerCase().replace(/^[^\p{L}\p{N}]+/u, '');
}

const UNIT = String.raw`(?:w(?:ks?|eeks?)?|d(?:ays?)?|h(?:rs?|ours?)?|m(?:ins?|inutes?)?|s(?:ecs?|econds?)?|小时|分钟|天|周|週|時間|分|日)`;
const AMOUNT = new RegExp(String.raw`(\d+(?:[.,]\d+)?)\s*(?:[-–—~]|to|bis)?\s*(\d+(?:[.,]\d+)?)?\s*(${UNIT})(?![a-z])`, 'giu');
const ISO = /^P(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+(?:\.\d+)?)H)?(?:(\d+(?:\.\d+)?)M)?(?:(\d+(?:\.\d+)?)S)?)?$/;

/** Minutes; of a range the upper end. undefined: not readable; null: `unknown`. */
export function readDuration(text: string): number | null | undefined {
  const trimmed = text.trim().replace(/^[*_`~≈<\s]+|[*_`\s]+$/gu, '');
  if (/^(?:unknown|tbd|n\/a|none|-|–|—|\?)$/i.test(trimmed)) return null;
  const iso = ISO.exec(trimmed);
  if (iso && trimmed.length > 2) {
    const [, weeks, days, hours, minutes, seconds] = iso.map((part) => Number(part ?? 0));
    return round((weeks ?? 0) * 2400 + (days ?? 0) * 480 + (hours ?? 0) * 60 + (minutes ?? 0) + (seconds ?? 0) / 60);
  }
  let sum = 0;
  let end = -1;
  for (const match of trimmed.matchAll(AMOUNT)) {
    const between = end < 0 ? '' : trimmed.slice(end, match.index);
    if (end >= 0 && !/^(?:[\s,]|and|und)*(?:[-–—~]|to|bis)?\s*$/iu.test(between)) break;
    const value = Math.max(toNumber(match[1]), toNumber(match[2])) * minutesOf(match[3] ?? '');
    sum = /[-–—~]|to|bis/iu.test(between) ? Math.max(sum, value) : sum + value;
    end = match.index + match[0].length;
  }
  return end < 0 ? undefined : round(sum);
}

function toNumber(text: string | undefined): number {
  return text === undefined ? 0 : Number(text.replace(',', '.'));
}

function minutesOf(unit: string): number {
  const lower = unit.toLowerCase();
  if (lower.startsWith('w') || lower === '周' || lower === '週') return 2400;
  if (lower.startsWith('d') || lower === '天' || lower === '日') return 480;
  if (lower.startsWith('h') || lower === '小时' || lower === '時間') return 60;
  return lower.startsWith('s') ? 1 / 60 : 1;
}

function round(minutes: number): number {
  return Math.round(minutes);
}

/** `1 hour 5 minutes`; never a fraction. */
export function writeDuration(minutes: number): string {
  const whole = Math.max(0, Math.round(minutes));
  const hours = Math.floor(whole / 60);
  const rest = whole % 60;
  const parts: string[] = [];
  if (hours > 0) parts.push(`${hours} hour${hours === 1 ? '' : 's'}`);
  if (rest > 0 || hours === 0) parts.push(`${rest} minute${rest === 1 ? '' : 's'}`);
  return parts.join(' ');
}
