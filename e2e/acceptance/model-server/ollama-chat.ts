import { type Protocol, bearer, contentText, inPieces, objects, textOf } from './ask.ts';

/** `POST /api/chat` and `/api/generate`; streamed unless the request says otherwise, as Ollama itself does. */
export const ollamaChat: Protocol = {
  read(body, headers) {
    const texts =
      'messages' in body ? objects(body['messages']).map((message) => contentText(message['content'])) : [textOf(body['prompt'])];
    return {
      protocol: 'ollama-chat',
      model: textOf(body['model']),
      effort: null,
      key: bearer(headers),
      isStreamed: body['stream'] !== false,
      text: [textOf(body['system']), ...texts].join('\n'),
      messages: texts,
      tools: objects(body['tools']).map((tool) => textOf((tool['function'] as Record<string, unknown> | undefined)?.['name'])),
    };
  },

  write(ask, reply, usage) {
    const line = (content: string, more: Readonly<Record<string, unknown>> = {}) =>
      `${JSON.stringify({ model: ask.model, created_at: '2026-01-01T00:00:00Z', message: { role: 'assistant', content }, response: content, done: false, ...more })}\n`;
    const end = {
      done: true,
      done_reason: reply.finish,
      total_duration: 1,
      load_duration: 0,
      prompt_eval_count: usage.inputTokens,
      eval_count: usage.outputTokens,
    };
    const calls = reply.calls.map(({ input, name }) => ({ function: { name, arguments: input } }));
    const message = { role: 'assistant', content: reply.text, ...(calls.length > 0 ? { tool_calls: calls } : {}) };
    if (!ask.isStreamed) return { contentType: 'application/json', pieces: [line(reply.text, { ...end, message })] };
    return {
      contentType: 'application/x-ndjson',
      pieces: [
        ...inPieces(reply.text).map((text) => line(text)),
        ...(calls.length > 0 ? [line('', { message: { role: 'assistant', content: '', tool_calls: calls } })] : []),
        line('', end),
      ],
    };
  },
};
