import { expect, test } from 'vitest';
import { fillMarkers } from './fill-markers.ts';
import { markdownTable } from './markdown-table.ts';

test('what stands between the markers is replaced, all else stays', () => {
  const page = '# Page\n<!-- a -->\nold\n<!-- /a -->\nend\n';
  const filled = fillMarkers(page, 'a', 'new\n');
  expect(filled).toBe('# Page\n<!-- a -->\n\nnew\n\n<!-- /a -->\nend\n');
  expect(fillMarkers(filled, 'a', 'new')).toBe(filled);
});

test.each(['', '<!-- a -->', '<!-- /a --> <!-- a -->', '<!-- a --><!-- a --><!-- /a -->'])(
  'a page without a place of its own is refused: %j',
  (page) => {
    expect(() => fillMarkers(page, 'a', 'text')).toThrow('each once');
  },
);

test('a bar in a cell does not end it', () => {
  expect(markdownTable([['Head'], ['a|b']])).toBe('| Head |\n| --- |\n| a\\|b |');
});
