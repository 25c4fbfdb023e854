import { join } from 'node:path';
import { type Engine, type EngineOptions, startEngine } from '@devteam/engine/durable';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '@devteam/engine/embedded';
import { type ScratchDirectory, makeScratchDirectory } from './scratch-directory.ts';

export interface LocalEngine {
  engine: Engine;
  /** A folder that is removed at the end. */
  scratch: string;
  home: string;
  /** What the engine said as a warning or an error. */
  said: string[];
  close(): Promise<void>;
}

/** An engine in this process, with a PostgreSQL and a home of its own. */
export async function startLocalEngine(
  name: string,
  { slots = 5, ...models }: Partial<Pick<EngineOptions, 'slots' | 'models' | 'pace' | 'promptModels'>> = {},
): Promise<LocalEngine> {
  const said: string[] = [];
  let directory: ScratchDirectory | undefined;
  let postgres: EmbeddedPostgres | undefined;
  try {
    directory = await makeScratchDirectory(name);
    const home = join(directory.path, 'home');
    postgres = await startEmbeddedPostgres({ directory: join(directory.path, 'postgres') });
    const engine = await startEngine({
      databaseUrl: postgres.url,
      home,
      slots,
      ...models,
      log: (level, message) => void (level === 'info' || said.push(`${level}: ${message}`)),
      onFenced: () => said.push('error: fenced'),
    });
    const local: LocalEngine = {
      engine,
      home,
      said,
      scratch: directory.path,
      close: async () => {
        // The one that works now: a test may have put another in its place.
        await local.engine.close();
        await postgres?.stop();
        await directory?.remove();
      },
    };
    return local;
  } catch (error) {
    await postgres?.stop();
    await directory?.remove();
    throw error;
  }
}
