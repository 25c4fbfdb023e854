import { StringDecoder } from 'node:string_decoder';
import type { OutputStream, RunOptions } from './sandbox-port.ts';

const longestLine = 16_384;

/** What a command prints, as it comes: whole lines to the listener, the end of it all kept, both within bounds. */
export interface CommandOutput {
  take(stream: OutputStream, chunk: Buffer): void;
  /** Passes on last lines that have no line end. */
  end(): void;
  tail(): string;
}

export function collectOutput(options: {
  onOutput: RunOptions['onOutput'];
  outputCharacters: number;
  outputTailCharacters: number;
}): CommandOutput {
  const tail = keepTail(options.outputTailCharacters);
  const streams = {
    stdout: lineStream((text) => options.onOutput?.('stdout', text), options.outputCharacters),
    stderr: lineStream((text) => options.onOutput?.('stderr', text), options.outputCharacters),
  };
  return {
    take(stream, chunk) {
      const text = streams[stream].decode(chunk);
      tail.add(text);
      streams[stream].pass(text);
    },
    end() {
      for (const stream of [streams.stdout, streams.stderr]) {
        const rest = stream.decodeRest();
        tail.add(rest);
        stream.pass(rest);
        stream.end();
      }
    },
    tail: () => tail.read(),
  };
}

function lineStream(emit: (line: string) => void, limit: number) {
  // One decoder a stream: the bytes of one character may come in two chunks, with the other stream's between them.
  const decoder = new StringDecoder('utf8');
  // NUL is valid UTF-8, but PostgreSQL takes it neither in text nor in JSON.
  const clean = (text: string) => (text.includes('\0') ? text.replaceAll('\0', '\uFFFD') : text);
  let pending = '';
  let passed = 0;
  let leftOut = false;

  const emitLine = (line: string) => {
    if (leftOut) return;
    passed += line.length + 1;
    if (passed > limit) {
      leftOut = true;
      emit(`[more than ${limit} characters were printed here; the rest is left out]`);
      return;
    }
    emit(line.endsWith('\r') ? line.slice(0, -1) : line);
  };

  return {
    decode: (chunk: Buffer) => clean(decoder.write(chunk)),
    decodeRest: () => clean(decoder.end()),
    pass(text: string) {
      if (leftOut) return;
      let from = 0;
      for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', from)) {
        emitPieces(pending + text.slice(from, at), emitLine);
        pending = '';
        from = at + 1;
      }
      pending += text.slice(from);
      if (pending.length > longestLine) pending = emitPieces(pending, emitLine, true);
    },
    end() {
      if (pending !== '') emitPieces(pending, emitLine);
      pending = '';
    },
  };
}

/** Cuts what is longer than a line may be; with `keepRest` the last piece is not emitted but returned. */
function emitPieces(line: string, emit: (piece: string) => void, keepRest = false): string {
  let rest = line;
  while (rest.length > longestLine) {
    const end = beforeSurrogatePair(rest, longestLine);
    emit(rest.slice(0, end));
    rest = rest.slice(end);
  }
  if (keepRest) return rest;
  emit(rest);
  return '';
}

function keepTail(limit: number) {
  let kept = '';
  let total = 0;
  const trim = () => {
    kept = kept.slice(beforeSurrogatePair(kept, kept.length - limit));
  };
  return {
    add(text: string) {
      total += text.length;
      kept += text;
      // Cutting at twice the size makes the cost per character constant.
      if (kept.length > 2 * limit) trim();
    },
    read(): string {
      if (kept.length > limit) trim();
      const missing = total - kept.length;
      return missing > 0 ? `[the first ${missing} characters are left out]\n${kept}` : kept;
    },
  };
}

/** A place to cut at or one before it, so that no character outside of the basic plane is split in two halves. */
function beforeSurrogatePair(text: string, at: number): number {
  if (at <= 0 || at >= text.length) return at;
  const code = text.charCodeAt(at);
  return code >= 0xdc_00 && code <= 0xdf_ff ? at - 1 : at;
}
