import { array, assert as holds, constantFrom, nat, property, record, string } from 'fast-check';
import { describe, expect, test } from 'vitest';
import { newlyNear, usedUp } from './budget.ts';
import { readRetryAfter } from './classify-failure.ts';
import { costOf, findPrice } from './cost.ts';
import { priceTable } from './prices.ts';
import { nothingRead, readAnswer } from './read-answer.ts';
import { createRecordReader } from './stream-records.ts';
import { addRequest, noUsage, unknownTokens } from './token-counts.ts';

describe('prices', () => {
  test('every entry says where and when it was read, and each model stands once', () => {
    for (const { source, date, input, output } of priceTable) {
      expect(source).toMatch(/^https:\/\//);
      expect(date).toMatch(/^20\d{2}-\d{2}-\d{2}$/);
      expect(output).toBeGreaterThan(input);
    }
    expect(new Set(priceTable.map(({ model }) => model)).size).toBe(priceTable.length);
  });

  test('snapshots have the price of their model; own prices win; what is not listed has none', () => {
    expect(findPrice('gpt-5-2025-08-07', [priceTable])?.model).toBe('gpt-5');
    expect(findPrice('claude-haiku-4-5-20251001', [priceTable])?.model).toBe('claude-haiku-4-5');
    expect(findPrice('gpt-5', [[{ model: 'gpt-5', input: 9, output: 9, source: 'contract', date: '2026-01-01' }], priceTable])?.input).toBe(
      9,
    );
    for (const model of ['gpt-5-pro', 'gpt-55', 'gpt-5-mini-high', '']) expect(findPrice(model, [priceTable])).toBeUndefined();
  });

  test('cached, written and plain tokens each have their price', () => {
    const rates = { input: 10, cachedInput: 1, cacheWrite: 12, longCacheWrite: 20, output: 50 };
    const tokens = {
      inputTokens: 1000,
      cachedInputTokens: 300,
      cacheWriteTokens: 200,
      longCacheWriteTokens: 50,
      outputTokens: 10,
      reasoningTokens: 5,
    };
    expect(costOf(tokens, rates)).toBeCloseTo((500 * 10 + 300 + 150 * 12 + 50 * 20 + 10 * 50) / 1e6, 15);
    expect(costOf({ ...tokens, outputTokens: null }, rates)).toBeNull();
    expect(costOf({ ...unknownTokens, inputTokens: 100, outputTokens: 1 }, { input: 1, output: 2 })).toBeCloseTo(102 / 1e6, 15);
  });
});

test('Anthropic counts what is cached apart; together it is the input', () => {
  const usage = {
    input_tokens: 10,
    cache_read_input_tokens: 100,
    cache_creation_input_tokens: 50,
    output_tokens: 7,
    cache_creation: { ephemeral_5m_input_tokens: 20, ephemeral_1h_input_tokens: 30 },
  };
  expect(readAnswer('messages', nothingRead, { type: 'message', usage, stop_reason: 'end_turn' }).tokens).toEqual({
    inputTokens: 160,
    cachedInputTokens: 100,
    cacheWriteTokens: 50,
    longCacheWriteTokens: 30,
    outputTokens: 7,
    reasoningTokens: null,
  });
  const start = readAnswer('messages', nothingRead, { type: 'message_start', message: { usage } });
  expect(start.tokens).toMatchObject({ inputTokens: 160, outputTokens: null });
  expect(readAnswer('messages', start, { type: 'message_delta', delta: {}, usage: { output_tokens: 99 } }).tokens).toMatchObject({
    inputTokens: 160,
    longCacheWriteTokens: 30,
    outputTokens: 99,
  });
});

test('another tier than the usual one has a price that nobody told us', () => {
  expect(readAnswer('chat_completions', nothingRead, { service_tier: 'priority', choices: [] }).hasSurcharge).toBe(true);
  expect(readAnswer('chat_completions', nothingRead, { service_tier: 'default', choices: [] }).hasSurcharge).toBe(false);
});

describe('budgets', () => {
  const spent = { tokens: 80, costUsd: 0.5, requests: 3 };
  test('are used up when they are reached; what is not limited never is', () => {
    expect(usedUp({}, spent)).toBeUndefined();
    expect(usedUp({ tokens: 81 }, spent)).toBeUndefined();
    expect(usedUp({ tokens: 80 }, spent)).toBe('tokens');
    expect(usedUp({ requests: 0 }, { ...spent, requests: 0 })).toBe('requests');
  });
  test('come near once each', () => {
    expect(newlyNear({ tokens: 100, costUsd: 1 }, { ...spent, tokens: 79 }, spent)).toEqual(['tokens']);
    expect(newlyNear({ tokens: 100 }, spent, { ...spent, tokens: 500 })).toEqual([]);
  });
});

describe('records of a stream', () => {
  const written = record({
    data: string({ unit: 'grapheme', maxLength: 30 }).map((text) => JSON.stringify({ text })),
    end: constantFrom('\n\n', '\r\n\r\n'),
    before: constantFrom('', ': keep alive\n\n', 'event: x\n'),
  });

  test('are the same however the stream is cut (server-sent events)', () => {
    holds(
      property(array(written, { maxLength: 8 }), array(nat(600), { maxLength: 20 }), (records, cuts) => {
        const bytes = Buffer.from(records.map(({ before, data, end }) => `${before}data: ${data}${end}`).join(''));
        const reader = createRecordReader('sse', 1e6);
        const places = [0, ...cuts.map((cut) => cut % (bytes.length + 1)), bytes.length].sort((a, b) => a - b);
        const read = places.slice(1).flatMap((place, index) => reader.push(bytes.subarray(places[index], place)) ?? []);
        expect(read.flatMap(({ data }) => (data === null ? [] : [data]))).toEqual(records.map(({ data }) => data));
        expect(Buffer.concat(read.map(({ raw }) => raw)).equals(bytes)).toBe(true);
        expect(reader.end()).toBeNull();
      }),
      { numRuns: 300 },
    );
  });

  test('a last line without its end is a record of NDJSON', () => {
    const reader = createRecordReader('ndjson', 1e6);
    expect(reader.push(Buffer.from('{"a":1}\n{"b"'))?.map(({ data }) => data)).toEqual(['{"a":1}\n']);
    expect(reader.push(Buffer.from(':2}'))).toEqual([]);
    expect(reader.end()?.data).toBe('{"b":2}');
  });

  test('several data lines are one text; what is too long ends the reading', () => {
    const reader = createRecordReader('sse', 100);
    expect(reader.push(Buffer.from('data: a\ndata:b\n\n'))?.map(({ data }) => data)).toEqual(['a\nb']);
    expect(reader.push(Buffer.alloc(200, 'x'))).toBeNull();
    expect(reader.push(Buffer.from('data: a\n\n'))).toBeNull();
  });
});

test('the time to wait is read in all its forms', () => {
  const nowMs = Date.parse('2026-11-26T10:00:00Z');
  expect(readRetryAfter({ 'retry-after': '7' }, nowMs)).toBe(7);
  expect(readRetryAfter({ 'retry-after-ms': '1500', 'retry-after': '7' }, nowMs)).toBe(1.5);
  expect(readRetryAfter({ 'retry-after': 'Thu, 26 Nov 2026 10:00:30 GMT' }, nowMs)).toBe(30);
  for (const value of ['', 'soon']) expect(readRetryAfter({ 'retry-after': value }, nowMs)).toBeNull();
  expect(readRetryAfter({}, nowMs)).toBeNull();
});

test('sums keep apart what is not known', () => {
  const totals = addRequest(
    addRequest(noUsage, { isOk: true, tokens: { ...unknownTokens, inputTokens: 5, outputTokens: 2 }, costUsd: 1 }),
    { isOk: false, tokens: unknownTokens, costUsd: null },
  );
  expect(totals).toMatchObject({ requests: 2, failed: 1, unknown: 1, unpriced: 1, inputTokens: 5, outputTokens: 2, costUsd: 1 });
});
