import { z } from 'zod';

/** PostgreSQL's text has no NUL. */
const withoutNul = (text: string) => !text.includes('\0');

/** An id of anything of ours; it may hold a slash. */
export const Id = z.string().min(1).max(500).refine(withoutNul, 'must not hold a NUL');
export const Text = (most: number) => z.string().max(most).refine(withoutNul, 'must not hold a NUL');
export const Time = z.iso.datetime();

export const WholeNumber = z
  .string()
  .regex(/^\d{1,15}$/, 'must be a whole number')
  .transform(Number);

export const ProjectParams = z.object({ projectId: Id });

/** Of every list: `cursor` is what the page before gave as `next`. */
export const paging = {
  limit: WholeNumber.pipe(z.number().min(1).max(200)).default(50),
  cursor: z.string().min(1).max(500).optional(),
};

/** One page; `next` is null on the last. */
export const page = <Item extends z.ZodType>(item: Item) => z.object({ items: z.array(item), next: z.string().nullable() });

/** May stand in the body in place of the header `Idempotency-Key`. */
export const idempotencyKey = { idempotencyKey: z.string().min(1).max(200).optional() };

/** All of them: there are never so many that pages would help. */
export const items = <Item extends z.ZodType>(item: Item) => z.object({ items: z.array(item) });
