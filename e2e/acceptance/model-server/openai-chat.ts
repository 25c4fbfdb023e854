import { type Protocol, asEvents, asJson, bearer, contentText, inPieces, objects, textOf } from './ask.ts';

/** `POST /v1/chat/completions`. */
export const openAiChat: Protocol = {
  read(body, headers) {
    const messages = objects(body['messages']);
    const texts = messages.map((message) => contentText(message['content']));
    return {
      protocol: 'openai-chat',
      model: textOf(body['model']),
      effort: textOf(body['reasoning_effort']) || null,
      key: bearer(headers),
      isStreamed: body['stream'] === true,
      text: texts.join('\n'),
      messages: texts,
      tools: objects(body['tools']).map((tool) => textOf((tool['function'] as Record<string, unknown> | undefined)?.['name'])),
    };
  },

  write(ask, reply, usage, id) {
    const counts = {
      prompt_tokens: usage.inputTokens,
      completion_tokens: usage.outputTokens,
      total_tokens: usage.inputTokens + usage.outputTokens,
    };
    const calls = reply.calls.map(({ input, name }, index) => ({
      id: `${id}_call_${index}`,
      type: 'function',
      function: { name, arguments: typeof input === 'string' ? input : JSON.stringify(input) },
    }));
    const finish = reply.finish === 'length' ? 'length' : calls.length > 0 ? 'tool_calls' : 'stop';
    const base = { id, created: 1, model: ask.model };
    if (!ask.isStreamed) {
      const message = { role: 'assistant', content: reply.text, ...(calls.length > 0 ? { tool_calls: calls } : {}) };
      return asJson({ ...base, object: 'chat.completion', choices: [{ index: 0, finish_reason: finish, message }], usage: counts });
    }
    const chunk = (delta: unknown, finishReason: string | null = null) => ({
      data: { ...base, object: 'chat.completion.chunk', choices: [{ index: 0, delta, finish_reason: finishReason }] },
    });
    return asEvents(
      [
        chunk({ role: 'assistant', content: '' }),
        ...inPieces(reply.text).map((content) => chunk({ content })),
        ...calls.map((call, index) => chunk({ tool_calls: [{ index, ...call }] })),
        chunk({}, finish),
        { data: { ...base, object: 'chat.completion.chunk', choices: [], usage: counts } },
      ],
      'data: [DONE]\n\n',
    );
  },
};
