import { CodedError, type UserView } from '@devteam/api';

/** The person that is meant: by address, id, or the beginning of an id that only one has. Throws `user_not_found`. */
export function findPerson<Person extends Pick<UserView, 'email'> & { id: string }>(words: string, people: readonly Person[]): Person {
  const exact = people.find(({ email, id }) => id === words || (email !== null && email === words.toLowerCase()));
  if (exact) return exact;
  const begun = people.filter(({ id }) => words !== '' && id.startsWith(words));
  const [only] = begun;
  if (only && begun.length === 1) return only;
  const why = begun.length > 1 ? `more than one could be meant: ${begun.map(({ id }) => id).join(', ')}` : 'nobody has this id or address';
  throw new CodedError('user_not_found', { place: words, why });
}
