/**
 * Reads git's `packed-refs`: `id ref` in each line, below it `^id` with what a tag points to, and remarks that begin with `#`.
 * Undefined if anything else stands there: then git itself has to say what it means.
 */
export function parsePackedRefs(text: string): Map<string, string> | undefined {
  const refs = new Map<string, string>();
  for (const line of text.split('\n')) {
    if (line === '' || line.startsWith('#') || /^\^[0-9a-f]{40}$/.test(line)) continue;
    const [, id, ref] = /^([0-9a-f]{40}) (refs\/.+)$/.exec(line) ?? [];
    if (id === undefined || ref === undefined) return undefined;
    refs.set(ref, id);
  }
  return refs;
}
