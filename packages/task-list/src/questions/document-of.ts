import type { TaskList } from '../model.ts';
import { findDocument, type Document } from '../read/document.ts';
import { parse } from '../read/parse.ts';
import { emptyDocument } from '../read/empty-list.ts';

const again = new WeakMap<TaskList, Document>();

/** What the library knows of a list beyond its public face; a list that came another way (a copy, JSON) is read again from its bytes. */
export function documentOf(list: TaskList): Document {
  const known = findDocument(list) ?? again.get(list);
  if (known) return known;
  const document = findDocument(parse(list.bytes, { dialect: list.dialect, settings: list.settings })) ?? emptyDocument(list);
  again.set(list, document);
  return document;
}
