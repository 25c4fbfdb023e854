import { digest } from '../auth/access-token.ts';

export const entityTagOf = (body: string): string => `"${digest(body).toString('base64url').slice(0, 22)}"`;

/** Whether a header names this tag: `*`, or a list of tags; weak ones compare by what they name. */
export const namesTag = (header: string, tag: string): boolean =>
  header.trim() === '*' || header.split(',').some((each) => each.trim().replace(/^W\//, '') === tag);
