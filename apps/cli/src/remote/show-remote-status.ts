import type { CommandContext } from '../command-context.ts';
import { progressOfView } from '../follow/project-progress.ts';
import { findProjectByWords } from '../local/find-project.ts';
import { jsonLine } from '../output/json-line.ts';
import { plainText } from '../output/plain-text.ts';
import { statusTable } from '../output/status-table.ts';
import type { Remote } from './find-remote.ts';

/** `devteam status` of a server elsewhere. */
export async function showRemoteStatus(
  { address, client }: Remote,
  { json = false, words }: { json?: boolean | undefined; words: string | undefined },
  { now, stdout }: CommandContext,
): Promise<void> {
  const [{ projects: all }, health] = await Promise.all([client.call('listProjects', {}), client.call('readHealth', {})]);
  const known = all.map(({ name, projectId }) => ({ id: projectId, name }));
  const only = words === undefined ? undefined : findProjectByWords(words, known);
  const projects = all.filter(({ projectId }) => only === undefined || projectId === only);
  if (json) return stdout.line(jsonLine({ server: address, projects, services: health.services }));
  if (projects.length === 0) stdout.line(`No project that you see is there yet; add one with \`devteam projects add\` on that machine.`);
  else for (const line of statusTable(projects.map(progressOfView), stdout, now())) stdout.line(line);
  stdout.line();
  stdout.line(`Server: ${stdout.paint.color('blue', address)}, ${health.status}`);
  for (const { detail, service, status } of health.services)
    if (status !== 'up') stdout.line(stdout.paint.color('amber', plainText(`${service} is ${status}: ${detail}`)));
  return undefined;
}
