import { createHash } from 'node:crypto';
import type { RepositorySource, SourceFile } from '../repo-map.ts';

/** A repository of texts, which counts how often each is read. */
export function textSource(texts: Readonly<Record<string, string>>, commit = 'c1'): RepositorySource & { readonly read: string[] } {
  const read: string[] = [];
  const bytes = new Map(Object.entries(texts).map(([path, text]) => [path, Buffer.from(text)]));
  return {
    commit,
    read,
    listFiles: async () =>
      Array.from(bytes, ([path, content]): SourceFile => ({
        path,
        blob: createHash('sha1').update(content).digest('hex'),
        size: content.length,
      })),
    readFiles: async (files) => {
      read.push(...files.map((file) => file.path));
      return new Map(files.flatMap(({ path }) => (bytes.has(path) ? [[path, bytes.get(path) ?? Buffer.alloc(0)] as const] : [])));
    },
  };
}
