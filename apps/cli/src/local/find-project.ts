import { CodedError } from '@devteam/api';
import { nearest } from '../nearest.ts';
import { shortNames } from '../output/project-names.ts';

interface Known {
  id: string;
  name: string;
}

/** The project that a person means: its id, or the end of it or its name where only one has that. Throws `project_not_found`. */
export function findProjectByWords(words: string, projects: readonly Known[]): string {
  const byId = projects.find((project) => project.id === words);
  if (byId) return byId.id;
  const matches = projects.filter((project) => project.id.endsWith(`/${words}`) || project.name.toLowerCase() === words.toLowerCase());
  const [match] = matches;
  if (match && matches.length === 1) return match.id;
  if (matches.length > 1) {
    throw new CodedError('project_not_found', {
      place: words,
      why: `more than one could be meant: ${matches.map((each) => each.id).join(', ')}`,
    });
  }
  const ids = projects.map((project) => project.id);
  const shorts = [...shortNames(ids)].map(([id, short]) => ({ id, short }));
  const containing = words.length >= 3 ? shorts.find(({ short }) => short.includes(words.toLowerCase())) : undefined;
  const guess = nearest(words, [...ids, ...shorts.map(({ short }) => short)]) ?? containing?.short;
  const meant = guess === undefined ? undefined : (shorts.find(({ short }) => short === guess)?.id ?? guess);
  const why = projects.length === 0 ? 'there are no projects yet' : `no project has this id${meant ? `; did you mean ${meant}?` : ''}`;
  throw new CodedError('project_not_found', { place: words, why });
}
