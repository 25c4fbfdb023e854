import { type JsonObject, isObject } from './json.ts';
import type { Operation } from './model-route.ts';

/**
 * What would make the provider itself reach out: tools that run on its side (search, fetching, foreign tool servers, its own containers) and
 * addresses of images and files. All of these are ways to carry something out of a sandbox that has no network of its own.
 *
 * Tools are taken out, which leaves the model without them; an address in a message cannot be left out without changing what was said, so it is refused.
 */
export function removeProviderSideTools(operation: Operation, body: JsonObject): { changes: string[] } | { refused: string } {
  const address = findRemoteAddress(operation, body);
  if (address) return { refused: `the message names an address that the provider would fetch (${address}); send the content itself` };
  const changes: string[] = [];
  for (const field of fieldsOf[operation] ?? []) {
    if (body[field] === undefined) continue;
    delete body[field];
    changes.push(`${field} removed`);
  }
  if (Array.isArray(body['tools'])) body['tools'] = keepOwnTools(operation, body['tools'], changes);
  if (changes.length > 0 && Array.isArray(body['tools']) && body['tools'].length === 0) {
    delete body['tools'];
    delete body['tool_choice'];
  }
  return { changes };
}

const fieldsOf: Partial<Record<Operation, readonly string[]>> = {
  chat_completions: ['web_search_options'],
  messages: ['mcp_servers', 'container'],
  count_tokens: ['mcp_servers', 'container'],
};

/** Tools that the executor itself carries out. What is not known here is taken out. */
const ownTools: Partial<Record<Operation, RegExp>> = {
  chat_completions: /^(?:function|custom)$/,
  responses: /^(?:function|custom|local_shell|shell|apply_patch|computer|computer_use_preview|namespace|tool_search)$/,
  messages: /^(?:custom|(?:bash|text_editor|computer|memory)_\d+)$/,
  count_tokens: /^(?:custom|(?:bash|text_editor|computer|memory)_\d+)$/,
};

function keepOwnTools(operation: Operation, tools: readonly unknown[], changes: string[]): unknown[] {
  const own = ownTools[operation];
  if (!own) return [...tools];
  return tools.flatMap((tool) => {
    if (!isObject(tool)) return [tool];
    const type = tool['type'] ?? 'custom';
    const environment = isObject(tool['environment']) ? tool['environment']['type'] : undefined;
    const isOwn = typeof type === 'string' && own.test(type) && (environment === undefined || environment === 'local');
    if (!isOwn) {
      changes.push(`tool ${typeof type === 'string' ? type.slice(0, 60) : '?'} removed`);
      return [];
    }
    if (Array.isArray(tool['tools'])) return [{ ...tool, tools: keepOwnTools(operation, tool['tools'], changes) }];
    return [tool];
  });
}

/** Fields that hold an address in each form; text of the conversation may hold as many as it likes. */
function findRemoteAddress(operation: Operation, body: JsonObject): string | undefined {
  if (operation === 'chat_completions' || operation === 'responses')
    return findField(body['messages'] ?? body['input'], ['image_url', 'file_url', 'video_url']);
  if (operation === 'messages' || operation === 'count_tokens') return findField([body['messages'], body['system']], ['url']);
  return undefined;
}

function findField(value: unknown, names: readonly string[]): string | undefined {
  if (Array.isArray(value)) {
    for (const each of value) {
      const found = findField(each, names);
      if (found) return found;
    }
    return undefined;
  }
  if (!isObject(value)) return undefined;
  // What a tool was called with or answered is data for the model and is fetched by nobody.
  if (value['type'] === 'tool_use' || value['type'] === 'function_call') return undefined;
  for (const [name, each] of Object.entries(value)) {
    if (names.includes(name)) {
      const address = isObject(each) ? each['url'] : each;
      if (typeof address === 'string' && !/^data:/i.test(address)) return address.slice(0, 100);
    }
    if (typeof each === 'object') {
      const found = findField(each, names);
      if (found) return found;
    }
  }
  return undefined;
}
