import type { GatewayCode } from '../failure-class.ts';
import type { Effort, ModelUpstream, Protocol } from '../gateway-port.ts';
import { type JsonObject, findJsonObject, isObject } from './json.ts';
import { type Operation, findUpstreamUrl } from './model-route.ts';
import { removeProviderSideTools } from './provider-side-tools.ts';

export interface RequestRules {
  readonly models: Readonly<Record<string, ModelUpstream>>;
  readonly otherModelsBecome?: string | undefined;
  readonly providerSideTools: 'removed' | 'allowed';
}

export interface PreparedRequest {
  readonly isAllowed: true;
  /** The name inside. */
  readonly model: string;
  readonly upstream: ModelUpstream;
  readonly url: string;
  readonly isStream: boolean;
  /** Written anew from what was read. */
  readonly body: string;
  /** The client did not ask for the usage record that its stream now has, so it must not see it. */
  readonly hideUsageRecord: boolean;
  readonly changes: readonly string[];
}

interface RefusedRequest {
  readonly isAllowed: false;
  readonly status: number;
  readonly code: GatewayCode;
  readonly why: string;
}

const refuse = (code: GatewayCode, why: string, status = 400): RefusedRequest => ({ isAllowed: false, status, code, why });

/** What is sent for what came in, or why nothing is. */
export function prepareRequest(
  operation: Operation,
  spoken: Protocol,
  text: string,
  rules: RequestRules,
): PreparedRequest | RefusedRequest {
  const body = findJsonObject(text);
  if (!body) return refuse('gateway_request_unusable', 'the body is not a JSON object');
  const asked = body['model'] ?? (operation === 'ollama_show' ? body['name'] : undefined);
  if (typeof asked !== 'string') return refuse('gateway_request_unusable', 'the body names no model');
  const model = findModel(asked, rules);
  if (model === undefined) return refuse('model_not_allowed', `${JSON.stringify(asked.slice(0, 100))} is not one of ${namesOf(rules)}`);
  const upstream = rules.models[model] as ModelUpstream;
  const url = findUpstreamUrl(operation, spoken, upstream);
  if (url === undefined)
    return refuse(
      'model_not_allowed',
      `${JSON.stringify(model)} is reached by its ${upstream.protocol} address, not by the one of ${spoken}`,
    );
  if (operation === 'responses' && body['background'] === true)
    return refuse('gateway_request_unusable', 'an answer in the background cannot be counted; leave out background');
  const changes: string[] = [];
  if (rules.providerSideTools === 'removed') {
    const removed = removeProviderSideTools(operation, body);
    if ('refused' in removed) return refuse('gateway_request_unusable', removed.refused);
    changes.push(...removed.changes);
  }
  const sent = upstream.name ?? model;
  if (asked !== sent) changes.push(`model ${asked.slice(0, 100)} became ${sent}`);
  body['model'] = sent;
  if (operation === 'ollama_show') delete body['name'];
  if (upstream.effort && setEffort(operation, body, upstream.effort)) changes.push(`effort set to ${upstream.effort}`);
  changes.push(...removePricedApart(body));
  const isStream = isStreamed(operation, body);
  const hideUsageRecord = operation === 'chat_completions' && isStream && askForUsage(body);
  if (operation === 'chat_completions' && !isStream) delete body['stream_options'];
  return {
    isAllowed: true,
    model,
    upstream,
    url,
    isStream,
    body: JSON.stringify(body),
    hideUsageRecord,
    changes,
  };
}

/** `qwen3` means `qwen3:latest` at Ollama. */
function findModel(asked: string, { models, otherModelsBecome }: RequestRules): string | undefined {
  for (const name of [asked, asked.replace(/:latest$/, ''), `${asked}:latest`]) if (Object.hasOwn(models, name)) return name;
  return otherModelsBecome;
}

const namesOf = ({ models }: RequestRules): string =>
  Object.keys(models)
    .map((name) => JSON.stringify(name))
    .join(', ') || 'none: this run uses no model';

/** Whether the executor would have had another. */
function setEffort(operation: Operation, body: JsonObject, effort: Effort): boolean {
  const set = (holder: JsonObject, field: string) => {
    const differs = holder[field] !== effort;
    holder[field] = effort;
    return differs;
  };
  const within = (field: string) => {
    if (!isObject(body[field])) body[field] = {};
    return body[field] as JsonObject;
  };
  switch (operation) {
    case 'chat_completions':
      return set(body, 'reasoning_effort');
    case 'responses':
      return set(within('reasoning'), 'effort');
    case 'messages':
      return set(within('output_config'), 'effort');
    case 'ollama_chat':
    case 'ollama_generate':
      return set(body, 'think');
    case 'count_tokens':
    case 'ollama_show':
      return false;
  }
}

/** Ollama streams unless told not to, the others only if told to. */
function isStreamed(operation: Operation, body: JsonObject): boolean {
  if (operation === 'ollama_chat' || operation === 'ollama_generate') return body['stream'] !== false;
  return body['stream'] === true && operation !== 'count_tokens' && operation !== 'ollama_show';
}

/** Whether the client itself had not asked. */
function askForUsage(body: JsonObject): boolean {
  const options = isObject(body['stream_options']) ? body['stream_options'] : {};
  const hadAsked = options['include_usage'] === true;
  body['stream_options'] = { ...options, include_usage: true };
  return !hadAsked;
}

/** What makes the same tokens cost more than the table says. Who wants it has the provider's own default for it. */
const pricedApart: Readonly<Record<string, ReadonlySet<unknown>>> = {
  service_tier: new Set(['auto', 'default', 'standard', 'standard_only']),
  speed: new Set(['standard']),
  inference_geo: new Set(['global']),
};

function removePricedApart(body: JsonObject): string[] {
  return Object.entries(pricedApart).flatMap(([field, usual]) => {
    if (body[field] === undefined || usual.has(body[field])) return [];
    delete body[field];
    return [`${field} removed, because it has a price of its own`];
  });
}
