import { ResolutionView } from '../views/resolution-view.ts';
import { Id, ProjectParams, items } from './fields.ts';
import { route } from './route.ts';

const ResolutionParams = ProjectParams.extend({ resolutionId: Id });

/** What was found out about errors. */
export const resolutionRoutes = {
  listResolutions: route({
    method: 'GET',
    path: '/api/devteam/projects/{projectId}/resolutions',
    summary: 'Investigations of errors, newest first, without their logs',
    access: 'project.read',
    about: 'project',
    params: ProjectParams,
    success: { status: 200, answer: items(ResolutionView.omit({ log: true })) },
    errors: ['project_not_found'],
  }),
  findResolution: route({
    method: 'GET',
    path: '/api/devteam/projects/{projectId}/resolutions/{resolutionId}',
    summary: 'One investigation with all lines of its experiments',
    access: 'log.read',
    about: 'project',
    params: ResolutionParams,
    success: { status: 200, answer: ResolutionView },
    errors: ['project_not_found', 'error_not_found'],
  }),
} as const;
