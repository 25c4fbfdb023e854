import { getPromptConstructor } from '@devteam/drivers/prompt';
import type { Exercise } from '../exercises/index.ts';

export interface Failed {
  readonly attempt: number;
  readonly outputTail: string;
  readonly changedFiles: readonly string[];
}

/** The prompt that the product would make for an exercise: from the second attempt on with what failed. */
export async function taskPrompt(exercise: Exercise, marker: string, lastFailure: Failed | null = null): Promise<string> {
  const command = exercise.check.join(' ');
  const made = await getPromptConstructor('template').construct(
    {
      task: {
        key: exercise.name,
        id: '1.1',
        title: `${exercise.name} ${marker}`,
        description: exercise.task,
        acceptanceCriteria: [`${command} passes`],
        priority: 'medium',
        complexity: 'low',
        files: Object.keys(exercise.right),
        dependencies: [],
      },
      project: {
        name: exercise.name,
        type: 'library',
        mainLanguage: exercise.needs,
        framework: null,
        packageManager: null,
        layout: Object.keys(exercise.files),
        conventions: [],
      },
      files: Object.keys(exercise.files).map((path) => ({ path, reason: 'part of the exercise', excerpt: null })),
      checks: [{ name: 'test', command }],
      earlierResults: [],
      attempt: lastFailure ? lastFailure.attempt + 1 : 1,
      maxAttempts: 3,
      lastFailure: lastFailure ? { ...lastFailure, check: 'test', exitCode: 1, why: 'the check test failed', diff: null } : null,
    },
    { signal: new AbortController().signal },
  );
  return made.prompt;
}
