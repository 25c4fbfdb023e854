import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type Failure, describeFailure, failureOf } from '@devteam/api';
import { openRepository } from '@devteam/drivers/repository';
import type { GitLogin } from './config.ts';
import { createLimit } from './live/limit.ts';

export interface RepositoryFacts {
  valid: boolean;
  defaultBranch: string | null;
  hasTaskList: boolean;
  /** Why it is not valid. */
  failure: Failure | null;
}

/** Looks whether a repository can be reached; rejects never for reasons of the repository. */
export type RepositoryProbe = (url: string, options: { mayReadPaths: boolean }) => Promise<RepositoryFacts>;

const patienceMs = 20_000;
/** A clone costs disk and time. */
const limitProbes = createLimit(2);
/** A path is one of this machine: only who owns the machine may ask about it. */
export const isElsewhere = (url: string) => /^(?:https:\/\/|ssh:\/\/|[\w.-]+@[\w.-]+:)/i.test(url);
const invalid = (failure: Failure): RepositoryFacts => ({ valid: false, defaultBranch: null, hasTaskList: false, failure });
const listNames = /^(?:.*\/)?tasks?_lists?\.md$/i;

export const createRepositoryProbe =
  (options: { home: string; credential: (url: string) => GitLogin | undefined }): RepositoryProbe =>
  (url, { mayReadPaths }) =>
    limitProbes(async () => {
      if (!mayReadPaths && !isElsewhere(url))
        return invalid(describeFailure('repository_url_refused', { why: 'only addresses with https or ssh are looked at from elsewhere' }));
      const directory = join(options.home, 'mirrors', `.probe-${randomUUID()}`);
      try {
        const repository = openRepository({ directory, url, credential: () => options.credential(url) });
        const { branches, defaultBranch } = await repository.sync({ signal: AbortSignal.timeout(patienceMs) });
        const tip = defaultBranch === null ? undefined : branches[defaultBranch];
        const files = tip === undefined ? [] : await repository.listFiles(tip);
        return { valid: true, defaultBranch, hasTaskList: files.some(({ path }) => listNames.test(path)), failure: null };
      } catch (error) {
        return invalid(failureOf(error));
      } finally {
        await rm(directory, { recursive: true, force: true });
      }
    });
