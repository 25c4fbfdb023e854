import {
  type ErrorCode,
  Problem,
  type Route,
  type RouteName,
  bodyErrors,
  commonErrors,
  errorCatalogue,
  rolePermissions,
  routes,
} from '@devteam/api';
import { z } from 'zod';

type Json = Record<string, unknown>;

const schemaOf = (schema: z.ZodType, io: 'input' | 'output'): Json => {
  const { $schema: _version, ...described } = z.toJSONSchema(schema, { io, unrepresentable: 'any' });
  return described;
};

/** Codes that a route may answer, whoever asks. */
export function errorsOf(row: Route): ErrorCode[] {
  const isOpen = row.access === 'open';
  const common = commonErrors.filter((code) => !isOpen || (code !== 'unauthorized' && code !== 'forbidden'));
  const ofBody = row.method === 'GET' ? [] : bodyErrors;
  const ofDatabase: ErrorCode[] = ['database_unreachable'];
  return [...new Set([...row.errors, ...common, ...ofBody, ...ofDatabase, ...(row.edits ? (['edited_meanwhile'] as const) : [])])];
}

/** Some codes are ends of an execution; as an answer they are conflicts. */
const statusOf = (code: ErrorCode): number => (errorCatalogue[code].status < 400 ? 409 : errorCatalogue[code].status);

function answersOf(row: Route): Json {
  const { answer, status } = row.success;
  const content =
    answer === null
      ? {}
      : answer === 'text'
        ? { content: { 'text/plain': { schema: { type: 'string' } } } }
        : answer === 'events'
          ? { content: { 'text/event-stream': { schema: { type: 'string' } } } }
          : { content: { 'application/json': { schema: schemaOf(answer, 'output') } } };
  const answers: Json = { [status]: { description: 'Done', ...content } };
  const byStatus = Map.groupBy(errorsOf(row), statusOf);
  for (const [refused, codes] of byStatus) {
    answers[refused] = {
      description: codes.map((code) => `\`${code}\`: ${errorCatalogue[code].what}`).join('; '),
      content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
    };
  }
  return answers;
}

const parametersOf = (place: 'path' | 'query', schema: z.ZodObject | undefined): Json[] =>
  Object.entries(schema?.shape ?? {}).map(([name, field]) => ({
    name,
    in: place,
    required: place === 'path' || !(field as z.ZodType).safeParse(undefined).success,
    schema: schemaOf(field as z.ZodType, 'input'),
  }));

function operationOf(name: RouteName, row: Route): Json {
  const isWrite = row.method !== 'GET';
  const headers = [
    ...(isWrite ? [header('Idempotency-Key', 'The same key with the same request is answered once, for 24 hours')] : []),
    ...(row.edits ? [header('If-Match', 'ETag of what was read; refused with 412 if somebody changed it meanwhile')] : []),
  ];
  const holders = Object.entries(rolePermissions).filter(([, held]) => (held as readonly string[]).includes(row.access));
  return {
    operationId: name,
    summary: row.summary,
    tags: [row.path.split('/')[3] ?? 'server'],
    'x-permission': row.access,
    description:
      row.access === 'open'
        ? 'Needs nobody to be signed in.'
        : row.access === 'signed-in'
          ? 'For everybody who is signed in.'
          : `Needs \`${row.access}\`: ${holders.map(([role]) => role).join(', ')}.`,
    security: row.access === 'open' ? [] : [{ token: [] }, { session: [] }],
    parameters: [...parametersOf('path', row.params), ...parametersOf('query', row.query), ...headers],
    ...(row.body
      ? {
          requestBody: {
            required: !row.body.safeParse({}).success,
            content: { 'application/json': { schema: schemaOf(row.body, 'input') } },
          },
        }
      : {}),
    responses: answersOf(row),
  };
}

const header = (name: string, description: string): Json => ({
  name,
  in: 'header',
  required: false,
  description,
  schema: { type: 'string' },
});

/** The whole API as an OpenAPI 3.1 document, made of the table that also routes and answers. */
export function describeApi(options: { version: string; cookieName: string }): Json {
  const paths: Record<string, Json> = {};
  for (const [name, row] of Object.entries(routes) as [RouteName, Route][])
    (paths[row.path] ??= {})[row.method.toLowerCase()] = operationOf(name, row);
  return {
    openapi: '3.1.0',
    info: {
      title: 'DevTeam',
      version: options.version,
      license: { name: 'MIT', identifier: 'MIT' },
      description:
        'Ids may hold a slash, as it is or as `%2F`. Fields are taken in camelCase and snake_case and answered in camelCase. Every answer that is no success is a problem with the four parts of a failure: what, why, tried, next.',
    },
    servers: [{ url: '/' }],
    paths,
    components: {
      schemas: { Problem: schemaOf(Problem, 'output') },
      securitySchemes: {
        token: {
          type: 'http',
          scheme: 'bearer',
          description: 'The token of this machine, one made with POST /api/devteam/tokens, or one of the host application.',
        },
        session: { type: 'apiKey', in: 'cookie', name: options.cookieName },
      },
    },
  };
}
