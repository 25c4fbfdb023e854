import type { Report } from '../diagnostics/report.ts';
import type { Dialect, Key, Settings } from '../model.ts';
import { at, BlockKind } from '../tree/blocks.ts';
import type { Entry } from './entry.ts';
import type { Facts } from './facts.ts';
import { readLabel } from './label.ts';
import type { Survey } from './survey.ts';

const NAMED = /^[*_]*checkpoint/i;

/** N308: places where the author wants a look. With `checkpoints: stop` each is a stop after the task above it. */
export function checkpointsOf(
  seen: Survey,
  dialect: Dialect,
  entries: readonly Entry[],
  drafts: readonly Facts[],
  keys: readonly Key[],
  setting: Settings['checkpoints'],
  report: Report,
): Key[] {
  const places = [...marksOf(seen, dialect, entries, drafts)].toSorted((a, b) => a.block - b.block);
  const stops: Key[] = [];
  let above = 0;
  for (const { block, from, to } of places) {
    while (above < entries.length && (entries[above]?.block ?? 0) < block) above++;
    const key = keys[above - 1];
    const what = setting === 'stop' && key !== undefined ? `execution stops after ${key}` : 'execution goes on';
    report.add({
      code: 'N308',
      from,
      to,
      message: `a checkpoint; expected "checkpoints: stop" where it should stop the execution; ${what}`,
    });
    if (setting === 'stop' && key !== undefined) stops.push(key);
  }
  return stops;
}

function* marksOf(
  { source, blocks, headings }: Survey,
  dialect: Dialect,
  entries: readonly Entry[],
  drafts: readonly Facts[],
): Iterable<{ block: number; from: number; to: number }> {
  const { view } = source;
  if (dialect === 'kiro')
    for (const [index, facts] of drafts.entries()) {
      const entry = entries[index];
      if (entry && NAMED.test(facts.title.text)) yield { block: entry.block, from: entry.headFrom, to: entry.headTo };
    }
  if (dialect === 'kiro' || dialect === 'headings' || dialect === 'spec-kit') {
    const own = new Set(entries.map(({ block }) => block));
    for (const { block, head } of headings) {
      if (!own.has(block) && NAMED.test(view.slice(head.textFrom, head.to))) yield { block, from: head.from, to: head.to };
    }
  }
  if (dialect !== 'spec-kit') return;
  for (let index = 0; index < blocks.length; index++) {
    if (at(blocks.kind, index) !== BlockKind.paragraph) continue;
    const from = at(blocks.from, index);
    if (view[from] !== '*' && view[from] !== 'C') continue;
    const to = at(blocks.to, index);
    const newline = view.indexOf('\n', from);
    const label = readLabel(view, from, newline < 0 ? to : Math.min(newline, to));
    if (label && NAMED.test(label.name)) yield { block: index, from, to };
  }
}
