import { useCallback } from 'react';
import { useServices } from '../../app/services.ts';
import { RequestFailed } from '../../http/request-failure.ts';
import { useAnswer } from '../../http/use-answer.ts';
import { type FleetFacts, fleetFactsOf, noFacts } from './fleet-facts.ts';

const everyMs = 30_000;

/** Whoever may not read it, or cannot now, sees the cards without it. */
const orNone = async <T>(asked: Promise<T[]>): Promise<T[]> => {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof RequestFailed) return [];
    throw error;
  }
};

/** Read now and again, since no event tells them. */
export function useFleetFacts(): FleetFacts {
  const { api } = useServices();
  const ask = useCallback(async () => {
    const [executions, budgets] = await Promise.all([orNone(api.getExecutions()), orNone(api.getBudgets())]);
    return fleetFactsOf(executions, budgets, Date.now());
  }, [api]);
  return useAnswer(ask, everyMs).value ?? noFacts;
}
