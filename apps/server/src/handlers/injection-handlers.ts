import { CodedError, type InjectionRecord, type InjectionRequestBody, type InjectionView, type Routes } from '@devteam/api';
import { findInjection, listInjections } from '@devteam/engine/store';
import { inTime } from '../http/in-time.ts';
import type { ServerEngine } from '../server-engine.ts';
import type { Call, Handlers } from './handler.ts';
import { newInjectionOf } from './new-injection-of.ts';

type InjectionRoutes = Pick<
  Routes,
  'injectTask' | 'requestInjection' | 'findInjection' | 'listInjections' | 'cancelInjection' | 'approveInjection' | 'previewInjection'
>;

/** Tasks that come into a running list, in the words of host applications. */
export const injectionHandlers = (engine: ServerEngine): Handlers<InjectionRoutes> => {
  const inject = async (projectId: string, body: InjectionRequestBody, { caller, place }: Call) => {
    const view = await inTime(engine.inject(projectId, newInjectionOf(body, caller, place)));
    return { taskId: view.taskKey ?? '', injectionId: view.injectionId, status: view.status };
  };
  return {
    injectTask: ({ body }, call) => inject(body.projectId, body, call),
    requestInjection: ({ body, params }, call) => inject(params.projectId, body, call),
    previewInjection: ({ body, params }, { caller, place }) =>
      inTime(engine.previewInjection(params.projectId, newInjectionOf(body, caller, place))),
    findInjection: async ({ params: { injectionId, projectId } }, { read }) => {
      const view = await read((db) => findInjection(db, projectId, injectionId));
      if (!view) throw new CodedError('injection_not_found', { place: injectionId });
      return recordOf(view);
    },
    listInjections: async ({ params, query }, { read }) => {
      const views = await read((db) => listInjections(db, params.projectId));
      return { items: views.filter(({ status }) => query.status === undefined || status === query.status).map(recordOf) };
    },
    cancelInjection: async ({ params: { injectionId, projectId } }, { caller }) =>
      recordOf(await inTime(engine.cancelInjection(projectId, injectionId, caller.name))),
    approveInjection: async ({ params: { injectionId, projectId } }, { caller }) =>
      recordOf(await inTime(engine.approveInjection(projectId, injectionId, caller.name))),
  };
};

const recordOf = (view: InjectionView): InjectionRecord => ({
  injectionId: view.injectionId,
  projectId: view.projectId,
  taskId: view.taskKey ?? '',
  injectionType: view.mode,
  targetPosition: view.place,
  status: view.status,
  title: view.title,
  reason: view.reason,
  userId: view.by,
  createdAt: view.requestedAt,
  processedAt: view.endedAt,
  result: view.commit,
  errors: view.failure ? [`${view.failure.what}: ${view.failure.why}`] : [],
});
