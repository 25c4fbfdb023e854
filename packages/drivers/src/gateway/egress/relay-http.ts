import type { IncomingHttpHeaders, IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http';
import { Transform, pipeline } from 'node:stream';
import { sendError } from '../error-answer.ts';
import type { RunContext } from '../run-context.ts';
import { CallEnded, beginCall, sendUpstream, unlessEnded, writeSlowly } from '../upstream-call.ts';
import { type HttpRule, findHost, ruleHttp } from './egress-rules.ts';
import { type RegistryRuling, type RegistrySettings, ruleRegistry } from './registries.ts';
import { type ResolvedAddress, resolveAllowed } from './resolve-address.ts';
import { replaceText } from './text-replacement.ts';

/** Between neighbors only, or about the way to us. */
const ofTheConnection = new Set([
  'connection',
  'keep-alive',
  'proxy-connection',
  'proxy-authenticate',
  'proxy-authorization',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'host',
  'expect',
]);
const readersSay = new Set(['accept', 'accept-encoding', 'user-agent', 'if-none-match', 'if-modified-since', 'range']);

interface Outward {
  readonly url: URL;
  readonly headers: OutgoingHttpHeaders;
  readonly mayBePrivate: readonly string[] | 'any';
  readonly hasBody: boolean;
  readonly redirectsTo: (location: URL) => string | null;
  readonly replaced?: { readonly types: RegExp; readonly host: string; readonly by: string } | undefined;
}

/** A request below the path of a registry; false if the path is that of none. */
export async function relayRegistry(
  run: RunContext,
  registries: readonly RegistrySettings[],
  { path, query, ownUrl }: { path: string; query: string; ownUrl: string },
  from: IncomingMessage,
  to: ServerResponse,
): Promise<boolean> {
  const method = from.method ?? 'GET';
  const ruling = ruleRegistry(registries, method, path, query);
  if (!ruling) return false;
  if (!ruling.isAllowed) {
    refuse(run, { method, host: null, path, why: ruling.why }, to);
    return true;
  }
  if ('answer' in ruling) {
    const body = JSON.stringify({ dl: `${ownUrl}/crates/files/{crate}/{crate}-{version}.crate` });
    to.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) });
    to.end(method === 'HEAD' ? undefined : body);
    return true;
  }
  await relay(run, await outwardOf(ruling, from.headers, path, ownUrl, run.over), from, to);
  return true;
}

async function outwardOf(
  ruling: Extract<RegistryRuling, { url: URL }>,
  incoming: IncomingHttpHeaders,
  path: string,
  ownUrl: string,
  over: AbortSignal,
): Promise<Outward> {
  const { url, replaced } = ruling;
  const headers = pick(incoming, (name) => readersSay.has(name));
  if (replaced) headers['accept-encoding'] = 'identity';
  if (ruling.authorization) headers['authorization'] = await unlessEnded(ruling.authorization(), over);
  const prefix = path.slice(0, path.length - (url.pathname.length - basePathOf(url, path).length));
  return {
    url,
    headers,
    mayBePrivate: ruling.mayBePrivate,
    hasBody: false,
    replaced,
    redirectsTo: (location) =>
      location.origin === url.origin && location.pathname.startsWith(basePathOf(url, path))
        ? `${ownUrl}${prefix}${location.pathname.slice(basePathOf(url, path).length)}`
        : null,
  };
}

/** What stands before the part of the path that is the same inside and outside. */
function basePathOf(url: URL, path: string): string {
  let length = 0;
  while (length < url.pathname.length && url.pathname.at(-1 - length) === path.at(-1 - length)) length++;
  return url.pathname.slice(0, url.pathname.length - length);
}

/** A request with the whole address in it. */
export async function relayProxied(
  run: RunContext,
  isOurKey: (headers: IncomingHttpHeaders) => boolean,
  from: IncomingMessage,
  to: ServerResponse,
): Promise<void> {
  const method = from.method ?? 'GET';
  const asked = URL.parse(from.url ?? '');
  const host = asked ? findHost(asked.hostname) : undefined;
  if (!asked || host === undefined || asked.protocol !== 'http:')
    return refuse(
      run,
      { method, host: null, path: null, why: 'only addresses that begin with http:// are taken here; for https there are tunnels' },
      to,
    );
  const port = asked.port === '' ? 80 : Number(asked.port);
  const ruling = ruleHttp(run.spec.egress ?? [], { host, port }, method, asked.pathname);
  if (!ruling.isAllowed) return refuse(run, { method, host, path: asked.pathname, why: ruling.why }, to);
  await relay(run, await proxiedOutward(ruling.rule, asked, from.headers, isOurKey, run.over), from, to);
}

async function proxiedOutward(
  rule: HttpRule,
  asked: URL,
  incoming: IncomingHttpHeaders,
  isOurKey: (headers: IncomingHttpHeaders) => boolean,
  over: AbortSignal,
): Promise<Outward> {
  const url = new URL(asked);
  url.username = '';
  url.password = '';
  if (rule.tlsPort !== undefined) {
    url.protocol = 'https:';
    url.port = String(rule.tlsPort);
  }
  const headers = pick(incoming, (name) => !ofTheConnection.has(name));
  if (isOurKey({ authorization: incoming.authorization })) delete headers['authorization'];
  if (rule.authorization) headers['authorization'] = await unlessEnded(rule.authorization(), over);
  return { url, headers, mayBePrivate: rule.addresses ?? [], hasBody: true, redirectsTo: (location) => location.href };
}

const pick = (headers: IncomingHttpHeaders, isWanted: (name: string) => boolean): OutgoingHttpHeaders =>
  Object.fromEntries(Object.entries(headers).filter(([name, value]) => value !== undefined && isWanted(name)));

function refuse(
  run: RunContext,
  refusal: { method: string; host: string | null; path: string | null; why: string },
  to: ServerResponse,
): void {
  run.log.refuse({ ...refusal, code: 'egress_refused' });
  sendError(to, undefined, { status: 403, code: 'egress_refused', message: `DevTeam's gateway refused this request: ${refusal.why}` });
}

async function relay(run: RunContext, outward: Outward, from: IncomingMessage, to: ServerResponse): Promise<void> {
  const { url } = outward;
  const method = from.method ?? 'GET';
  const named = { method, host: url.hostname, path: url.pathname };
  let addresses: readonly ResolvedAddress[] | null = null;
  if (outward.mayBePrivate !== 'any') {
    const found = await unlessEnded(resolveAllowed(findHost(url.hostname) ?? url.hostname, run.resolve, outward.mayBePrivate), run.over);
    if ('refused' in found) return refuse(run, { ...named, why: found.refused }, to);
    if ('failed' in found) return fail(run, named, found.failed, to);
    ({ addresses } = found);
  }
  const call = beginCall(run.limits, run.over);
  const bytes = { out: 0, in: 0 };
  let status: number | null = null;
  to.once('close', () => call.end(new CallEnded('client', 'the client went away')));
  try {
    const upload =
      outward.hasBody && hasBody(from)
        ? pipeline(
            from,
            counted(bytes, run.limits.egressUploadBytes, (reason) => call.end(reason)),
            () => undefined,
          )
        : null;
    const answer = await sendUpstream({ url, method, headers: outward.headers, body: upload, pools: run.egressPools, call, addresses });
    call.moved();
    status = answer.statusCode ?? 0;
    const headers = pick(answer.headers, (name) => !ofTheConnection.has(name) && name !== 'set-cookie');
    if (answer.headers.location !== undefined) {
      const location = outward.redirectsTo(new URL(answer.headers.location, url));
      if (location === null) {
        answer.destroy();
        return refuse(
          run,
          { ...named, why: `it leads to ${new URL(answer.headers.location, url).host}, which is not a part of this registry` },
          to,
        );
      }
      headers['location'] = location;
    }
    if (Number(answer.headers['content-length'] ?? 0) > run.limits.egressAnswerBytes) throw new CallEnded('size', tooLarge(run));
    const { replaced } = outward;
    const isReplaced = replaced?.types.test(answer.headers['content-type'] ?? '') === true;
    if (isReplaced) delete headers['content-length'];
    to.writeHead(status, headers);
    to.flushHeaders();
    const body = isReplaced ? pipeline(answer, replaceText(replaced.host, replaced.by), () => undefined) : answer;
    for await (const piece of body as AsyncIterable<Buffer>) {
      bytes.in += piece.length;
      if (bytes.in > run.limits.egressAnswerBytes) throw new CallEnded('size', tooLarge(run));
      await writeSlowly(to, piece, call.signal);
      call.moved();
    }
    to.end();
  } catch (error) {
    const reason: unknown = call.signal.aborted ? call.signal.reason : error;
    call.end(reason instanceof CallEnded ? reason : new CallEnded('run', 'the connection broke'));
    if (reason instanceof CallEnded && reason.by === 'size') refuse(run, { ...named, why: reason.message }, to);
    else fail(run, named, reason instanceof Error ? reason.message : String(reason), to);
  } finally {
    call.close();
    run.log.pass({ ...named, status, bytesOut: bytes.out, bytesIn: bytes.in });
  }
}

const tooLarge = (run: RunContext): string => `the answer has more than ${run.limits.egressAnswerBytes} bytes`;

/** Not a refusal: the other side is not there. */
function fail(run: RunContext, { host }: { host: string }, why: string, to: ServerResponse): void {
  sendError(to, undefined, {
    status: 502,
    code: 'egress_refused',
    message: `DevTeam's gateway could not reach ${host}: ${run.redactor.redact(why)}`,
  });
}

const hasBody = (message: IncomingMessage): boolean =>
  message.headers['content-length'] !== undefined || message.headers['transfer-encoding'] !== undefined;

/** Lets everything through and counts it, up to a limit. */
function counted(bytes: { out: number }, most: number, end: (reason: CallEnded) => void): Transform {
  return new Transform({
    transform(piece: Buffer, _encoding, done) {
      bytes.out += piece.length;
      if (bytes.out > most) end(new CallEnded('size', `more than ${most} bytes were to go out`));
      done(null, piece);
    },
  });
}
