import { readTitle } from '../heads/title.ts';
import { formOfText } from '../heads/task-id.ts';
import { findLabel, type KnownLabel } from '../dialects/labels.ts';
import { isClosed } from '../dialects/statuses.ts';
import type { Check, Status } from '../model.ts';
import { joined } from '../text/lines.ts';
import { placeOf } from '../text/source-text.ts';
import type { FrontMatter, FrontValue } from '../text/front-matter.ts';
import { at, BlockKind, findHeadParagraph } from '../tree/blocks.ts';
import type { Facts, Labelled } from './facts.ts';
import type { Layout } from './layout.ts';
import { headingTextEnd, type Survey } from './survey.ts';

/** A file that is one task, as Backlog.md keeps them: facts in its front matter, text below. */
export function fileLayout(file: Survey, front: FrontMatter, meaning: (markInView: string) => Status | undefined): Layout {
  const { source, blocks } = file;
  const { view } = source;
  const values = new Map(front.entries.map((entry) => [entry.key, entry]));
  const id = textOf(values.get('id')?.value);
  const idEntry = values.get('id');
  const heading = file.headings.find(({ bold }) => !bold);
  const titleEntry = values.get('title');
  const title = readTitle(view, 0, 0, { suffixes: false, around: '', heading: true, quoted: false });
  const text = textOf(titleEntry?.value) || (heading ? joined(view, heading.head.textFrom, heading.head.to) : '');
  const labelled = front.entries.flatMap((entry): Labelled[] => {
    const known = labelOf(entry.key);
    const value = textOf(entry.value);
    if (entry.key === 'id' || entry.key === 'title' || value === '') return [];
    const from = view.indexOf(':', entry.from) + 1;
    const place = { from, to: Math.max(from, entry.to) };
    return [
      {
        known,
        name: entry.key,
        text: value,
        inline: value,
        items: [],
        spans: [place],
        from: entry.from,
        to: entry.to,
        valueFrom: from,
        valueTo: place.to,
      },
    ];
  });
  const facts: Facts = {
    id: id === '' || !idEntry ? undefined : { id, form: formOfText(id), from: idEntry.from, to: idEntry.to, marked: true, kind: '' },
    title: { ...title, text },
    box: undefined,
    isError: false,
    labelled,
    checks: checksOf(file, meaning),
    free: descriptionOf(file),
    criteria: [],
  };
  const headFrom = titleEntry?.from ?? heading?.head.from ?? source.start;
  const headTo = titleEntry?.to ?? heading?.head.to ?? source.start;
  return {
    entries: [
      {
        kind: 'heading',
        block: -1,
        end: blocks.length,
        headFrom,
        headTo,
        level: 1,
        inside: -1,
        depth: 1,
        group: -1,
        sourceEnd: view.length,
      },
    ],
    groups: [],
    loose: [],
    titleBlock: heading?.block ?? -1,
    unboxed: new Set(),
    facts: [facts],
  };
}

function labelOf(key: string): KnownLabel | undefined {
  if (key === 'labels') return 'tags';
  return findLabel(key.replaceAll('_', ' '));
}

function textOf(value: FrontValue | null | undefined): string {
  if (typeof value === 'string') return value;
  return Array.isArray(value) ? (value as readonly string[]).join(', ') : '';
}

function checksOf({ source, blocks, itemHeads }: Survey, meaning: (markInView: string) => Status | undefined): Check[] {
  const checks: Check[] = [];
  for (const [item, head] of itemHeads) {
    if (!head.box) continue;
    const paragraph = findHeadParagraph(blocks, item) ?? item;
    const from = at(blocks.from, paragraph);
    const to = at(blocks.to, paragraph);
    checks.push({
      text: joined(source.view, head.textFrom, to),
      done: isClosed(meaning(head.box.mark) ?? 'blocked'),
      label: null,
      place: placeOf(source, from, to),
    });
  }
  return checks;
}

/** The paragraphs below a heading named Description, else those before the second heading. */
function descriptionOf({ source, blocks, headings }: Survey): string {
  const { view } = source;
  const named = headings.find(
    ({ block }) => findLabel(view.slice(at(blocks.contentFrom, block), headingTextEnd(view, blocks, block))) === 'description',
  );
  const from = named ? named.block + 1 : (headings[0]?.block ?? -1) + 1;
  const to = headings.find(({ block }) => block >= from)?.block ?? blocks.length;
  const texts: string[] = [];
  for (let index = from; index < to; index = at(blocks.end, index)) {
    if (at(blocks.kind, index) === BlockKind.paragraph) texts.push(joined(view, at(blocks.from, index), at(blocks.to, index)));
  }
  return texts.join('\n');
}
