import { z } from 'zod';
import { injectionTypes } from './injection-view.ts';

/** One line without control characters: it becomes a part of prompts, commit messages and pages. */
const line = (most: number) =>
  z
    .string()
    .trim()
    .min(1)
    .max(most)
    .regex(/^\P{Cc}*$/u, 'must be one line without control characters');

const Slots = z.number().int().min(1).max(1000);

/** What has to pass before work lands. */
export const CheckSetting = z.strictObject({
  name: line(40),
  command: z
    .string()
    .trim()
    .min(1)
    .max(2000)
    .refine((text) => !text.includes('\0'), 'must not hold a NUL'),
  timeoutSeconds: z.number().int().min(1).max(86_400),
});

const projectFields = {
  /** What people call it; its id stays. */
  name: line(200),
  /** null: the one that the remote says. */
  branch: line(250).nullable(),
  /** null: found by its name. */
  taskListPath: line(500).nullable(),
  executor: line(100),
  sandbox: line(100),
  /** null: the executor's usual one. */
  model: line(200).nullable(),
  effort: z.enum(['low', 'medium', 'high']).nullable(),
  /** null: those of `.devteam.yml`, or what is recognized. */
  checks: z.array(CheckSetting).max(50).nullable(),
  /** null: the usual number. */
  maxAttempts: z.number().int().min(1).max(20).nullable(),
  /** Among the customer's projects; higher is sooner, 0 is usual. */
  priority: z.number().int().min(-9).max(9),
  /** Steps that need a sandbox at once; null: no limit of its own. */
  slots: Slots.nullable(),
  /** false: finished work stays in the local copy. */
  push: z.boolean(),
  landing: z.enum(['merge', 'branch-only']),
  /** Whether an error that outlives all attempts is investigated before a person is asked. */
  investigate: z.boolean(),
  goesOnDuringReviews: z.boolean(),
  /** Checks that failed before the work and still fail. */
  preExisting: z.enum(['allow', 'fail']),
  /** Injections that wait until somebody has approved them. */
  injectionApproval: z.array(z.enum(injectionTypes)).max(3),
  /** Protected paths that work may change; patterns as in `.gitignore`. */
  allow: z.array(line(300)).max(200),
  registries: z.array(z.enum(['npm', 'pypi', 'go', 'crates', 'rubygems', 'maven'])).max(6),
};

/** How a project is worked on, as people set it. */
export const ProjectConfiguration = z.object({
  projectId: z.string(),
  customerId: z.string(),
  repositoryUrl: z.string(),
  ...projectFields,
});
export type ProjectConfiguration = z.infer<typeof ProjectConfiguration>;

/** What is not named stays. */
export const ProjectChange = z.strictObject(projectFields).partial();
export type ProjectChange = z.infer<typeof ProjectChange>;

const customerFields = { name: line(200), slots: Slots.nullable() };

export const CustomerConfiguration = z.object({ customerId: z.string(), ...customerFields });
export type CustomerConfiguration = z.infer<typeof CustomerConfiguration>;
export const CustomerChange = z.strictObject(customerFields).partial();
export type CustomerChange = z.infer<typeof CustomerChange>;

/** A repository that becomes a project; its id is made of customer and name. */
export const NewProjectBody = z.strictObject({
  customerId: z
    .string()
    .regex(/^[a-z0-9]+(?:-[a-z0-9]+)*$/, 'must be lower-case letters, digits and dashes')
    .max(60),
  /** Of a customer who is not there yet. */
  customerName: line(200).optional(),
  name: line(200),
  repositoryUrl: z.string().trim().min(1).max(2000),
  branch: projectFields.branch.default(null),
  taskListPath: projectFields.taskListPath.default(null),
  executor: projectFields.executor,
  sandbox: projectFields.sandbox,
  model: projectFields.model.default(null),
  /** Whether the first start makes a list where there is none. */
  createTaskList: z.boolean().default(false),
  /** Of the executor `replay`: a folder of the server's machine, for its owner only. */
  recordings: line(2000).optional(),
});
