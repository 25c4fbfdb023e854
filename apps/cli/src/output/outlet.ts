import type { WriteStream } from 'node:tty';
import type { Config } from '../config.ts';
import { type Paint, colorful, colorless } from './paint.ts';

/** Standard output or standard error, with what is known of who reads it. */
export interface Outlet {
  isTerminal: boolean;
  paint: Paint;
  unicode: boolean;
  /** Of the terminal, now; a file or a pipe takes lines of any length. */
  columns(): number;
  rows(): number;
  write(text: string): void;
  /** A file as it is, whatever is in it. */
  bytes(content: Uint8Array): void;
  line(text?: string): void;
  /** Until null: who is given lines in place of the stream, because it draws at their place. */
  divertLines(to: ((text: string) => void) | null): void;
  onResize(listener: () => void): () => void;
}

export function openOutlet(stream: NodeJS.WriteStream, config: Pick<Config, 'colors' | 'unicode'>): Outlet {
  // Absent where the stream is no terminal, whatever the type says.
  const terminal: Partial<WriteStream> = stream;
  const isTerminal = terminal.isTTY === true;
  const isColorful = config.colors === 'always' || (config.colors === 'on a terminal' && isTerminal);
  let diverted: ((text: string) => void) | null = null;
  return {
    isTerminal,
    paint: isColorful ? colorful : colorless,
    unicode: config.unicode,
    columns: () => (isTerminal ? terminal.columns || 80 : Number.POSITIVE_INFINITY),
    rows: () => (isTerminal ? terminal.rows || 24 : Number.POSITIVE_INFINITY),
    write: (text) => void stream.write(text),
    bytes: (content) => void stream.write(content),
    line: (text = '') => {
      if (diverted) diverted(text);
      else stream.write(`${text}\n`);
    },
    divertLines: (to) => {
      diverted = to;
    },
    onResize: (listener) => {
      stream.on('resize', listener);
      return () => stream.off('resize', listener);
    },
  };
}
