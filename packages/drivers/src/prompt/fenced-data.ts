/**
 * Puts a stranger's text where it cannot act as ours: between fences of backticks longer than any that it holds, so that no line of it
 * can be their end. What is in there stays as it was, but for NUL characters and broken halves of characters, which no database takes.
 */
export function fenced(text: string, kind = 'data'): string {
  const content = storable(text);
  const longest = Math.max(0, ...Array.from(content.matchAll(/`+/g), ([run]) => run.length));
  const fence = '`'.repeat(Math.max(3, longest + 1));
  return `${fence}${kind}\n${content}${content === '' || content.endsWith('\n') ? '' : '\n'}${fence}`;
}

/** The same for a name, a path or a short text within a line of ours: one line, without backticks, not too long. */
export function inCode(text: string, longest = 200): string {
  const line = storable(text)
    .replaceAll(/[\p{Cc}\p{Zl}\p{Zp}`]+/gu, ' ')
    .trim();
  const short = line.length > longest ? `${line.slice(0, longest).toWellFormed()}…` : line;
  return `\`${short === '' ? ' ' : short}\``;
}

function storable(text: string): string {
  return text.toWellFormed().replaceAll('\0', '\uFFFD');
}
