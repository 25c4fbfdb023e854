import { readTitle } from '../heads/title.ts';
import { findPrefix } from '../heads/task-id.ts';
import { isClosed } from '../dialects/statuses.ts';
import type { Building, Check, Status } from '../model.ts';
import { joined } from '../text/lines.ts';
import { placeOf } from '../text/source-text.ts';
import { at } from '../tree/blocks.ts';
import { tailsOf, type Facts } from './facts.ts';
import { groupKey, phaseKey, titleHeading } from './groups.ts';
import type { Entry, GroupAt } from './entry.ts';
import type { Layout } from './layout.ts';
import { outlineRecords, type OutlineRecord } from './outline-records.ts';
import type { Survey } from './survey.ts';

type Meaning = (markInView: string) => Status | undefined;

interface Draft {
  readonly record: OutlineRecord;
  headTo: number;
  sourceEnd: number;
  group: number;
  checks: Check[];
  criteria: string[];
  free: string[];
}

/** Numbered lines are tasks, lettered ones checks of their parents, bullets below them criteria or description. */
export function outlineLayout(file: Survey, meaning: Meaning): Layout {
  const { source } = file;
  const { view } = source;
  const groups: Building<GroupAt>[] = [];
  const drafts: Draft[] = [];
  const byId = new Map<string, Draft>();
  const loose: { group: number; check: Check }[] = [];
  const checkIds: string[] = [];
  const title = titleHeading(file)?.block ?? -1;
  let group = -1;
  let last: { draft: Draft | undefined; isCheck: boolean; underCriteria: boolean } | undefined;
  for (const record of outlineRecords(file)) {
    if (record.kind === 'group' && record.block === title) {
      last = undefined;
      continue;
    }
    if (record.kind === 'group') {
      group = openGroup(groups, record, view);
      last = undefined;
      continue;
    }
    if (record.kind === 'task') {
      const draft: Draft = { record, headTo: record.to, sourceEnd: record.to, group, checks: [], criteria: [], free: [] };
      drafts.push(draft);
      if (!byId.has(record.id)) byId.set(record.id, draft);
      last = { draft, isCheck: false, underCriteria: speaksOfCriteria(view, record) };
    } else if (record.kind === 'check') {
      const draft = ownerOf(byId, record.id);
      const check = checkOf(file, record, meaning);
      checkIds.push(record.id);
      if (draft) draft.checks.push(check);
      else loose.push({ group, check });
      last = { draft, isCheck: true, underCriteria: speaksOfCriteria(view, record) };
    } else if (record.kind === 'break') {
      last = undefined;
      continue;
    } else if (last?.draft) addText(view, record, last);
    if (last?.draft) last.draft.sourceEnd = Math.max(last.draft.sourceEnd, record.to);
  }
  const used = usedGroups(groups, drafts);
  return {
    entries: entriesOf(file, drafts, byId, used.index),
    groups: used.groups,
    loose: loose.map(({ group: old, check }) => ({ group: used.index(old), check })),
    titleBlock: title,
    unboxed: new Set(),
    facts: drafts.map((draft) => factsOf(file, draft)),
    checkIds,
  };
}

function addText(view: string, record: OutlineRecord, last: { draft: Draft | undefined; isCheck: boolean; underCriteria: boolean }): void {
  const { draft } = last;
  if (!draft) return;
  if (record.kind === 'text') {
    if (!last.isCheck && draft.headTo === draft.sourceEnd) draft.headTo = record.to;
    return;
  }
  const text = joined(view, record.textFrom, record.to).replace(/\s{2,}/gu, ' ');
  const criterion = /^\\?<criterion [^:]*:\s*/i.exec(text);
  if (criterion) draft.criteria.push(withoutLastBracket(text.slice(criterion[0].length)));
  else if (last.underCriteria) draft.criteria.push(text);
  else draft.free.push(`- ${text}`);
}

function withoutLastBracket(text: string): string {
  const last = text.lastIndexOf('>');
  return last < 0 ? text : (text.slice(0, last) + text.slice(last + 1)).trim();
}

function speaksOfCriteria(view: string, record: OutlineRecord): boolean {
  return /[Cc]riteria/.test(view.slice(record.textFrom, record.to));
}

function ownerOf(byId: ReadonlyMap<string, Draft>, id: string): Draft | undefined {
  for (let prefix = findPrefix(id); prefix !== undefined; prefix = findPrefix(prefix)) {
    const owner = byId.get(prefix);
    if (owner) return owner;
  }
  return undefined;
}

function openGroup(groups: Building<GroupAt>[], record: OutlineRecord, view: string): number {
  const level = record.level ?? 1;
  let inside = groups.length - 1;
  while (inside >= 0 && (groups[inside]?.level ?? 0) >= level) inside = groups[inside]?.inside ?? -1;
  const phase = phaseKey(view, record.from);
  let titleFrom = phase ? phase.to : record.textFrom;
  if (phase) titleFrom += /^[ \t]*(?:[:.-]|\xe2\x80[\x93\x94])?[ \t]*/.exec(view.slice(titleFrom, record.to))?.[0].length ?? 0;
  groups.push({
    block: record.block,
    end: record.block + 1,
    from: record.from,
    to: record.to,
    titleFrom: record.head ? (record.head.id ? record.head.titleFrom : record.head.textFrom) : titleFrom,
    level,
    inside,
    key: record.head ? groupKey(view, record.head) : (phase?.key ?? null),
  });
  return groups.length - 1;
}

/** Only groups with tasks below count. */
function usedGroups(groups: readonly GroupAt[], drafts: readonly Draft[]): { groups: GroupAt[]; index: (group: number) => number } {
  const used = new Set<number>();
  for (const draft of drafts) for (let up = draft.group; up >= 0; up = groups[up]?.inside ?? -1) used.add(up);
  const kept = [...groups.keys()].filter((index) => used.has(index));
  const places = new Map(kept.map((old, place) => [old, place]));
  const index = (group: number): number => {
    for (let up = group; up >= 0; up = groups[up]?.inside ?? -1) {
      const place = places.get(up);
      if (place !== undefined) return place;
    }
    return -1;
  };
  return {
    groups: kept.map((old) => {
      const group = groups[old] as GroupAt;
      return Object.assign({}, group, { inside: index(group.inside) });
    }),
    index,
  };
}

function entriesOf(
  file: Survey,
  drafts: readonly Draft[],
  byId: ReadonlyMap<string, Draft>,
  groupIndex: (group: number) => number,
): Entry[] {
  const depths = new Map<Draft, number>();
  const depthOf = (draft: Draft): number => {
    const known = depths.get(draft);
    if (known !== undefined) return known;
    depths.set(draft, 1);
    const owner = ownerOf(byId, draft.record.id);
    const depth = owner && owner !== draft ? depthOf(owner) + 1 : 1;
    depths.set(draft, depth);
    return depth;
  };
  const entries = drafts.map((draft): Building<Entry> => ({
    kind: 'line',
    block: draft.record.block,
    end: at(file.blocks.end, draft.record.block),
    headFrom: draft.record.from,
    headTo: draft.headTo,
    level: 0,
    inside: -1,
    depth: depthOf(draft),
    group: groupIndex(draft.group),
    sourceEnd: draft.sourceEnd,
  }));
  for (let index = entries.length - 1; index >= 0; index--) {
    const entry = entries[index];
    const below = `${drafts[index]?.record.id ?? ''}.`;
    if (!entry) continue;
    for (let next = index + 1; next < drafts.length; next++) {
      if (!drafts[next]?.record.id.startsWith(below)) break;
      if ((entries[next]?.group ?? -1) !== entry.group) break;
      entry.sourceEnd = Math.max(entry.sourceEnd, entries[next]?.sourceEnd ?? 0);
    }
  }
  return entries;
}

function checkOf({ source }: Survey, record: OutlineRecord, meaning: Meaning): Check {
  const done = record.mark ? isClosed(meaning(source.view.slice(record.mark.from, record.mark.to)) ?? 'blocked') : null;
  return { text: joined(source.view, record.textFrom, record.to), done, label: null, place: placeOf(source, record.from, record.to) };
}

function factsOf(file: Survey, draft: Draft): Facts {
  const { source } = file;
  const { record } = draft;
  const title = outlineTitle(source.view, record.textFrom, draft.headTo);
  return {
    id: { id: record.id, form: 'dotted', from: record.idFrom, to: record.idFrom + record.id.length, marked: true, kind: '' },
    title,
    box: record.mark ? { ...record.mark, mark: source.view.slice(record.mark.from, record.mark.to), starred: false } : undefined,
    isError: false,
    labelled: tailsOf({ source }, title),
    checks: draft.checks,
    free: draft.free.join('\n'),
    criteria: draft.criteria,
  };
}

export function outlineTitle(view: string, from: number, to: number): ReturnType<typeof readTitle> {
  return readTitle(view, from, to, { suffixes: true, around: '', heading: false, quoted: false });
}
