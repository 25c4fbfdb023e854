import type { IncomingMessage, ServerResponse } from 'node:http';
import { askProvider } from './ask-provider.ts';
import { sendError } from './error-answer.ts';
import type { GatewayCode } from './failure-class.ts';
import type { Protocol } from './gateway-port.ts';
import type { HeldPart } from './holding.ts';
import { describeSpent } from './models/budget.ts';
import type { Operation } from './models/model-route.ts';
import { prepareRequest } from './models/prepare-request.ts';
import type { RunContext } from './run-context.ts';
import { readAtMost } from './upstream-call.ts';

/** One request of an executor to a model, from its first byte to the last of the answer. Never rejects. */
export async function relayModelCall(
  run: RunContext,
  { protocol, operation, path, query }: { protocol: Protocol; operation: Operation; path: string; query: string },
  from: IncomingMessage,
  to: ServerResponse,
): Promise<void> {
  const refuse = (status: number, code: GatewayCode, why: string, retryAtMs: number | null = null): void => {
    run.log.refuse({ code, why, method: 'POST', host: null, path });
    if (code === 'model_not_allowed' || code === 'budget_used_up' || code === 'provider_down')
      run.noteFailure({
        failureClass: code === 'budget_used_up' ? 'budget' : code === 'provider_down' ? 'provider_outage' : 'refused_by_policy',
        code,
        why: run.redactor.redact(why),
        retryAtMs,
      });
    const retryAfterSeconds = retryAtMs === null ? undefined : (retryAtMs - run.now()) / 1000;
    sendError(to, protocol, { status, code, message: `DevTeam's gateway refused this request: ${why}`, retryAfterSeconds });
  };

  const held = run.held.open();
  try {
    const text = await readBody(run, held, from, to, refuse);
    if (text === undefined) return;
    const prepared = prepare(run, operation, protocol, text);
    if (!prepared.isAllowed) return refuse(prepared.status, prepared.code, prepared.why);
    const limit = run.ledger.findLimit();
    if (limit)
      return refuse(400, 'budget_used_up', `the budget of this run is used up: ${describeSpent(limit.kind, limit.spent, limit.limit)}`);
    const url = new URL(prepared.url);
    // Of a query only this is known to matter.
    if (protocol === 'anthropic' && query === 'beta=true') url.searchParams.set('beta', 'true');
    const admission = run.providers.admit(url.origin);
    if (!admission.isAdmitted) {
      const again = new Date(admission.retryAtMs).toISOString();
      return refuse(
        400,
        'provider_down',
        `${url.origin} does not answer (${admission.why}); it is tried again at ${again}`,
        admission.retryAtMs,
      );
    }
    await askProvider(run, { protocol, operation, prepared, url, held, from, to });
  } finally {
    held.release();
  }
}

type Refuse = (status: number, code: GatewayCode, why: string) => void;

/** Undefined if it was refused, or if nobody is there any more. */
async function readBody(
  run: RunContext,
  held: HeldPart,
  from: IncomingMessage,
  to: ServerResponse,
  refuse: Refuse,
): Promise<string | undefined> {
  if (!/^identity$/i.test(from.headers['content-encoding'] ?? 'identity')) {
    refuse(415, 'gateway_request_unusable', 'its body is packed; send it as it is');
    return undefined;
  }
  const read = await readAtMost(from, run.limits.requestBytes, (bytes) => held.grow(bytes)).catch(() => undefined);
  if (!read) {
    to.destroy();
    return undefined;
  }
  if (read.stopped === null) return read.bytes.toString('utf8');
  to.setHeader('connection', 'close');
  if (read.stopped === 'too long') refuse(413, 'gateway_request_too_large', `its body has more than ${run.limits.requestBytes} bytes`);
  else refuse(429, 'gateway_request_too_large', `all requests under way have more than ${run.limits.heldBytes} bytes together`);
  return undefined;
}

function prepare(run: RunContext, operation: Operation, protocol: Protocol, text: string): ReturnType<typeof prepareRequest> {
  try {
    return prepareRequest(operation, protocol, text, {
      models: run.spec.models,
      otherModelsBecome: run.spec.otherModelsBecome,
      providerSideTools: run.spec.providerSideTools ?? 'removed',
    });
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return { isAllowed: false, status: 400, code: 'gateway_request_unusable', why: 'its body is nested too deeply' };
  }
}
