import { oneLine } from '../edit/put-in-text.ts';
import type { NewTask } from '../model.ts';
import { writeDuration } from '../read/values.ts';
import { escapedBullet, newTitle } from './new-text.ts';

/** A pending task as we write it in the heading dialect. */
export function headingTaskLines(id: string, task: NewTask): string[] {
  const lines = [`### ${id} ${newTitle(task.title, { suffixes: true }).replace(/#$/, '\\#')}`];
  const add = (label: string, value: string) => lines.push(`- **${label}**: ${value}`);
  if (task.description !== undefined) add('Description', oneLine(task.description, 'the description', 20_000));
  if (task.acceptanceCriteria && task.acceptanceCriteria.length > 0) {
    lines.push('- **Acceptance Criteria**:');
    for (const criterion of task.acceptanceCriteria) lines.push(`  - ${escapedBullet(oneLine(criterion, 'a criterion', 1000))}`);
  }
  if (task.complexity) add('Complexity', task.complexity);
  add('Priority', task.priority ?? 'medium');
  add('Status', 'pending');
  if (task.dependencies && task.dependencies.length > 0)
    add('Dependencies', task.dependencies.map((key) => oneLine(key, 'a dependency')).join(', '));
  if (task.tags && task.tags.length > 0) add('Tags', task.tags.map((tag) => oneLine(tag, 'a tag')).join(', '));
  if (task.files && task.files.length > 0) add('Files', task.files.map((file) => oneLine(file, 'a file')).join(', '));
  if (task.estimatedDuration !== undefined) add('Estimated Duration', writeDuration(task.estimatedDuration));
  return lines;
}
