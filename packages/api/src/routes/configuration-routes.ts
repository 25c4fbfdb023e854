import { z } from 'zod';
import { CustomerChange, CustomerConfiguration, NewProjectBody, ProjectChange, ProjectConfiguration } from '../views/configuration-view.ts';
import { Id, ProjectParams, idempotencyKey } from './fields.ts';
import { route } from './route.ts';

const CustomerParams = z.object({ customerId: Id });

/** How customers and their projects are set up. */
export const configurationRoutes = {
  addProject: route({
    method: 'POST',
    path: '/api/devteam/projects',
    summary: 'Make a repository a project of a customer; a customer who is not there yet is added',
    access: 'config.write',
    about: 'list',
    body: NewProjectBody.extend(idempotencyKey),
    success: { status: 201, answer: ProjectConfiguration },
    errors: ['project_exists', 'executor_unknown', 'sandbox_unknown', 'repository_url_refused', 'customer_not_found'],
  }),
  readConfiguration: route({
    method: 'GET',
    path: '/api/devteam/projects/{projectId}/configuration',
    summary: 'How a project is worked on, as people set it',
    access: 'project.read',
    about: 'project',
    params: ProjectParams,
    success: { status: 200, answer: ProjectConfiguration },
    errors: ['project_not_found'],
  }),
  changeConfiguration: route({
    method: 'PATCH',
    path: '/api/devteam/projects/{projectId}/configuration',
    summary: 'Change how a project is worked on; it holds from the next step on',
    access: 'config.write',
    about: 'project',
    params: ProjectParams,
    body: ProjectChange.extend(idempotencyKey),
    success: { status: 200, answer: ProjectConfiguration },
    errors: ['project_not_found', 'executor_unknown', 'sandbox_unknown', 'database_unreachable'],
    edits: 'if-match',
  }),
  readCustomer: route({
    method: 'GET',
    path: '/api/devteam/customers/{customerId}',
    summary: 'A customer as people set it up',
    access: 'project.read',
    about: 'customer',
    params: CustomerParams,
    success: { status: 200, answer: CustomerConfiguration },
    errors: ['customer_not_found'],
  }),
  changeCustomer: route({
    method: 'PATCH',
    path: '/api/devteam/customers/{customerId}',
    summary: 'Change what a customer is called and how many steps may run for them at once',
    access: 'config.write',
    about: 'customer',
    params: CustomerParams,
    body: CustomerChange.extend(idempotencyKey),
    success: { status: 200, answer: CustomerConfiguration },
    errors: ['customer_not_found', 'database_unreachable'],
    edits: 'if-match',
  }),
} as const;
