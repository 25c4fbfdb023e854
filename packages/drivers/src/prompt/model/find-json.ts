/** An object found in what a model wrote, or what was there instead. */
export type FoundJson = { readonly value: Record<string, unknown> } | { readonly problem: string };

/** No answer that we ask for is longer. */
const longest = 200_000;

/**
 * The JSON object of an answer: the whole of it, or the first one in it that can be read, since models put words and fences around. Thoughts at the
 * beginning are skipped. Never throws, and looks at no more than is reasonable.
 */
export function findJson(answer: string): FoundJson {
  const text = withoutThoughts(answer.slice(0, longest)).trim();
  if (text === '') return { problem: 'the answer is empty' };
  const whole = parse(text);
  if (whole !== undefined) return isObject(whole) ? { value: whole } : { problem: 'the answer is JSON, but not an object' };

  let tries = 0;
  for (let from = text.indexOf('{'); from >= 0 && tries < 20; tries += 1) {
    const end = endOfObject(text, from);
    if (end === undefined) return { problem: 'the answer is JSON that breaks off, or has an unclosed brace or text' };
    const value = parse(text.slice(from, end));
    if (isObject(value)) return { value };
    from = text.indexOf('{', from + 1);
  }
  return { problem: tries === 0 ? 'the answer is prose without any JSON' : 'the answer is no valid JSON' };
}

function withoutThoughts(text: string): string {
  const began = /^\s*<think(?:ing)?>/i.exec(text);
  if (!began) return text;
  const end = /<\/think(?:ing)?>/i.exec(text);
  return end ? text.slice(end.index + end[0].length) : '';
}

/** Behind the brace that closes the one at `from`. */
function endOfObject(text: string, from: number): number | undefined {
  let depth = 0;
  let isText = false;
  for (let at = from; at < text.length; at += 1) {
    const letter = text[at];
    if (isText) {
      if (letter === '\\') at += 1;
      else if (letter === '"') isText = false;
    } else if (letter === '"') isText = true;
    else if (letter === '{') depth += 1;
    else if (letter === '}' && --depth === 0) return at + 1;
  }
  return undefined;
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
