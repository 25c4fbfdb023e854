import { type Protocol, asEvents, asJson, bearer, contentText, objects, textOf } from './ask.ts';

/** `POST /v1/responses`. */
export const openAiResponses: Protocol = {
  read(body, headers) {
    const items = typeof body['input'] === 'string' ? [{ content: body['input'] }] : objects(body['input']);
    const texts = items.map((item) => contentText(item));
    const reasoning = body['reasoning'] as Record<string, unknown> | null | undefined;
    return {
      protocol: 'openai-responses',
      model: textOf(body['model']),
      effort: textOf(reasoning?.['effort']) || null,
      key: bearer(headers),
      isStreamed: body['stream'] === true,
      text: [textOf(body['instructions']), ...texts].join('\n'),
      messages: texts,
      tools: objects(body['tools']).map((tool) => textOf(tool['name']) || textOf(tool['type'])),
    };
  },

  write(ask, reply, usage, id) {
    const output = [
      ...(reply.text
        ? [
            {
              type: 'message',
              id: `msg_${id}`,
              status: 'completed',
              role: 'assistant',
              content: [{ type: 'output_text', text: reply.text, annotations: [] }],
            },
          ]
        : []),
      ...reply.calls.map(({ input, name }, index) => {
        const named = { id: `item_${id}_${index}`, call_id: `call_${id}_${index}`, name, status: 'completed' };
        return typeof input === 'string'
          ? { type: 'custom_tool_call', ...named, input }
          : { type: 'function_call', ...named, arguments: JSON.stringify(input) };
      }),
    ];
    const response = {
      id: `resp_${id}`,
      object: 'response',
      created_at: 1,
      model: ask.model,
      output,
      status: reply.finish === 'length' ? 'incomplete' : 'completed',
      incomplete_details: reply.finish === 'length' ? { reason: 'max_output_tokens' } : null,
      usage: {
        input_tokens: usage.inputTokens,
        input_tokens_details: { cached_tokens: 0 },
        output_tokens: usage.outputTokens,
        output_tokens_details: { reasoning_tokens: 0 },
        total_tokens: usage.inputTokens + usage.outputTokens,
      },
    };
    if (!ask.isStreamed) return asJson(response);
    const event = (type: string, data: Readonly<Record<string, unknown>>) => ({ event: type, data: { type, ...data } });
    return asEvents([
      event('response.created', { response: { ...response, output: [], status: 'in_progress', usage: null } }),
      ...output.flatMap((item, index) => [
        event('response.output_item.added', { output_index: index, item }),
        event('response.output_item.done', { output_index: index, item }),
      ]),
      event(reply.finish === 'length' ? 'response.incomplete' : 'response.completed', { response }),
    ]);
  },
};
