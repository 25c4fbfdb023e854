import type { GatewayEvent, Passage, Refusal } from './gateway-port.ts';
import type { Redactor } from './redaction/redactor.ts';

const longestPath = 300;

/** What passed and what was refused: the last entries of each, without queries and secrets. */
export function createRunLog(most: number, redactor: Redactor, emit: (event: GatewayEvent) => void, now: () => number) {
  const refusals: Refusal[] = [];
  const passages: Passage[] = [];
  let refused = 0;
  const keep = <Entry>(list: Entry[], entry: Entry): void => {
    list.push(entry);
    if (list.length > most) list.shift();
  };
  const clean = (text: string): string => redactor.redact(text).slice(0, longestPath);
  const pathOf = (path: string | null): string | null => (path === null ? null : clean(path.split('?', 1)[0] ?? ''));
  return {
    refusals,
    passages,
    refused: () => refused,
    refuse(refusal: Omit<Refusal, 'atMs'>): void {
      const entry: Refusal = {
        atMs: now(),
        code: refusal.code,
        why: clean(refusal.why),
        method: clean(refusal.method),
        host: refusal.host === null ? null : clean(refusal.host),
        path: pathOf(refusal.path),
      };
      keep(refusals, entry);
      // A program that knocks without end must not fill the log of whoever listens.
      if (++refused <= most) emit({ type: 'refused', ...entry });
    },
    pass(passage: Omit<Passage, 'atMs'>): void {
      keep(passages, { ...passage, atMs: now(), host: clean(passage.host), path: pathOf(passage.path) });
    },
  };
}

export type RunLog = ReturnType<typeof createRunLog>;
