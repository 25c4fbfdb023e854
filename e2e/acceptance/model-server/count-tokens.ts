/**
 * About as many tokens as a model would count: a word for every six letters begun, and one for every other sign. Not a provider's number, but the
 * same for the same text, which is what a test compares.
 */
export function countTokens(text: string): number {
  let count = 0;
  for (const [part] of text.matchAll(/[\p{L}\p{N}]+|[^\s\p{L}\p{N}]/gu)) count += Math.ceil(part.length / 6);
  return count;
}
