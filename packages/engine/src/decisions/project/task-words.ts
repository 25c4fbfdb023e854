const commonWords = new Set(
  `about after again all also and any are before but can cannot change each ends every file files for from have has here how into its just list made make
  more must new not now off once one only other our out over project same says should some such task test tests than that the their them then there
  these they this those too two use used user using when where which while who will with without work you your add added adds create done given
  gives get set sets show shows under update write code src lib docs`.split(/\s+/),
);

/** The words of a text that may name something, in a form that can be compared: lower case, without usual endings. */
export function wordsOf(text: string): Set<string> {
  const apart = text
    .replaceAll(/(\p{Ll}|\d)(\p{Lu})/gu, '$1 $2')
    .replaceAll(/(\p{Lu})(\p{Lu}\p{Ll})/gu, '$1 $2')
    .replaceAll(/[’']s\b/g, '')
    .toLowerCase();
  const words = apart.match(/[\p{L}\p{N}]{3,}/gu) ?? [];
  return new Set(words.filter((word) => !commonWords.has(word)).map(stemOf));
}

/** Rough on purpose: it only has to treat a file's name and a sentence alike. */
function stemOf(word: string): string {
  const stem = word
    .replace(/ies$/, 'y')
    .replace(/(?<=[sxz]|ch|sh)es$/, '')
    .replace(/(?<=[^s])s$/, '');
  const short = stem.replace(/(?:ing|ed)$/, '').replace(/(\p{L})\1$/u, '$1');
  return (short.length >= 4 ? short : stem).replace(/(?<=\p{L}{3})e$/u, '');
}

/** What in a text looks like a path or a file's name: `src/fees/`, `sill.ts`, `./bin/run`. */
export function pathsIn(text: string): string[] {
  const candidates = text.split(/[^\w@.~/-]+/).map((path) => path.replace(/^\.\//, '').replace(/\.+$/, ''));
  return [...new Set(candidates.filter((path) => /.[/.]/.test(path)))];
}
