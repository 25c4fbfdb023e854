import { repositoryName, slug } from '@devteam/api';
import { findProject } from '@devteam/engine/store';
import type { CommandContext } from '../command-context.ts';
import type { AddProjectOptions } from '../commands/projects.ts';
import { checkLocalRepository } from '../local/check-local-repository.ts';
import { repositoryAddress } from '../local/local-project.ts';
import { openTeam } from '../local/open-team.ts';
import { requireRecordings, settingsOf } from '../local/project-settings.ts';

/** `devteam projects add`. */
export async function addProject(repository: string, options: AddProjectOptions, context: CommandContext): Promise<void> {
  requireRecordings(options);
  const address = repositoryAddress(repository, process.cwd());
  await checkLocalRepository(address, { branch: options.branch, push: options.push });
  const name = options.name ?? repositoryName(address);
  const id = `${options.customer.id}/${slug(name)}`;
  const team = await openTeam(context, { http: null, slots: 0 });
  const { engine } = team;
  try {
    const before = await findProject(engine.pool, id);
    await engine.saveProject({
      id,
      customer: options.customer,
      name,
      repositoryUrl: address,
      branch: options.branch ?? null,
      taskListPath: options.taskList ?? null,
      executor: options.executor,
      sandbox: options.sandbox,
      settings: settingsOf(options),
    });
    context.stdout.line(`${before ? 'Changed' : 'Added'}: ${id}`);
    context.stderr.line(`Start it with \`devteam automate ${id}\`; \`devteam up\` is what carries it out.`);
  } finally {
    await team.close();
  }
}
