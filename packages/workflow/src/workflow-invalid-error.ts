import type { WorkflowProblem } from './workflow-problems.ts';

/** Everything that is wrong with a definition, at once. */
export class WorkflowInvalidError extends Error {
  override readonly name = 'WorkflowInvalidError';
  readonly code = 'workflow_invalid';
  readonly problems: readonly WorkflowProblem[];

  constructor(workflow: string, problems: readonly WorkflowProblem[]) {
    const lines = problems.map(({ code, node, message }) => `  ${node === null ? 'workflow' : `node «${node}»`}: ${message} [${code}]`);
    super(`Workflow «${workflow}» cannot be used:\n${lines.join('\n')}`);
    this.problems = problems;
  }
}
