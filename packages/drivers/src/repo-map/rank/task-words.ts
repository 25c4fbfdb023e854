const commonWords = new Set(
  `a about after again all also an and any are as at be before but by can cannot change code could do does each every file files for from function get gets
  given has have here how if in into is it its just list make makes method more must need needs new not now of off on once one only or other our out
  over project same say says set shall should show so some src such task test tests than that the their them then there these they this those to too two
  update use used user uses value was what when where which while who will with without work write you your`.split(/\s+/),
);

/** Words in a form that can be compared: lower case, without usual endings, apart where names in code put them together. */
export const wordsIn = (text: string): Set<string> => new Set(allWordsIn(text).map(stem));

/** Each of them with the word as it stands in the text, for people. */
export function wordForms(text: string): Map<string, string> {
  const forms = new Map<string, string>();
  for (const word of allWordsIn(text)) if (!forms.has(stem(word))) forms.set(stem(word), word);
  return forms;
}

/** How often each of them is there. */
export function countWords(text: string): Map<string, number> {
  const whole = new Map<string, number>();
  for (const word of allWordsIn(text)) whole.set(word, (whole.get(word) ?? 0) + 1);
  const counts = new Map<string, number>();
  for (const [word, count] of whole) counts.set(stem(word), (counts.get(stem(word)) ?? 0) + count);
  return counts;
}

function allWordsIn(text: string): string[] {
  const apart = text
    .replaceAll(/(\p{Ll}|\d)(\p{Lu})/gu, '$1 $2')
    .replaceAll(/(\p{Lu})(\p{Lu}\p{Ll})/gu, '$1 $2')
    .replaceAll(/[’']s\b/g, '')
    .toLowerCase();
  const words = apart.match(/\p{L}[\p{L}\p{N}]{2,29}/gu) ?? [];
  return words.filter((word) => !commonWords.has(word));
}

/** Rough: it has to treat a name and a sentence alike, and nothing more. */
function stem(word: string): string {
  const single = word
    .replace(/ies$/, 'y')
    .replace(/(?<=[sxz]|ch|sh)es$/, '')
    .replace(/(?<=[^su])s$/, '');
  const short = single.replace(/(?:ing|ed|er)$/, '').replace(/([bdglmnprt])\1$/, '$1');
  return (short.length >= 4 ? short : single).replace(/(?<=\p{L}{3})e$/u, '');
}

/** What in a text looks like a path or a file's name. */
export function pathsIn(text: string): Set<string> {
  const candidates = text.split(/[^\w@.~/-]+/).map((path) => path.replace(/^\.?\//, '').replace(/\.+$/, ''));
  return new Set(candidates.filter((path) => /.[/.]/.test(path)));
}

/** Names of code in a text: by their form, since `parseOrder` and `MAX_FEE` are no words, or by their marks, since `parse` and `open()` are quoted or called. */
export function namesIn(text: string): Set<string> {
  const names = new Set<string>();
  // Each from its beginning, and no longer than a name can be: a megabyte of letters must not take a minute.
  for (const [name] of text.matchAll(/(?<![\w$])[A-Za-z_$][\w$]{2,99}(?![\w$])/g))
    if (/[a-z\d][A-Z]|[A-Za-z\d]_[A-Za-z\d]|[A-Z]{2,}[a-z]/.test(name) || /^[A-Z][a-z]+\d/.test(name)) names.add(name);
  for (const [, quoted = ''] of text.matchAll(/`([^`\n]{1,200})`/g))
    for (const [name] of quoted.matchAll(/[A-Za-z_$][\w$]+/g)) names.add(name);
  for (const [, name = ''] of text.matchAll(/(?<![\w$])([A-Za-z_$][\w$]{1,99})\(/g)) names.add(name);
  return names;
}
