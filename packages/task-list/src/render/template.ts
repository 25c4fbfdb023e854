import type { NewTask } from '../model.ts';
import { oneLine } from '../edit/put-in-text.ts';
import { headingTaskLines } from './heading-task.ts';

const encoder = new TextEncoder();
const DEFAULT_TITLE = 'Project Task List';

/** The list of a project that has none: the first task proves that the project builds, the second can never start by accident. */
export function template(options: { title?: string } = {}): Uint8Array {
  const lines = [
    `# ${options.title === undefined ? DEFAULT_TITLE : headline(options.title)}`,
    '',
    '## 1. Foundation',
    '### 1.1 Verify the build',
    '- **Description**: Make sure the project installs and builds from a clean checkout, and fix what keeps it from doing so.',
    '- **Acceptance Criteria**:',
    '  - Dependencies install without errors',
    '  - The build finishes without errors',
    '- **Priority**: high',
    '- **Status**: pending',
    '- **Estimated Duration**: 30 minutes',
    '',
    '## 2. Your tasks',
    '### 2.1 Describe your first task',
    '- **Description**: Replace this text, the title and the criteria, then set the status to pending.',
    '- **Acceptance Criteria**:',
    '  - This task says what to build and how to see that it works',
    '- **Priority**: medium',
    '- **Status**: blocked — waiting for a person to describe it',
    '- **Estimated Duration**: unknown',
    '',
  ];
  return encoder.encode(lines.join('\n'));
}

/** A new file in the heading dialect. Groups and tasks are numbered in order. */
export function newTaskList(title: string, groups: readonly { readonly title: string; readonly tasks: readonly NewTask[] }[]): Uint8Array {
  const lines = [`# ${headline(title)}`, ''];
  for (const [number, group] of groups.entries()) {
    lines.push(`## ${number + 1}. ${headline(group.title)}`);
    for (const [index, task] of group.tasks.entries()) lines.push(...headingTaskLines(`${number + 1}.${index + 1}`, task), '');
    if (group.tasks.length === 0) lines.push('');
  }
  return encoder.encode(lines.join('\n'));
}

/** A heading's last `#` would be read as its closing mark. */
function headline(text: string): string {
  return oneLine(text, 'a title').replace(/#$/, '\\#');
}
