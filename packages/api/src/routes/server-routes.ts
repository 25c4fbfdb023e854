import { z } from 'zod';
import { Health } from '../views.ts';
import { route } from './route.ts';

/** About the server itself. */
export const serverRoutes = {
  readHealth: route({
    method: 'GET',
    path: '/api/devteam/health',
    summary: 'Database, workers, models, page: how each stands',
    access: 'signed-in',
    about: 'installation',
    success: { status: 200, answer: Health },
    errors: [],
  }),
  readDescription: route({
    method: 'GET',
    path: '/api/devteam/openapi.json',
    summary: 'This description',
    access: 'open',
    about: 'installation',
    success: { status: 200, answer: z.looseObject({ openapi: z.string() }) },
    errors: [],
  }),
  probe: route({
    method: 'GET',
    path: '/healthz',
    summary: 'One word for machines: up, degraded, or down with 503',
    access: 'open',
    about: 'installation',
    success: { status: 200, answer: 'text' },
    errors: ['database_unreachable'],
  }),
  probeToo: route({
    method: 'GET',
    path: '/health',
    summary: 'The same under the other usual name',
    access: 'open',
    about: 'installation',
    success: { status: 200, answer: 'text' },
    errors: ['database_unreachable'],
  }),
} as const;
