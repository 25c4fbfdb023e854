import { CodedError, type CustomerConfiguration, type ProjectConfiguration, type Routes, allows, slug } from '@devteam/api';
import { findConfiguration, findCustomer } from '@devteam/engine/store';
import { sees } from '../auth/caller.ts';
import { inTime } from '../http/in-time.ts';
import { RequestRefused } from '../http/problem.ts';
import type { ServerEngine } from '../server-engine.ts';
import type { Handlers } from './handler.ts';
import { requireAllowed } from './preflight-handlers.ts';
import { noSuchProject } from './project-handlers.ts';

type ConfigurationRoutes = Pick<Routes, 'addProject' | 'readConfiguration' | 'changeConfiguration' | 'readCustomer' | 'changeCustomer'>;

const noSuchCustomer = (customerId: string) => new CodedError('customer_not_found', { place: customerId });

/** How customers and their projects are set up. */
export const configurationHandlers = (engine: ServerEngine): Handlers<ConfigurationRoutes> => ({
  addProject: async ({ body }, { caller, read }) => {
    const { branch, createTaskList, customerId, customerName, executor, model, name, recordings, repositoryUrl, sandbox, taskListPath } =
      body;
    const customer = await read((db) => findCustomer(db, customerId));
    const place = { customerId, projectId: null };
    // A customer who is not there yet is the installation's; one whom the caller does not see is not told of.
    if (!allows(caller, 'config.write', customer || sees(caller, place) ? place : { customerId: null, projectId: null })) {
      if (!sees(caller, place)) throw noSuchCustomer(customerId);
      throw new RequestRefused('forbidden', { why: 'none of your roles has config.write there' });
    }
    requireAllowed(body, caller);
    const projectId = `${customerId}/${slug(name)}`;
    if (await read((db) => findConfiguration(db, projectId))) throw new CodedError('project_exists', { place: projectId });
    const owner = { id: customerId, name: customer?.name ?? customerName ?? customerId };
    const settings = {
      ...(model === null ? {} : { model }),
      ...(recordings === undefined ? {} : { recordings }),
      ...(createTaskList ? { createTaskList } : {}),
    };
    await inTime(
      engine.saveProject({ id: projectId, customer: owner, name, repositoryUrl, branch, taskListPath, executor, sandbox, settings }),
    );
    return getConfiguration(await read((db) => findConfiguration(db, projectId)), projectId);
  },
  readConfiguration: async ({ params: { projectId } }, { read }) =>
    getConfiguration(await read((db) => findConfiguration(db, projectId)), projectId),
  changeConfiguration: ({ body: { idempotencyKey: _key, ...change }, params: { projectId } }, { caller, requireMatch }) =>
    inTime(engine.changeConfiguration(projectId, change, { by: caller.name, require: requireMatch })),
  readCustomer: async ({ params: { customerId } }, { read }) => getCustomer(await read((db) => findCustomer(db, customerId)), customerId),
  changeCustomer: ({ body: { idempotencyKey: _key, ...change }, params: { customerId } }, { caller, requireMatch }) =>
    inTime(engine.changeCustomer(customerId, change, { by: caller.name, require: requireMatch })),
});

function getConfiguration(found: ProjectConfiguration | undefined, projectId: string): ProjectConfiguration {
  if (!found) throw noSuchProject(projectId);
  return found;
}

function getCustomer(found: CustomerConfiguration | undefined, customerId: string): CustomerConfiguration {
  if (!found) throw noSuchCustomer(customerId);
  return found;
}
