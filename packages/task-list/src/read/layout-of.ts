import type { Family, Status } from '../model.ts';
import type { FrontMatter } from '../text/front-matter.ts';
import { checklistLayout } from './checklist-layout.ts';
import { fileLayout } from './file-layout.ts';
import { titleHeading } from './groups.ts';
import { headingLayout } from './heading-layout.ts';
import type { Layout } from './layout.ts';
import { outlineLayout } from './outline-layout.ts';
import type { Survey } from './survey.ts';
import { tableLayout } from './table-layout.ts';

/** What is a task, a group, a check, by the rules of the file's family. */
export function layoutOf(seen: Survey, family: Family, front: FrontMatter, meaning: (markInView: string) => Status | undefined): Layout {
  switch (family) {
    case 'headings':
      return headingLayout(seen);
    case 'checklist':
      return checklistLayout(seen);
    case 'outline':
      return outlineLayout(seen, meaning);
    case 'table':
      return tableLayout(seen);
    case 'file':
      return fileLayout(seen, front, meaning);
    case 'none':
      return { entries: [], groups: [], loose: [], titleBlock: titleHeading(seen)?.block ?? -1, unboxed: new Set() };
  }
}
