import type { AnyMessage, Stream } from '@agentclientprotocol/sdk';

/**
 * Lets only through what is expected: requests, and answers to what was asked. Notifications go to `onNotification` as they are. The SDK would complain
 * on our own standard error about what it does not know, and a stranger could fill it.
 */
export function expectedMessages(stream: Stream, onNotification: (method: string, params: unknown) => void): Stream {
  const open = new Set<unknown>();
  const sent = new TransformStream<AnyMessage, AnyMessage>({
    transform(message, to) {
      if ('id' in message && 'method' in message) open.add(message.id);
      to.enqueue(message);
    },
  });
  const received = new TransformStream<AnyMessage, AnyMessage>({
    transform(message, to) {
      // Whatever its type says: it comes from a stranger.
      if (typeof message !== 'object' || (message as unknown) === null || Array.isArray(message)) return;
      if ('method' in message && !('id' in message)) onNotification(message.method, message.params);
      else if ('method' in message || ('id' in message && open.delete(message.id))) to.enqueue(message);
    },
  });
  void sent.readable.pipeTo(stream.writable).catch(() => {}); // An agent that has gone is told by the other direction.
  return { readable: stream.readable.pipeThrough(received), writable: sent.writable };
}
