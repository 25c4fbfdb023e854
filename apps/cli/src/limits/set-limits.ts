import { userInfo } from 'node:os';
import type { CommandContext } from '../command-context.ts';
import type { SlotsOptions } from '../commands/limits.ts';
import { findProjectByWords } from '../local/find-project.ts';
import { withProject, withTeam } from '../local/with-team.ts';

/** `devteam limits slots`. */
export const setSlots = (slots: number | null, { customer, lane, project }: SlotsOptions, context: CommandContext): Promise<void> =>
  withTeam(context, async ({ engine }, projects) => {
    const limit =
      project !== undefined
        ? ({ kind: 'project', id: findProjectByWords(project, projects) } as const)
        : customer !== undefined
          ? ({ kind: 'customer', id: customer } as const)
          : lane !== undefined
            ? ({ kind: 'lane', id: lane } as const)
            : ({ kind: 'all', id: '' } as const);
    await engine.setSlots(limit, slots, userInfo().username);
    const whose = limit.kind === 'all' ? 'All projects together' : `${limit.kind === 'lane' ? 'Lane' : limit.kind} ${limit.id}`;
    context.stdout.line(`${whose}: ${slots === null ? 'as many slots as usual' : `at most ${slots} at once`}.`);
  });

/** `devteam limits priority`. */
export const setPriority = (words: string, priority: number, context: CommandContext): Promise<void> =>
  withProject(words, context, async ({ engine }, projectId) => {
    await engine.setPriority(projectId, priority, userInfo().username);
    context.stdout.line(`${projectId}: priority ${priority}.`);
  });
