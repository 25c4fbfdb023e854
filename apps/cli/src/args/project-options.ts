import type { Command } from 'commander';
import { allowChangesOption } from './allow-changes.ts';
import { type ApprovalArgument, approvalOption } from './approval.ts';
import { branchOption } from './branch.ts';
import { type CheckArgument, checkOption } from './check.ts';
import { executorOption } from './executor.ts';
import { maxAttemptsOption } from './max-attempts.ts';
import { effortOption, modelOption, registryOption } from './model.ts';
import { noPushOption } from './push.ts';
import { recordingsOption } from './recordings.ts';
import { sandboxOption } from './sandbox.ts';
import { createTaskListOption, taskListOption } from './task-list.ts';
import { duringReviewsOption, landingOption, noInvestigateOption, preExistingOption } from './outcome.ts';

/** How a project is worked on; the same for `run` and `projects add`. */
export interface ProjectOptions {
  branch?: string;
  taskList?: string;
  createTaskList?: boolean;
  executor: string;
  recordings?: string;
  model?: string;
  effort?: 'low' | 'medium' | 'high';
  image?: string;
  devcontainer?: true;
  registry?: ('npm' | 'pypi' | 'go' | 'crates' | 'rubygems' | 'maven')[];
  sandbox: string;
  check?: CheckArgument[];
  allowChanges?: string[];
  approval?: ApprovalArgument;
  push: boolean;
  preExisting?: 'allow' | 'fail';
  landing?: 'merge' | 'branch-only';
  investigate: boolean;
  duringReviews?: true;
  maxAttempts?: number;
}

export const addProjectOptions = (command: Command): Command =>
  command
    .addOption(branchOption())
    .addOption(taskListOption())
    .addOption(createTaskListOption())
    .addOption(executorOption())
    .addOption(recordingsOption())
    .addOption(modelOption())
    .addOption(effortOption())
    .addOption(sandboxOption())
    .addOption(registryOption())
    .option('--image <name>', 'image that the container engine has, for sandboxes of this project')
    .option('--devcontainer', "take the image that the repository's devcontainer.json names")
    .addOption(checkOption())
    .addOption(allowChangesOption())
    .addOption(approvalOption())
    .addOption(noPushOption())
    .addOption(preExistingOption())
    .addOption(landingOption())
    .addOption(noInvestigateOption())
    .addOption(duringReviewsOption())
    .addOption(maxAttemptsOption());
