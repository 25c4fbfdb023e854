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
  const parsed = workflow.input.safeParse(raw);
  const title = `The input of workflow «${workflow.name}» version ${workflow.version} is not what its schema says.`;
  if (!parsed.success) throw new WorkflowInputInvalidError(`${title}\n${z.prettifyError(parsed.error)}`, { cause: parsed.error });
  try {
    canonicalJson(parsed.data);
  } catch (error) {
    throw new WorkflowInputInvalidError(`${title}\nIt must be JSON: ${(error as TypeError).message}`, { cause: error });
  }
  return parsed.data;
}
