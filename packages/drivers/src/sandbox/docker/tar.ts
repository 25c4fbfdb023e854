export interface TarEntry {
  /** Relative, of at most 100 characters. */
  readonly path: string;
  readonly mode: number;
  readonly kind: 'file' | 'folder' | 'link';
  readonly uid?: number;
  readonly gid?: number;
  /** Of a file. */
  readonly content?: string;
  /** Of a link. */
  readonly target?: string;
}

const block = 512;
const kinds = { file: '0', link: '2', folder: '5' } as const;

/** An archive with exactly these entries and no time in it, so that the same entries always give the same bytes. */
export function tarOf(entries: readonly TarEntry[]): Buffer {
  return Buffer.concat([...entries.flatMap(blocksOf), Buffer.alloc(2 * block)]);
}

function blocksOf({ content = '', gid = 0, kind, mode, path, target = '', uid = 0 }: TarEntry): Buffer[] {
  if (path.length > 100 || target.length > 100) throw new Error(`too long for a simple archive: ${path} ${target}`);
  const data = Buffer.from(content);
  const head = Buffer.alloc(block);
  const octal = (value: number, digits: number) => `${value.toString(8).padStart(digits, '0')}\0`;
  head.write(path, 0);
  head.write(octal(mode, 7), 100);
  head.write(octal(uid, 7), 108);
  head.write(octal(gid, 7), 116);
  head.write(octal(data.length, 11), 124);
  head.write(octal(0, 11), 136);
  head.write(' '.repeat(8), 148);
  head.write(kinds[kind], 156);
  head.write(target, 157);
  head.write('ustar\x0000', 257);
  const sum = head.reduce((total, byte) => total + byte, 0);
  head.write(`${octal(sum, 6)} `, 148);
  return [head, data, Buffer.alloc((block - (data.length % block)) % block)];
}
