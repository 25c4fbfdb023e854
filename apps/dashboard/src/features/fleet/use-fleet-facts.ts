import { useMemo } from 'react';
import { useServices } from '../../app/services.ts';
import { useAnswer } from '../../http/use-answer.ts';
import { type FleetFacts, fleetFactsOf } from './fleet-facts.ts';

const everyMs = 30_000;

/** Read now and again, since no event tells them. What may not be read is not shown. */
export function useFleetFacts(): FleetFacts {
  const { api } = useServices();
  const executions = useAnswer(api.getExecutions, everyMs).value;
  const budgets = useAnswer(api.getBudgets, everyMs).value;
  return useMemo(() => fleetFactsOf(executions ?? [], budgets ?? [], Date.now()), [executions, budgets]);
}
