import { userInfo } from 'node:os';

/** The name of whoever runs this; a container may have a user without one. */
export function loginName(): string {
  try {
    return userInfo().username;
  } catch {
    return 'unknown';
  }
}
