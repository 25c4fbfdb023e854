import type { z } from 'zod';
import type { Permission } from '../access/permissions.ts';
import type { ErrorCode } from '../error-catalogue.ts';

/**
 * What has to be known of the caller:
 *
 * - `open`: nothing. `signed-in`: who it is.
 * - a permission: that it is held at the place that the route is about (`about`), or somewhere, where the route lists things.
 */
export type RouteAccess = 'open' | 'signed-in' | Permission;

/** Which input names the place; `projectId`, `customerId` or `executionId` may stand in the path, the query or the body. */
export type RouteSubject = 'project' | 'customer' | 'execution' | 'installation' | 'list';

/** One address of the API, as data: router, OpenAPI document, client, rights and tests are all made of it. */
export interface Route {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** With `{name}` for each parameter. Every parameter may hold slashes, raw or as `%2F`. */
  path: `/${string}`;
  summary: string;
  access: RouteAccess;
  about: RouteSubject;
  params?: z.ZodObject | undefined;
  query?: z.ZodObject | undefined;
  /** Absent: a body is refused unless it is `{}`. */
  body?: z.ZodObject | undefined;
  /** Status and body of success; `null` is an answer without a body, `text` one that is no JSON. */
  success: { status: 200 | 201 | 202 | 204; answer: z.ZodType | null | 'text' | 'events' };
  /** Codes of the catalogue that this route answers, besides those that every route may answer (`commonErrors`). */
  errors: readonly ErrorCode[];
  /** Single things have an ETag; edits of it take If-Match. */
  edits?: 'if-match';
}

/** Keeps the exact types of a row. */
export const route = <const R extends Route>(row: R): R => row;

type Parsed<S> = S extends z.ZodType ? z.output<S> : undefined;
type Part<R extends Route, K extends 'params' | 'query' | 'body'> = R extends Record<K, infer S> ? S : undefined;

/** What a handler gets. */
export interface RouteInput<R extends Route> {
  params: Parsed<Part<R, 'params'>>;
  query: Parsed<Part<R, 'query'>>;
  body: Parsed<Part<R, 'body'>>;
}

type Given<Name extends string, S> = S extends z.ZodType
  ? Partial<z.input<S>> extends z.input<S>
    ? { [K in Name]?: z.input<S> }
    : { [K in Name]: z.input<S> }
  : { [K in Name]?: undefined };

/** What a caller gives: parts that may be empty may be left out. */
export type RouteRequest<R extends Route> = Given<'params', Part<R, 'params'>> &
  Given<'query', Part<R, 'query'>> &
  Given<'body', Part<R, 'body'>>;

export type RouteAnswer<R extends Route> = R['success']['answer'] extends z.ZodType
  ? z.output<R['success']['answer']>
  : R['success']['answer'] extends null
    ? undefined
    : string;
