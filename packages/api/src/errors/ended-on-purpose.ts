import { type CatalogueEntry, entry } from './entry.ts';

/** No failures: ends that somebody wanted. */
export const endedOnPurpose = {
  stop_point_reached: entry(
    200,
    6,
    'user',
    'The stop point is reached',
    'the execution was told to halt here',
    [],
    'Start again to go on.',
  ),
  stopped_by_person: entry(200, 6, 'user', 'Stopped by a person', 'a stop was asked for', [], 'Start again to go on.'),
} satisfies Record<string, CatalogueEntry>;
