import { expect, test } from 'vitest';
import { slug } from './slug.ts';

test('slug keeps what can be read of a name', () => {
  expect(slug('Bäckerei Müller & Söhne')).toBe('backerei-muller-sohne');
  expect(slug('日本')).toBe('project');
});
