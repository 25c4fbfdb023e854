import type { InjectRequest } from '../model.ts';
import type { NewField } from './place-field.ts';
import { oneLine, refusedText, utcTime } from './put-in-text.ts';

export interface Details {
  readonly type: 'priority' | 'replace' | 'positional';
  readonly at: string;
  readonly by: string;
  readonly reason: string;
  /** Key of the task replaced, or its title where it has no id. */
  readonly replacedKey: string;
  readonly replacedName: string;
}

export function detailsOf(request: InjectRequest, replaced: { key: string; name: string } | undefined): Details {
  const by = request.by === undefined ? '' : oneLine(request.by, 'the name of who injects');
  if (by.includes(';')) throw refusedText('the name of who injects', 'holds a semicolon', 'a name without one');
  return {
    type: request.place.type,
    at: utcTime(request.at),
    by,
    reason: request.reason === undefined ? '' : oneLine(request.reason, 'the reason'),
    replacedKey: (replaced?.key ?? '').replaceAll(';', ','),
    replacedName: replaced?.name ?? '',
  };
}

/** In headings: a bullet for each fact. */
export function detailBullets({ type, at, by, reason, replacedName }: Details): NewField {
  const items = [`Injected at: ${at}`];
  if (by !== '') items.push(`Injected by: ${by}`);
  items.push(`Type: ${type}`);
  if (reason !== '') items.push(`Reason: ${reason}`);
  if (replacedName !== '') items.push(`Replaced: ${replacedName}`);
  return { label: 'injection', value: '', items };
}

/** In a checklist: one line. */
export function detailLine({ type, at, by, reason, replacedKey }: Details): NewField {
  let value = `${type} at ${at}`;
  if (by !== '') value += ` by ${by}`;
  if (replacedKey !== '') value += `; replaced ${replacedKey}`;
  if (reason !== '') value += `; reason: ${reason}`;
  return { label: 'injection', value };
}
