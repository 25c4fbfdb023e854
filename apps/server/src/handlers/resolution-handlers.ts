import { CodedError, type Routes } from '@devteam/api';
import { findResolution, listResolutions, resolutionView } from '@devteam/engine/store';
import type { Handlers } from './handler.ts';

type ResolutionRoutes = Pick<Routes, 'listResolutions' | 'findResolution'>;

/** What was found out about errors. */
export const resolutionHandlers = (): Handlers<ResolutionRoutes> => ({
  listResolutions: async ({ params: { projectId } }, { read }) => {
    const rows = await read((db) => listResolutions(db, { projectId }));
    return {
      items: rows.map((row) => {
        const { log: _, ...rest } = resolutionView(row);
        return rest;
      }),
    };
  },
  findResolution: async ({ params: { projectId, resolutionId } }, { read }) => {
    const row = await read((db) => findResolution(db, resolutionId));
    if (row?.projectId !== projectId) throw new CodedError('error_not_found', { place: resolutionId });
    return resolutionView(row);
  },
});
