import { join } from 'node:path';
import { type DevTeam, startDevTeam } from '@devteam/server';
import { demoProject } from '../../apps/cli/src/demo/demo-projects.ts';
import { makeRemote } from '../../apps/cli/src/demo/demo-remotes.ts';
import { type Example, loadExamples } from '../../examples/examples.ts';
import { buildPageIfStale } from './page-build.ts';
import { makeScratchDirectory } from './scratch-directory.ts';

/** The whole product with the page, in this process: a home, a PostgreSQL and a port of its own. */
export interface PageTeam {
  engine: DevTeam['engine'];
  /** Such as http://127.0.0.1:4310. */
  address: string;
  /** The address that is printed, which signs a browser in. */
  link: string;
  /** A folder that is removed at the end. */
  scratch: string;
  home: string;
  /** What was said as a warning or an error. */
  said: string[];
  /** Makes the remote of an example and adds its project. */
  add(example: Example, speed: number): Promise<void>;
  close(): Promise<void>;
}

export async function startPageTeam(name: string): Promise<PageTeam> {
  await buildPageIfStale();
  const said: string[] = [];
  const directory = await makeScratchDirectory(name);
  const home = join(directory.path, 'home');
  try {
    const devTeam = await startDevTeam({
      home,
      http: { host: '127.0.0.1', port: 0 },
      log: (level, message) => void (level === 'info' || said.push(`${level}: ${message}`)),
      onFenced: () => said.push('error: fenced'),
    });
    const { address, engine, link } = devTeam;
    if (address === null || link === null) throw new Error('The page was asked for and is not served');
    return {
      engine,
      address,
      link,
      home,
      said,
      scratch: directory.path,
      add: async (example, speed) => {
        await makeRemote(home, example);
        await engine.saveProject(demoProject(example, { home, executor: 'replay', speed }));
      },
      close: async () => {
        await devTeam.close();
        await directory.remove();
      },
    };
  } catch (error) {
    await directory.remove();
    throw error;
  }
}

export function getExample(projectId: string): Example {
  const found = loadExamples().find((example) => example.project.id === projectId);
  if (!found) throw new Error(`There is no example ${projectId}`);
  return found;
}
