import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http';
import type { Readable } from 'node:stream';
import { type Ended, bookRequest } from './book-request.ts';
import { sendError } from './error-answer.ts';
import { codeOfFailure } from './failure-class.ts';
import type { Protocol } from './gateway-port.ts';
import type { HeldPart } from './holding.ts';
import { classifyFailure, isRefusal, readRetryAfter } from './models/classify-failure.ts';
import { findJsonObject } from './models/json.ts';
import type { Operation } from './models/model-route.ts';
import type { PreparedRequest } from './models/prepare-request.ts';
import { type AnswerFacts, type ProviderError, findError, nothingRead, readAnswer } from './models/read-answer.ts';
import { relayStream } from './relay-stream.ts';
import type { RunContext } from './run-context.ts';
import { type Traffic, noTraffic } from './traffic.ts';
import { type Call, CallEnded, beginCall, readAtMost, sendUpstream, unlessEnded, unpacked } from './upstream-call.ts';

/** Of what the executor sends only these go out, so that a header cannot say what the body may not. */
const passedOn = ['accept', 'content-type', 'user-agent', 'anthropic-version', 'anthropic-beta', 'openai-beta', 'idempotency-key'];
const passedBack = ['content-type', 'retry-after', 'retry-after-ms', 'x-request-id', 'request-id', 'x-should-retry'];
const errorBytes = 262_144;
const longestWhy = 500;

/** Asks the provider and passes its answer on; whatever happens is booked. */
export async function askProvider(run: RunContext, parts: Omit<Exchange, 'call' | 'traffic' | 'since'>): Promise<void> {
  const { protocol, prepared, to, url } = parts;
  run.ledger.begin();
  const request = run.nextRequest();
  run.emit({
    type: 'request_started',
    atMs: run.now(),
    request,
    protocol,
    model: prepared.model,
    isStream: prepared.isStream,
    changes: prepared.changes.map((change) => run.redactor.redact(change)),
  });
  const call = beginCall(run.limits, run.over);
  const onClose = () => {
    if (!to.writableFinished) call.end(new CallEnded('client', 'the client went away'));
  };
  to.once('close', onClose);
  const traffic = noTraffic();
  const since = performance.now();
  let ended: Ended;
  try {
    ended = await carryOut(run, { ...parts, call, traffic, since });
  } catch (error) {
    ended = explain(error, call, traffic, nothingRead);
    if (ended.outcome !== 'canceled' && ended.outcome !== 'ok')
      sendError(to, protocol, {
        status: ended.outcome === 'timeout' ? 504 : 502,
        code: codeOfFailure[ended.outcome],
        message: `DevTeam's gateway got no answer: ${ended.why}`,
      });
    else to.destroy();
  } finally {
    call.close();
    to.removeListener('close', onClose);
  }
  bookRequest(run, { request, protocol, prepared, provider: url.origin, ended, traffic, durationMs: performance.now() - since });
}

interface Exchange {
  readonly protocol: Protocol;
  readonly operation: Operation;
  readonly prepared: PreparedRequest;
  readonly url: URL;
  readonly held: HeldPart;
  readonly from: IncomingMessage;
  readonly to: ServerResponse;
  readonly call: Call;
  readonly traffic: Traffic;
  readonly since: number;
}

async function carryOut(run: RunContext, exchange: Exchange): Promise<Ended> {
  const { protocol, operation, prepared, url, to, call, traffic, since } = exchange;
  const answer = await sendWithKey(run, exchange);
  if (answer instanceof KeyUnavailable) {
    sendError(to, protocol, { status: 400, code: 'provider_key_unavailable', message: 'The key of this model cannot be had right now.' });
    return ending('auth', { why: `the key of ${url.origin} could not be had: ${answer.message}` });
  }
  call.moved();
  traffic.firstByteMs = performance.now() - since;
  const status = answer.statusCode ?? 0;
  const body = unpacked(answer);
  if (!body) {
    answer.destroy();
    sendError(to, protocol, {
      status: 502,
      code: 'provider_answer_unreadable',
      message: 'The answer of the provider is packed in a way that cannot be read.',
    });
    return ending('malformed', { why: `packed as ${answer.headers['content-encoding']}`, status, mayHaveCost: true });
  }
  if (status < 200 || status >= 300) return relayError(run, exchange, answer, body, status);
  const type = answer.headers['content-type'] ?? '';
  const form = /event-stream/.test(type) ? 'sse' : /ndjson/.test(type) || (protocol === 'ollama' && prepared.isStream) ? 'ndjson' : null;
  if (form === null) return relayWhole(run, exchange, answer, body, status);
  const facts = await relayStream({
    form,
    operation,
    body,
    to,
    call,
    traffic,
    status,
    headers: headersBack(answer),
    hideUsageRecord: prepared.hideUsageRecord,
    mostRecordBytes: run.limits.answerBytes,
  });
  if (facts.failed) return { ...explain(facts.failed, call, traffic, facts.facts), status };
  return judge(facts.facts, status, operation);
}

class KeyUnavailable extends Error {}

/** If the key is refused it is asked for once more: it may have been changed meanwhile. Only another one is tried. */
async function sendWithKey(run: RunContext, { prepared, protocol, url, from, call }: Exchange): Promise<IncomingMessage | KeyUnavailable> {
  const getKey = async (): Promise<string | null> => {
    const key = prepared.upstream.key === null ? null : await unlessEnded(prepared.upstream.key(), call.signal);
    if (key !== null) run.redactor.add(key);
    return key;
  };
  const send = (key: string | null) =>
    sendUpstream({
      url,
      method: 'POST',
      headers: headersFor(prepared, protocol, from, key),
      body: prepared.body,
      pools: run.pools,
      call,
      addresses: null,
    });
  let key: string | null;
  try {
    key = await getKey();
  } catch (error) {
    if (call.signal.aborted) throw error;
    return new KeyUnavailable(error instanceof Error ? error.message : String(error));
  }
  const answer = await send(key);
  if (answer.statusCode !== 401 || key === null) return answer;
  const another = await getKey().catch(() => key);
  if (another === key) return answer;
  answer.destroy();
  return send(another);
}

function headersFor(prepared: PreparedRequest, spoken: Protocol, from: IncomingMessage, key: string | null): OutgoingHttpHeaders {
  const headers: OutgoingHttpHeaders = {};
  for (const name of passedOn) if (from.headers[name] !== undefined) headers[name] = from.headers[name];
  headers['content-type'] = 'application/json';
  headers['content-length'] = Buffer.byteLength(prepared.body);
  headers['accept-encoding'] = 'identity';
  Object.assign(headers, prepared.upstream.headers);
  if (key === null) return headers;
  if (prepared.upstream.protocol === 'anthropic') headers['x-api-key'] = key;
  else headers['authorization'] = `Bearer ${key}`;
  if (spoken === 'anthropic') headers['anthropic-version'] ??= '2023-06-01';
  return headers;
}

const headersBack = (answer: IncomingMessage): OutgoingHttpHeaders =>
  Object.fromEntries(passedBack.flatMap((name) => (answer.headers[name] === undefined ? [] : [[name, answer.headers[name]]])));

/** An answer that is no stream is read as a whole first, so that what cannot be read is not passed on as if it were an answer. */
async function relayWhole(
  run: RunContext,
  { operation, protocol, to, call, traffic, held }: Exchange,
  answer: IncomingMessage,
  body: Readable,
  status: number,
): Promise<Ended> {
  const { bytes, stopped } = await readAtMost(body, run.limits.answerBytes, (more) => {
    call.moved();
    return held.grow(more);
  });
  traffic.bytesIn = bytes.length;
  const data = stopped === null ? findJsonObject(bytes.toString('utf8')) : undefined;
  if (!data) {
    answer.destroy();
    const why = stopped === null ? 'the answer is not a JSON object' : `the answer has more than ${bytes.length} bytes, which is too much`;
    sendError(to, protocol, { status: 502, code: 'provider_answer_unreadable', message: `The provider cannot be understood: ${why}.` });
    return ending('malformed', { why, status, mayHaveCost: true });
  }
  to.writeHead(status, { ...headersBack(answer), 'content-length': bytes.length });
  to.end(bytes);
  return judge(readAnswer(operation, nothingRead, data), status, operation);
}

/** What the provider says is passed on with its status, without our key, which some providers repeat. */
async function relayError(
  run: RunContext,
  { protocol, to, call, traffic }: Exchange,
  answer: IncomingMessage,
  body: Readable,
  status: number,
): Promise<Ended> {
  if (status < 400) {
    answer.destroy();
    sendError(to, protocol, {
      status: 502,
      code: 'provider_answer_unreadable',
      message: 'The provider answered with a redirect, which is not followed.',
    });
    return ending('malformed', { why: `answered ${status}, which leads elsewhere`, status });
  }
  const { bytes, stopped } = await readAtMost(body, errorBytes, () => {
    call.moved();
    return true;
  });
  if (stopped !== null) answer.destroy();
  traffic.bytesIn = bytes.length;
  const text = run.redactor.redact(bytes.toString('utf8'));
  const data = findJsonObject(text);
  const error: ProviderError = (data && findError(data)) ?? { type: null, code: null, message: text.slice(0, longestWhy) };
  to.writeHead(status, { ...headersBack(answer), 'content-length': Buffer.byteLength(text) });
  to.end(text);
  return ending(classifyFailure(status, error), {
    why: error.message,
    status,
    retryAfterSeconds: readRetryAfter(answer.headers, run.now()),
  });
}

function ending(outcome: Ended['outcome'], told: Partial<Ended>): Ended {
  return { outcome, why: null, status: null, retryAfterSeconds: null, facts: nothingRead, mayHaveCost: false, isNetwork: false, ...told };
}

/** An answer that came to its end. */
function judge(facts: AnswerFacts, status: number, operation: Operation): Ended {
  const told = { facts, status, mayHaveCost: true };
  if (facts.error) return ending(classifyFailure(status, facts.error), { ...told, why: facts.error.message });
  if (isRefusal(facts.finishReason))
    return ending('refused_by_policy', { ...told, why: `the provider ended its answer with ${facts.finishReason}` });
  if (!facts.isComplete) return ending('malformed', { ...told, why: `the answer has not the form of ${operation}` });
  return ending('ok', told);
}

/** An answer that did not come to its end, or never began. */
function explain(error: unknown, call: Call, traffic: Traffic, facts: AnswerFacts): Ended {
  const hasBegun = traffic.firstByteMs !== null;
  const why = error instanceof Error ? error.message : String(error);
  const reason: unknown = call.signal.aborted ? call.signal.reason : error;
  if (reason instanceof CallEnded) {
    const told = { facts, why: reason.message, mayHaveCost: true };
    if (reason.by === 'time' && !traffic.waitsForClient)
      return ending('timeout', { ...told, isNetwork: !call.hasConnected(), mayHaveCost: call.hasConnected() });
    if (reason.by === 'size') return ending('malformed', told);
    return ending('canceled', traffic.waitsForClient ? { ...told, why: 'the client took nothing for too long' } : told);
  }
  return hasBegun
    ? ending('cut_stream', { facts, why, mayHaveCost: true })
    : ending('provider_outage', { facts, why, isNetwork: !call.hasConnected(), mayHaveCost: call.hasConnected() });
}
