import type { EditPlan } from './edit-plan.ts';

/** Takes away what stands at the end of a head, with the blank before it. */
export function removeSuffix(plan: EditPlan, view: string, suffix: { readonly from: number; readonly to: number }): void {
  let from = suffix.from;
  while (from > 0 && (view[from - 1] === ' ' || view[from - 1] === '\t')) from--;
  plan.remove(from, suffix.to);
}
