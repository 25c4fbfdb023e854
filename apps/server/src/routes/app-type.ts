import type { RouteName } from '@devteam/api';
import type { Caller } from '../auth/caller.ts';
import type { FastifyBaseLogger, FastifyInstance, RawReplyDefaultExpression, RawRequestDefaultExpression, RawServerDefault } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';

/** Fastify with bodies and queries typed by their zod schemas. */
export type App = FastifyInstance<
  RawServerDefault,
  RawRequestDefaultExpression,
  RawReplyDefaultExpression,
  FastifyBaseLogger,
  ZodTypeProvider
>;

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Needs no access; all other routes do. */
    isOpen?: boolean;
    /** May be asked by any name, as a probe does. */
    anyHost?: boolean;
    /** Row of the table that it serves. */
    routeName?: RouteName;
  }
  interface FastifyInstance {
    /** Everything that is answered: method and path. */
    answersAt: ReadonlySet<string>;
  }
  interface FastifyRequest {
    /** Who asks; absent where nobody is signed in. */
    caller?: Caller | undefined;
  }
}
