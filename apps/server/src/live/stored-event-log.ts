import { listen, readEvents, readHeads } from '@devteam/engine/store';
import type { Pool } from 'pg';
import type { Log } from '../log.ts';
import type { EventLog } from './event-log.ts';

const notice = /^(?<seq>\d+) (?<projectId>.+)$/s;

/** The event table of our database, on one listening connection for the whole process. */
export const storedEventLog = (options: { pool: Pool; databaseUrl: string; log: Log }): EventLog => ({
  readHeads: () => readHeads(options.pool),
  readEvents: (projectId, range) => readEvents(options.pool, projectId, range),
  listen: ({ onAccess, onEvent, onReady }) => {
    let isLost = false;
    return listen(
      options.databaseUrl,
      {
        event: (payload) => {
          const { projectId, seq } = notice.exec(payload)?.groups ?? {};
          if (projectId !== undefined) onEvent(projectId, Number(seq));
        },
        access: () => onAccess?.(),
      },
      {
        onReady: () => {
          if (isLost) options.log('info', 'The live stream follows the database again');
          isLost = false;
          onReady();
        },
        onLost: (error) => {
          // Once a cut, not once a try.
          if (!isLost) options.log('warn', `The live stream lost the database and tries again: ${error.message}`);
          isLost = true;
        },
      },
    );
  },
});
