import { shellWord } from '../../ui/shell-word.ts';

/** The same as a request of the API, for what the command line has no word for. */
export const requestCommand = (method: string, path: string, body: object): string =>
  `curl -X ${method} -H "Authorization: Bearer $DEVTEAM_TOKEN" -H 'Content-Type: application/json' ${shellWord(window.location.origin + path)} -d ${shellWord(JSON.stringify(body))}`;

export const slotsCommand = (kind: 'project' | 'customer', id: string, slots: number | null): string =>
  `devteam limits slots ${slots ?? 'usual'} --${kind} ${shellWord(id)}`;

export const priorityCommand = (projectId: string, priority: number): string =>
  `devteam limits priority ${shellWord(projectId)} ${priority}`;

/** Reading the same by a request. */
export const readCommand = (path: string): string =>
  `curl -H "Authorization: Bearer $DEVTEAM_TOKEN" ${shellWord(window.location.origin + path.replace(/\?$/, ''))}`;
