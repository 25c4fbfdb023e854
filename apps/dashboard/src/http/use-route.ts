import type { RouteAnswer, RouteName, RouteRequest, Routes } from '@devteam/api';
import { useCallback } from 'react';
import { useServices } from '../app/services.ts';
import { type Answer, useAnswer } from './use-answer.ts';

/** What a row of the table of routes answers; asked anew whenever the request says something else. */
export function useRoute<Name extends RouteName>(
  name: Name,
  request: RouteRequest<Routes[Name]>,
  everyMs?: number,
): Answer<RouteAnswer<Routes[Name]>> {
  const { routes } = useServices();
  const asked = JSON.stringify(request);
  const ask = useCallback(() => routes.call(name, JSON.parse(asked) as RouteRequest<Routes[Name]>), [routes, name, asked]);
  return useAnswer(ask, everyMs);
}
