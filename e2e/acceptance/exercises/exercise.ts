/** Path to content: the files of an exercise, or what they become. */
export type Files = Readonly<Record<string, string>>;

/** A small task with a known answer: its tests fail before, fail with the wrong answer, and pass with the right one. */
export interface Exercise {
  readonly name: string;
  readonly needs: 'node' | 'python3' | 'go';
  /** As the task list would say it; names the files. */
  readonly task: string;
  readonly files: Files;
  /** Files that change, with their new content. */
  readonly right: Files;
  readonly wrong: Files;
  /** A program and its arguments, in the folder of the files. */
  readonly check: readonly [string, ...string[]];
  /** Stands in the output of the check after the wrong answer, and so in the next prompt if evidence is fed back. */
  readonly evidence: string;
}

export const nodeCheck = ['node', '--test', '--test-reporter', 'tap'] as const;
export const pythonCheck = ['python3', '-m', 'unittest', '-v'] as const;
export const goCheck = ['go', 'test', './...'] as const;
export const packageJson = '{ "name": "exercise", "private": true, "type": "module" }\n';
