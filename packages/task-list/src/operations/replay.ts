import { applyEdits } from '../edit/apply-edits.ts';
import type { Operation, Outcome, ParseOptions, Replayed, TaskList } from '../model.ts';
import { parse } from '../read/parse.ts';
import { replayField } from './replay-field.ts';
import { replayErrorResolution, replayInjection } from './replay-injection.ts';
import { replayStatus } from './replay-status.ts';
import { ReplayState, type Step } from './replay-step.ts';

/** Makes our unpublished operations on what others have published meanwhile. Text is never merged; see section 11 for who wins. */
export function replay(operations: readonly Operation[], theirs: Uint8Array, options: ParseOptions = {}): Replayed {
  const kept: ParseOptions = options.reservedIds === undefined ? options : { ...options, reservedIds: [...options.reservedIds] };
  let list = parse(theirs, kept);
  const unreadable = list.diagnostics.find(({ code }) => code.startsWith('E0'));
  const outcomes: Outcome[] = [];
  const state = new ReplayState();
  for (const operation of operations) {
    if (unreadable) {
      outcomes.push({ operation, outcome: 'refused', key: null, diagnostics: [unreadable] });
      continue;
    }
    const { outcome, key, diagnostics, edits } = replayOne(list, operation, state);
    outcomes.push({ operation, outcome, key, diagnostics });
    if (edits.length > 0) list = parse(applyEdits(list.bytes, edits), { ...kept, dialect: list.dialect });
  }
  return { bytes: list.bytes, list, outcomes };
}

function replayOne(list: TaskList, operation: Operation, state: ReplayState): Step {
  switch (operation.op) {
    case 'setStatus':
    case 'complete':
      return replayStatus(list, operation, state);
    case 'setField':
      return replayField(list, operation, state);
    case 'inject':
      return replayInjection(list, operation, state);
    case 'injectErrorResolution':
      return replayErrorResolution(list, operation, state);
  }
}
