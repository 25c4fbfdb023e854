import type { Place, Route, RouteAnswer, RouteInput } from '@devteam/api';
import type { Queryable } from '@devteam/engine/store';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Told } from '../audit/audited.ts';
import type { Caller } from '../auth/caller.ts';

/** What a handler has besides what was asked. */
export interface Call {
  /** Nobody, on routes that are open. */
  caller: Caller;
  /** What the route is about; everything for lists and for what is about nobody's project. */
  place: Place;
  /** Reads as this caller: rows of other tenants are not there. Tries again while the database is away. */
  read: <T>(body: (db: Queryable) => Promise<T>) => Promise<T>;
  /** Refuses an edit of something that is no longer what the caller read. */
  requireMatch: (current: unknown) => void;
  /** Adds to what the audit keeps of this request. */
  tell: (told: Told) => void;
  request: FastifyRequest;
  reply: FastifyReply;
}

/** Answers one row of the table of routes, once its input and the caller's rights were examined. */
export type Handler<R extends Route> = (input: RouteInput<R>, call: Call) => Promise<RouteAnswer<R>>;
export type Handlers<Rows extends Record<string, Route>> = { [Name in keyof Rows]: Handler<Rows[Name]> };
