import type { Place } from '@devteam/api';

/** What was typed as a place: everywhere, the project of this id, or else a customer, which the server's rules look up. */
export function placeOf(text: string | null, projects: readonly { id: string }[]): Place {
  if (text === null) return { customerId: null, projectId: null };
  const isProject = text.includes('/') || projects.some(({ id }) => id === text);
  return isProject ? { customerId: null, projectId: text } : { customerId: text, projectId: null };
}

export const placeWords = ({ customerId, projectId }: Place): string => projectId ?? customerId ?? 'everywhere';
