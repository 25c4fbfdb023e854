import { Worker } from 'node:worker_threads';
import type { Language } from '../grammars/grammars.ts';
import type { FileFacts } from '../repo-map.ts';
import type { ParseReply, ParseRequest } from './parse-protocol.ts';

export type Parsed = { readonly facts: FileFacts; readonly problem?: never } | { readonly facts?: never; readonly problem: string };

export interface SourceParser {
  /** Never rejects for what a text holds: what cannot be parsed has a problem. Rejects when the parser is closed. */
  parse(language: Language, text: string): Promise<Parsed>;
  close(): Promise<void>;
}

export interface SourceParserOptions {
  /** Threads; one unless told. */
  readonly threads?: number;
  /** For one file; 2 s unless told. */
  readonly deadlineMs?: number;
  /** A thread that has nothing to do ends after this time; 20 s unless told. */
  readonly idleMs?: number;
}

interface Job {
  readonly request: Omit<ParseRequest, 'id' | 'deadlineMs'>;
  readonly done: (parsed: Parsed) => void;
  readonly failed: (reason: Error) => void;
}

/** A new thread takes the place of one that has parsed this much: WebAssembly never gives memory back. Characters. */
const mostCharactersPerThread = 48 * 1024 * 1024;
/** What a thread needs to begin: to load the parser, and the largest of the grammars. */
const startMs = 15_000;
/** On top of the deadline that the thread keeps itself. */
const graceMs = 1500;

/**
 * Parses in threads, one file at a time each, so that neither a slow file nor a broken one can stop or end this process. A thread that does not answer in
 * time is ended, and the file is given up.
 */
export function openSourceParser({ deadlineMs = 2000, idleMs = 20_000, threads = 1 }: SourceParserOptions = {}): SourceParser {
  const waiting: Job[] = [];
  const slots = new Set<{ stop(): Promise<unknown>; wake(): boolean }>();
  let isClosed = false;

  const openSlot = () => {
    let worker: Worker | undefined;
    let current: Job | undefined;
    let characters = 0;
    let isNew = true;
    let id = 0;
    let timer: NodeJS.Timeout | undefined;

    const end = (parsed: Parsed) => {
      clearTimeout(timer);
      const job = current;
      current = undefined;
      job?.done(parsed);
      wake();
    };
    const drop = () => {
      const dropped = worker;
      worker = undefined;
      dropped?.removeAllListeners();
      // An error after the listeners are gone must not end the process.
      dropped?.on('error', () => {});
      return dropped?.terminate();
    };
    const start = () => {
      const started = new Worker(new URL('parse-thread.ts', import.meta.url), {
        // Nothing of this process's environment, flags or streams is of use to it.
        env: {},
        execArgv: [],
        resourceLimits: { maxOldGenerationSizeMb: 512 },
      });
      started.on('message', (reply: ParseReply) => {
        if (reply.id !== id) return;
        isNew = false;
        end(reply.facts ? { facts: reply.facts } : { problem: reply.problem });
      });
      started.on('error', (error) => {
        void drop();
        end({ problem: `the parser broke on it: ${error.message}` });
      });
      started.on('exit', () => {
        if (worker === started) {
          worker = undefined;
          end({ problem: 'the parser ended on it' });
        }
      });
      characters = 0;
      isNew = true;
      return started;
    };
    const wake = (): boolean => {
      if (current) return false;
      const job = waiting.shift();
      if (!job) {
        worker?.unref();
        clearTimeout(timer);
        timer = setTimeout(() => void drop(), idleMs);
        timer.unref();
        return true;
      }
      if (characters > mostCharactersPerThread) void drop();
      clearTimeout(timer);
      current = job;
      worker ??= start();
      worker.ref();
      characters += job.request.text.length;
      id += 1;
      timer = setTimeout(
        () => {
          void drop();
          end({ problem: `it takes longer than ${deadlineMs} ms to parse` });
        },
        deadlineMs + graceMs + (isNew ? startMs : 0),
      );
      worker.postMessage({ ...job.request, id, deadlineMs } satisfies ParseRequest, []);
      return true;
    };
    const slot = {
      wake,
      async stop() {
        clearTimeout(timer);
        const job = current;
        current = undefined;
        await drop();
        job?.failed(new Error('The parser is closed.'));
      },
    };
    slots.add(slot);
    return slot;
  };
  return {
    parse: (language, text) =>
      new Promise((done, failed) => {
        if (isClosed) return failed(new Error('The parser is closed.'));
        waiting.push({ request: { language, text }, done, failed });
        if (slots.values().some((slot) => slot.wake())) return;
        if (slots.size < threads) openSlot().wake();
      }),
    async close() {
      isClosed = true;
      for (const { failed } of waiting.splice(0)) failed(new Error('The parser is closed.'));
      await Promise.all(Array.from(slots, (slot) => slot.stop()));
    },
  };
}
