import { readHead } from '../heads/head.ts';
import type { FieldAt } from '../read/body.ts';
import { unescaped } from '../read/field-text.ts';
import { joined } from '../text/lines.ts';
import { lineEnd, lineStart, toView } from '../text/source-text.ts';
import { at, BlockKind, findHeadParagraph } from '../tree/blocks.ts';
import { rewriteValue } from './change-field.ts';
import type { EditPlan } from './edit-plan.ts';
import { eolAt } from './line-breaks.ts';
import { formOf, linesOf } from './place-field.ts';
import { inlineList } from './field-value.ts';
import type { Target } from './target.ts';

/** Gives a list field new items, as bullets if it has bullets, else on its line. Items that stay keep their box. */
export function rewriteList(plan: EditPlan, target: Target, own: FieldAt, items: readonly string[]): void {
  const { blocks, source } = target.document;
  const bullets = bulletsOf(target, own);
  const first = bullets[0];
  if (!first) {
    if (own.known !== 'acceptanceCriteria') return rewriteValue(plan, target, own, inlineList(own.name, items));
    const end = lineEnd(source, own.inlineTo);
    const eol = eolAt(source, end);
    const lines = linesOf(formOf(source, blocks, own), { label: own.known, value: '', items }, source, end);
    if (own.inlineTo > own.valueFrom) plan.remove(afterColon(source.view, own), own.inlineTo);
    plan.insert(
      end,
      lines
        .slice(1)
        .map((line) => eol + line)
        .join(''),
    );
    return;
  }
  if (own.kind !== 'heading' && own.inlineTo > own.valueFrom) plan.remove(afterColon(source.view, own), own.inlineTo);
  const from = lineStart(source, at(blocks.from, first));
  const last = bullets.at(-1) ?? first;
  const to = lineEnd(source, at(blocks.to, at(blocks.end, last) - 1));
  const lead = source.view.slice(from, at(blocks.contentFrom, first));
  const eol = eolAt(source, from);
  const boxes = boxesOf(target, bullets);
  const written = items.map((item) => lead + (boxes === undefined ? '' : (boxes.get(unescaped(item)) ?? '[ ] ')) + toView(item));
  plan.replace(from, to, written.join(eol));
}

/** The bullets right below a field. */
function bulletsOf({ document }: Target, own: FieldAt): number[] {
  const { blocks } = document;
  const bullets: number[] = [];
  for (let index = own.nestedFrom; index < own.nestedTo; index = at(blocks.end, index))
    if (at(blocks.kind, index) === BlockKind.item) bullets.push(index);
  return bullets;
}

/** The boxes of the bullets by their text, or undefined if they have none. */
function boxesOf({ document }: Target, bullets: readonly number[]): Map<string, string> | undefined {
  const { blocks, source, marks } = document;
  const boxes = new Map<string, string>();
  for (const bullet of bullets) {
    const paragraph = findHeadParagraph(blocks, bullet);
    if (paragraph === undefined) continue;
    const head = readHead(source.view, at(blocks.from, paragraph), at(blocks.to, paragraph), marks);
    if (!head.box) return undefined;
    boxes.set(unescaped(joined(source.view, head.textFrom, head.to)), source.view.slice(head.from, head.textFrom));
  }
  return boxes;
}

function afterColon(view: string, own: FieldAt): number {
  let from = own.valueFrom;
  while (view[from - 1] === ' ' || view[from - 1] === '\t') from--;
  return from;
}
