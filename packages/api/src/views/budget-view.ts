import { z } from 'zod';

export const measures = ['minutes', 'attempts', 'tokens', 'dollars'] as const;
export type Measure = (typeof measures)[number];

/** Of a task, `id` is `<project> <key>`. */
export const BudgetScope = z.object({ kind: z.enum(['task', 'project', 'customer']), id: z.string() });
export type BudgetScope = z.infer<typeof BudgetScope>;

/** A measure that is not there has no limit. */
export const Amounts = z.object({
  minutes: z.number().positive().optional(),
  attempts: z.number().positive().optional(),
  tokens: z.number().positive().optional(),
  dollars: z.number().positive().optional(),
});
export type Amounts = z.infer<typeof Amounts>;

const Used = z.object({ minutes: z.number(), attempts: z.number(), tokens: z.number(), dollars: z.number() });

/** What every project has used until now, limited or not, and how many of its steps may run at once. */
export const UseView = z.object({
  /** Of all workers that are known. */
  workerSlots: z.number().int(),
  /** Of all projects together; null: as many as the workers have. */
  slots: z.number().int().nullable(),
  customers: z.array(z.object({ customerId: z.string(), name: z.string(), slots: z.number().int().nullable() })),
  projects: z.array(
    z.object({
      projectId: z.string(),
      customerId: z.string(),
      name: z.string(),
      slots: z.number().int().nullable(),
      /** Among the customer's projects; higher is sooner, 0 is usual. */
      priority: z.number().int(),
      used: Used,
    }),
  ),
});
export type UseView = z.infer<typeof UseView>;

/** What may be used, and what is. From four fifths of a limit on it is `near`, from the limit on nothing more is started. */
export const BudgetView = z.object({
  scope: BudgetScope,
  limits: Amounts,
  used: Used,
  state: z.enum(['open', 'near', 'reached']),
  /** What is near or reached, in words; null while there is enough of all. */
  words: z.string().nullable(),
  setBy: z.string(),
  setAt: z.iso.datetime(),
});
export type BudgetView = z.infer<typeof BudgetView>;

/** From this share of a limit on somebody is told. */
export const warnShare = 0.8;

export function describeAmount(amount: number, measure: Measure): string {
  if (measure === 'dollars') return `$${amount.toFixed(2)}`;
  return `${(Math.round(amount * 10) / 10).toLocaleString('en-US')} ${measure}`;
}

/** «$8.00 of $10.00 of project shop are used». */
export const describeUse = (scope: BudgetScope, measure: Measure, used: number, limit: number): string =>
  `${describeAmount(used, measure)} of ${describeAmount(limit, measure)} of ${scope.kind} ${scope.id} are used`;
