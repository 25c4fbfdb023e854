import { z } from 'zod';

/** Tasks of a list that count: all that can be executed; completed are those that need nothing any more. */
export const Totals = z.object({ completed: z.number().int(), total: z.number().int() });
export type Totals = z.infer<typeof Totals>;

/** 0 to 100, one decimal; 0 of nothing is 0. */
export const progressOf = ({ completed, total }: Totals): number => (total === 0 ? 0 : Math.round((1000 * completed) / total) / 10);
