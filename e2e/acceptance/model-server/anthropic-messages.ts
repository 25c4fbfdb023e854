import { type Protocol, asEvents, asJson, bearer, contentText, inPieces, objects, textOf } from './ask.ts';

/** `POST /v1/messages`. */
export const anthropicMessages: Protocol = {
  read(body, headers) {
    const texts = objects(body['messages']).map((message) => contentText(message['content']));
    return {
      protocol: 'anthropic-messages',
      model: textOf(body['model']),
      effort: null,
      key: headers.get('x-api-key') ?? bearer(headers),
      isStreamed: body['stream'] === true,
      text: [contentText(body['system']), ...texts].join('\n'),
      messages: texts,
      tools: objects(body['tools']).map((tool) => textOf(tool['name'])),
    };
  },

  write(ask, reply, usage, id) {
    const content = [
      ...(reply.text ? [{ type: 'text', text: reply.text }] : []),
      ...reply.calls.map(({ input, name }, index) => ({ type: 'tool_use', id: `toolu_${id}_${index}`, name, input })),
    ];
    const stopReason = reply.finish === 'length' ? 'max_tokens' : reply.calls.length > 0 ? 'tool_use' : 'end_turn';
    const counts = { input_tokens: usage.inputTokens, output_tokens: usage.outputTokens };
    const message = { id: `msg_${id}`, type: 'message', role: 'assistant', model: ask.model, stop_sequence: null };
    if (!ask.isStreamed) return asJson({ ...message, content, stop_reason: stopReason, usage: counts });
    return asEvents([
      event('message_start', { message: { ...message, content: [], stop_reason: null, usage: { ...counts, output_tokens: 0 } } }),
      ...content.flatMap((block, index) => blockEvents(block, index)),
      event('message_delta', { delta: { stop_reason: stopReason, stop_sequence: null }, usage: counts }),
      event('message_stop', {}),
    ]);
  },
};

const event = (type: string, data: Readonly<Record<string, unknown>>) => ({ event: type, data: { type, ...data } });

type Block =
  | { readonly type: string; readonly text: string }
  | { readonly type: string; readonly id: string; readonly name: string; readonly input: unknown };

function blockEvents(block: Block, index: number) {
  const delta = (piece: unknown) => event('content_block_delta', { index, delta: piece });
  const start = (empty: unknown) => event('content_block_start', { index, content_block: empty });
  const stop = event('content_block_stop', { index });
  if ('text' in block) {
    const deltas = inPieces(block.text).map((text) => delta({ type: 'text_delta', text }));
    return [start({ type: 'text', text: '' }), ...deltas, stop];
  }
  return [
    start(Object.assign({}, block, { input: {} })),
    delta({ type: 'input_json_delta', partial_json: JSON.stringify(block.input) }),
    stop,
  ];
}
