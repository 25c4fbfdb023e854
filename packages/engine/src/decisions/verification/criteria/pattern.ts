import { RE2JS } from 're2js';

/** A pattern of a stranger on a text of another: time grows with both lengths and never faster, so both are bounded. */
const longestPattern = 500;
const largestProgram = 500;
export const longestText = 1_000_000;

/** Why a pattern cannot be used; undefined if it can. RE2's words, so without look-around and back-references; `^` and `$` are ends of lines. */
export function findPatternProblem(pattern: string): string | undefined {
  if (pattern.length > longestPattern) return `the pattern is longer than ${longestPattern} characters`;
  try {
    const size = RE2JS.compile(pattern, RE2JS.MULTILINE).programSize();
    return size > largestProgram ? 'the pattern repeats too much' : undefined;
  } catch (error) {
    return `the pattern cannot be used: ${(error as Error).message.replace(/^error parsing regexp: /, '')}`;
  }
}

/** Whether it is found in the text; undefined if the text goes on behind what is known of it, and it was not found so far. Throws for a pattern with a problem. */
export function findPattern(pattern: string, text: string, isCut: boolean): boolean | undefined {
  const isFound = RE2JS.compile(pattern, RE2JS.MULTILINE).test(text.slice(0, longestText));
  return isFound || !(isCut || text.length > longestText) ? isFound : undefined;
}
