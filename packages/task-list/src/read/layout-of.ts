import type { Family } from '../model.ts';
import { checklistLayout } from './checklist-layout.ts';
import { titleHeading } from './groups.ts';
import { headingLayout } from './heading-layout.ts';
import type { Layout } from './layout.ts';
import type { Survey } from './survey.ts';

export function layoutOf(seen: Survey, family: Family): Layout {
  if (family === 'headings') return headingLayout(seen);
  if (family === 'checklist') return checklistLayout(seen);
  return { entries: [], groups: [], loose: [], titleBlock: titleHeading(seen)?.block ?? -1, unboxed: new Set() };
}
