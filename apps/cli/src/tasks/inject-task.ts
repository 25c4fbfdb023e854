import { type InjectPlace, type InjectRequest, inject } from '@devteam/task-list';
import type { NewTaskOptions } from '../args/new-task.ts';
import type { CommandContext } from '../command-context.ts';
import { UsageError } from '../usage-error.ts';
import { type EditOptions, editList } from './edit-list.ts';
import { newTaskOf } from './new-task.ts';

export interface InjectTaskOptions extends EditOptions, NewTaskOptions {
  priority?: boolean;
  replace?: string;
  before?: string;
  after?: string;
  position?: string;
  reason?: string;
  by?: string;
  id?: string;
  at?: string;
}

/** `devteam tasks inject`: prints the id of the new task, or its key where the list has no ids. */
export async function injectTask(path: string, options: InjectTaskOptions, context: CommandContext): Promise<void> {
  const { by, id, reason } = options;
  const request: InjectRequest = {
    place: placeOf(options),
    task: newTaskOf(options),
    at: options.at ?? new Date(context.now()).toISOString(),
    ...(by === undefined ? {} : { by }),
    ...(reason === undefined ? {} : { reason }),
    ...(id === undefined ? {} : { id }),
  };
  await editList(path, options, context, (list) => {
    const { edits, id: given, key } = inject(list, request);
    return { edits, key, sentence: given ?? key, json: () => ({ id: given, key, type: request.place.type }) };
  });
}

function placeOf({ after, before, position, priority, replace }: InjectTaskOptions): InjectPlace {
  const places: InjectPlace[] = [
    ...(priority ? [{ type: 'priority' } as const] : []),
    ...(replace === undefined ? [] : [{ type: 'replace', target: replace } as const]),
    ...(before === undefined ? [] : [{ type: 'positional', before } as const]),
    ...(after === undefined ? [] : [{ type: 'positional', after } as const]),
    ...(position === undefined ? [] : [{ type: 'positional', at: position } as const]),
  ];
  const [place] = places;
  if (!place || places.length > 1)
    throw new UsageError(`${places.length === 0 ? 'there is no place' : 'there are several places'} for the new task`, {
      next: 'Give exactly one of --priority, --replace <id>, --before <id>, --after <id> and --position <id>.',
    });
  return place;
}
