import { CodedError } from '@devteam/api';
import { withinMs } from '../within-ms.ts';

const patienceMs = 15_000;
const stillPending = {
  why: 'the database is away; the command is kept and carried out when it is back',
  tried: [`waited ${patienceMs / 1000} s`],
};

/** The engine waits for its database for as long as it takes; a person does not. */
export const inTime = <T>(command: Promise<T>): Promise<T> => {
  command.catch(() => undefined);
  return withinMs(patienceMs, command, () => new CodedError('database_unreachable', stillPending));
};
