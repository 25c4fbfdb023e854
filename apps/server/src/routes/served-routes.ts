import { type RouteName, type Routes, routes } from '@devteam/api';

/** Rows of the table whose part of the engine is not there yet. */
type Awaited =
  | 'controlProject'
  | 'pauseAutomation'
  | 'resumeAutomation'
  | 'stopAutomation'
  | 'updateRepositoryTask'
  | 'injectTask'
  | 'requestInjection'
  | 'findInjection'
  | 'listInjections'
  | 'cancelInjection';

export type ServedRoute = Exclude<RouteName, Awaited>;

const {
  cancelInjection: _cancelInjection,
  controlProject: _controlProject,
  findInjection: _findInjection,
  injectTask: _injectTask,
  listInjections: _listInjections,
  pauseAutomation: _pauseAutomation,
  requestInjection: _requestInjection,
  resumeAutomation: _resumeAutomation,
  stopAutomation: _stopAutomation,
  updateRepositoryTask: _updateRepositoryTask,
  ...served
} = routes;

/** What is routed, described and answered. */
export const servedRoutes: Pick<Routes, ServedRoute> = served;
