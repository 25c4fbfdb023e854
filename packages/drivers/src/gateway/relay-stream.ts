import type { OutgoingHttpHeaders, ServerResponse } from 'node:http';
import type { Readable } from 'node:stream';
import { findJsonObject } from './models/json.ts';
import type { Operation } from './models/model-route.ts';
import { type AnswerFacts, isUsageRecord, malformedRecord, nothingRead, readAnswer, readDone } from './models/read-answer.ts';
import { type StreamForm, type StreamRecord, createRecordReader } from './models/stream-records.ts';
import type { Traffic } from './traffic.ts';
import { type Call, CallEnded, writeSlowly } from './upstream-call.ts';

interface StreamRelay {
  readonly form: StreamForm;
  readonly operation: Operation;
  readonly body: Readable;
  readonly to: ServerResponse;
  readonly call: Call;
  readonly traffic: Traffic;
  readonly status: number;
  readonly headers: OutgoingHttpHeaders;
  readonly hideUsageRecord: boolean;
  readonly mostRecordBytes: number;
}

/**
 * Passes a stream on piece by piece as it comes and reads along. Only where the client must not see the record of the usage are records passed on
 * one by one. A stream that ends without saying that it is over is broken off for the client as well. `failed` is what it broke off with.
 */
export async function relayStream({
  form,
  operation,
  body,
  to,
  call,
  traffic,
  status,
  headers,
  hideUsageRecord,
  mostRecordBytes,
}: StreamRelay): Promise<{ facts: AnswerFacts; failed: unknown }> {
  const reader = createRecordReader(form, mostRecordBytes);
  let facts = nothingRead;

  /** Whether the client may see it. */
  const read = ({ data }: StreamRecord): boolean => {
    if (data === null) return true;
    traffic.records += 1;
    if (form === 'sse' && data.trim() === '[DONE]') {
      facts = readDone(facts);
      return true;
    }
    const object = findJsonObject(data);
    if (!object) {
      facts = { ...facts, error: { type: malformedRecord, code: null, message: 'a record of the stream is not a JSON object' } };
      return true;
    }
    facts = readAnswer(operation, facts, object);
    return !(hideUsageRecord && isUsageRecord(object));
  };

  const write = async (piece: Buffer): Promise<void> => {
    traffic.waitsForClient = true;
    await writeSlowly(to, piece, call.signal);
    if (call.signal.aborted) throw call.signal.reason;
    traffic.waitsForClient = false;
    call.moved();
  };

  try {
    to.writeHead(status, { ...headers, 'cache-control': 'no-cache' });
    // A client that waits for the head must not wait for the first token.
    to.flushHeaders();
    for await (const piece of body as AsyncIterable<Buffer>) {
      call.moved();
      traffic.bytesIn += piece.length;
      const records = reader.push(piece);
      if (records === null) throw new CallEnded('size', `a record of the stream has more than ${mostRecordBytes} bytes`);
      if (!hideUsageRecord) {
        for (const record of records) read(record);
        await write(piece);
        continue;
      }
      const seen = records.filter(read).map(({ raw }) => raw);
      if (seen.length > 0) await write(seen.length === 1 ? (seen[0] as Buffer) : Buffer.concat(seen));
    }
    const last = reader.end();
    // What is cut in its middle is no record.
    if (last && isReadable(last) && read(last) && hideUsageRecord) await write(last.raw);
    if (call.signal.aborted) throw call.signal.reason;
    if (!facts.isComplete && !facts.error) throw new Error('the stream ended before the answer did');
    to.end();
    return { facts, failed: null };
  } catch (error) {
    if (error instanceof CallEnded) call.end(error);
    to.destroy();
    return { facts, failed: error };
  }
}

const isReadable = ({ data }: StreamRecord): boolean => data === null || data.trim() === '[DONE]' || findJsonObject(data) !== undefined;
