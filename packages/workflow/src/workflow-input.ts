import { z } from 'zod';
import { canonicalJson } from './canonical-json.ts';
import type { Workflow } from './workflow.ts';

/** Thrown before any node runs. */
export class WorkflowInputInvalidError extends Error {
  override readonly name = 'WorkflowInputInvalidError';
  readonly code = 'workflow_input_invalid';
}

/** The input as its schema says it, checked to be JSON. */
export function parseWorkflowInput(workflow: Workflow, raw: unknown): unknown {
  const refuse = (why: string, cause: unknown): never => {
    const title = `The input of workflow «${workflow.name}» version ${workflow.version} is not what its schema says.`;
    throw new WorkflowInputInvalidError(`${title}\n${why}`, { cause });
  };
  const parsed = workflow.input.safeParse(raw);
  if (!parsed.success) return refuse(z.prettifyError(parsed.error), parsed.error);
  try {
    canonicalJson(parsed.data);
  } catch (error) {
    return refuse((error as TypeError).message, error);
  }
  return parsed.data;
}
