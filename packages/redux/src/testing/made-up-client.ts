import type { DevTeamClient, HttpMethod } from '../client/dev-team-client.ts';
import type { FollowOptions } from '../client/follow.ts';
import { RequestFailed, readFailure } from '../client/request-failure.ts';

/** A server in memory: answers by method and path, and remembers what it was asked. */
export interface MadeUpClient extends DevTeamClient {
  /** Under `GET /path`: the body, a function that makes it, or `{ refused: status, body }`. */
  answers: Record<string, unknown>;
  asked: { method: HttpMethod; path: string; body: unknown; key: string | undefined }[];
  /** Those that follow at this moment. */
  followers: Set<FollowOptions>;
}

export function createMadeUpClient(answers: MadeUpClient['answers'] = {}): MadeUpClient {
  const asked: MadeUpClient['asked'] = [];
  const followers: MadeUpClient['followers'] = new Set();
  return {
    answers,
    asked,
    followers,
    request: async <T>(method: HttpMethod, path: string, body?: unknown, key?: string): Promise<T> => {
      asked.push({ method, path, body, key });
      const given = answers[`${method} ${path}`];
      const answer: unknown = typeof given === 'function' ? await (given as () => unknown)() : given;
      if (answer === undefined)
        throw new RequestFailed(
          404,
          readFailure(404, { code: 'not_found', what: 'There is nothing here', why: path, next: 'Look elsewhere.' }),
        );
      if (typeof answer === 'object' && answer !== null && 'refused' in answer) {
        const { body, refused } = answer as { refused: number; body: unknown };
        throw new RequestFailed(refused, readFailure(refused, body));
      }
      return answer as T;
    },
    follow: (hooks) => {
      followers.add(hooks);
      return { stop: () => void followers.delete(hooks) };
    },
  };
}
