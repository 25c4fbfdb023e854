import { userInfo } from 'node:os';
import type { CommandContext } from '../command-context.ts';
import type { UndoOptions } from '../commands/undo.ts';
import { findProjectByWords } from '../local/find-project.ts';
import { withTeam } from '../local/with-team.ts';
import { jsonLine } from '../output/json-line.ts';
import { plainText } from '../output/plain-text.ts';
import { UsageError } from '../usage-error.ts';

/** `devteam undo`. */
export const undoTask = (task: string, options: UndoOptions, context: CommandContext): Promise<void> =>
  withTeam(context, async ({ engine }, projects) => {
    const [only, ...others] = projects;
    if (options.project === undefined && others.length > 0)
      throw new UsageError('there are several projects', { next: `Name one: \`devteam undo ${plainText(task)} --project ${only?.id}\`.` });
    const projectId = findProjectByWords(options.project ?? only?.id ?? '', projects);
    const { commit, reopened, undone } = await engine.undo(projectId, { task, by: userInfo().username });
    const { stdout } = context;
    if (options.json) return stdout.line(jsonLine({ projectId, commit, undone, reopened }));
    stdout.line(`Taken back: ${undone.slice(0, 9)} of ${projectId}, by ${commit.slice(0, 9)}.`);
    stdout.line(reopened.length > 0 ? `Open again: ${plainText(reopened.join(', '))}.` : 'That was done before.');
  });
