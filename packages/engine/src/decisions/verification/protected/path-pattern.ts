/**
 * Patterns of paths as in `.gitignore`, as far as people use them: `*` within a part, `**` for any parts, a slash at the end for everything below. A pattern
 * without a slash before its end names a file or folder at any depth. Upper and lower case are the same: on some machines they are the same file.
 */
export function matchesPath(pattern: string, path: string): boolean {
  const parts = partsOf(pattern);
  if (parts.length === 0) return false;
  const isAnywhere = !pattern.replace(/\/$/, '').includes('/');
  return matchParts(isAnywhere ? ['**', ...parts] : parts, partsOf(path));
}

/** A folder that matches has everything below it. */
function partsOf(text: string): string[] {
  const parts = text.toLowerCase().replaceAll('\\', '/').split('/');
  const isFolder = parts.length > 1 && parts.at(-1) === '';
  return [...parts.filter((part) => part !== '' && part !== '.'), ...(isFolder ? ['**'] : [])];
}

const matchParts = (pattern: readonly string[], parts: readonly string[]): boolean =>
  wildcardMatch(pattern, parts, {
    any: '**',
    isSame: (glob, part) => wildcardMatch(Array.from(glob), Array.from(part), { any: '*', isSame: (one, other) => one === other }),
  });

/** The last wildcard alone is ever tried again, so a hostile pattern costs the product of the two lengths at most. */
function wildcardMatch(
  pattern: readonly string[],
  items: readonly string[],
  { any, isSame }: { any: string; isSame: (one: string, other: string) => boolean },
): boolean {
  let at = 0;
  let retry: { pattern: number; item: number } | null = null;
  for (let item = 0; item < items.length;) {
    if (pattern[at] === any) {
      at += 1;
      retry = { pattern: at, item };
    } else if (at < pattern.length && isSame(pattern[at] ?? '', items[item] ?? '')) {
      at += 1;
      item += 1;
    } else if (retry) {
      retry = { pattern: retry.pattern, item: retry.item + 1 };
      at = retry.pattern;
      item = retry.item;
    } else return false;
  }
  return pattern.slice(at).every((part) => part === any);
}
