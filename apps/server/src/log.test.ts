import { Writable } from 'node:stream';
import { expect, test } from 'vitest';
import { createForwardingLogger, createLogger } from './log.ts';

test('secrets do not get into the log, at the top or one level down', () => {
  let text = '';
  const logger = createLogger(
    'info',
    new Writable({ write: (chunk: Buffer, _encoding, done) => ((text += chunk.toString('utf8')), done()) }),
  );
  const headers = { cookie: 'hunter2', authorization: 'Bearer hunter2' };
  logger.info({ token: 'hunter2', body: { token: 'hunter2' }, ...headers, request: headers, req: { headers } }, 'came in');
  logger.debug('not at this level');
  expect(text).not.toContain('hunter2');
  expect(text).not.toContain('not at this level');
  expect(JSON.parse(text)).toMatchObject({ msg: 'came in', token: '[hidden]', body: { token: '[hidden]' } });
});

test('where the caller has a log, what matters goes there', async () => {
  const said: string[] = [];
  const logger = createForwardingLogger((level, message) => said.push(`${level} ${message}`));
  logger.debug('a request');
  logger.info({ port: 1 }, 'listens');
  logger.warn('slow');
  logger.error(new Error('broken'), 'failed');
  await expect.poll(() => said).toEqual(['info listens', 'warn slow', 'error failed']);
});
