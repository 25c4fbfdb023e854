import { act } from 'react';
import { afterEach, expect, test, vi } from 'vitest';
import { output, webshop } from '../../testing/made-up.ts';
import { type Rendered, render } from '../../testing/render.tsx';
import { LogPanel } from './LogPanel.tsx';
import { plainText } from './plain-text.ts';

const esc = '\u001B';

/** What programs have printed to get at those who read it. */
const corpus: readonly string[] = [
  '<script>globalThis.hacked = true</script>',
  '<img src=x onerror="globalThis.hacked = true">',
  '<svg onload="globalThis.hacked = true"><animate onbegin="globalThis.hacked = true"/></svg>',
  '<iframe src="javascript:globalThis.hacked = true"></iframe>',
  '<a href="javascript:globalThis.hacked = true">click</a>',
  '<link rel="stylesheet" href="https://evil.test/x.css"><style>@import "https://evil.test/y.css"</style>',
  '<base href="https://evil.test/"><meta http-equiv="refresh" content="0;url=https://evil.test/">',
  '<form action="https://evil.test"><input autofocus onfocus="globalThis.hacked = true"></form>',
  '"><script>globalThis.hacked = true</script>',
  "'-globalThis.hacked=true-'",
  '&lt;script&gt;globalThis.hacked = true&lt;/script&gt;',
  '${globalThis.hacked = true}',
  '{{constructor.constructor("globalThis.hacked = true")()}}',
  'javascript:globalThis.hacked=true',
  `${esc}]8;;javascript:globalThis.hacked=true${esc}\\link${esc}]8;;${esc}\\`,
  `${esc}]8;;https://evil.test/${esc}\\https://good.test/${esc}]8;;${esc}\\`,
  `${esc}]0;title of the window${esc}\\`,
  `${esc}]52;c;cm0gLXJmIC8=${esc}\\`,
  `${esc}]1337;File=inline=1:AAAA${esc}\\`,
  `${esc}P1;1|17/ab${esc}\\`,
  `${esc}[2J${esc}[H${esc}[?1049h everything cleared`,
  `${esc}[8mhidden${esc}[28m ${esc}[30;40mblack on black${esc}[0m`,
  `${esc}[21t${esc}[c${esc}[6n`,
  `${esc}[9999999999999999999999m`,
  `${esc}[${'1;'.repeat(5000)}m`,
  `${esc}[38;2;${'9'.repeat(400)};1;1m`,
  `${esc}${esc}${esc}[[[[`,
  '\u009B31mC1\u009D0;t\u009C',
  'abc\u202Egnp.exe\u202C\u2066\u2067\u2069',
  'a\u0300'.repeat(4000),
  'zero\u200Bwidth\u200Djoiner\uFEFF',
  '\u0000\u0001\u0002\b\b\b\u007F',
  'user\r\nSet-Cookie: hacked=1',
  'progress\rfake: all tests pass',
  'https://user:password@evil.test/steal?c=1',
  '\uD800 lone surrogate \uDFFF',
];

/** Each of these took some other parser seconds or minutes. */
const bombs: readonly [string, (length: number) => string][] = [
  ['one long run of colors', (length) => `${esc}[31m`.repeat(length / 5)],
  ['colors that change at each letter', (length) => `${esc}[3${length % 8}mx${esc}[0m`.repeat(length / 10)],
  ['parameters without end', (length) => `${esc}[${'1;'.repeat(length / 2)}`],
  ['strings that never end', (length) => `${esc}]8;;`.repeat(length / 5)],
  ['carriage returns', (length) => 'x\r'.repeat(length / 2)],
  ['returns and colors', (length) => `${esc}[1m\r`.repeat(length / 5)],
  ['letters', (length) => 'x'.repeat(length)],
  ['marks that turn the direction', (length) => '\u202E\u2066'.repeat(length / 2)],
];

let rendered: Rendered | undefined;
afterEach(async () => {
  await rendered?.unmount();
  rendered = undefined;
  vi.restoreAllMocks();
});

test('whatever a program prints is text: no script runs, nothing is fetched, no element is made of it', async () => {
  vi.spyOn(HTMLElement.prototype, 'clientHeight', 'get').mockReturnValue(4000);
  const fetching = vi.spyOn(globalThis, 'fetch');
  rendered = await render(<LogPanel projectId={webshop} seq={0} />);
  const { page, services } = rendered;
  await act(async () => services.logs.ingest(corpus.map((line, index) => output(index + 1, [line]))));
  await act(async () => {
    await new Promise((resolve) => {
      setTimeout(resolve, 50);
    });
  });
  const lines = page.querySelectorAll('[data-testid=log-line]');
  expect(lines).toHaveLength(corpus.length);
  expect((globalThis as { hacked?: boolean }).hacked).toBeUndefined();
  expect(fetching).not.toHaveBeenCalled();
  const made = Array.from(lines, (line) => Array.from(line.querySelectorAll('*'), ({ localName }) => localName)).flat();
  expect([...new Set(made)].toSorted()).toEqual(['span', 'time']);
  const attributes = Array.from(page.querySelectorAll('[data-testid=log-text] *'), (each) => each.getAttributeNames()).flat();
  expect(attributes.filter((name) => name !== 'class' && !name.startsWith('data-'))).toEqual([]);
  const text = Array.from(page.querySelectorAll('[data-testid=log-text]'), ({ textContent }) => textContent).join('\n');
  expect(text).toContain('<script>globalThis.hacked = true</script>');
  // oxlint-disable-next-line no-control-regex -- that is what is looked for
  expect(text).not.toMatch(/[\u0000-\u0009\u000B-\u001F\u007F-\u009F\u202A-\u202E\u2066-\u2069]/);
});

/** The best of some runs: what the machine does besides is no property of the code. */
const bestMs = (line: string): number =>
  Math.min(
    ...Array.from({ length: 5 }, () => {
      const at = performance.now();
      plainText(line);
      return performance.now() - at;
    }),
  );

test.each(bombs)('takes time in proportion to its length: %s', (_, make) => {
  const short = make(40_000);
  const long = make(800_000);
  plainText(short);
  // Twenty times as long; quadratic would be four hundred times, and seconds.
  expect(bestMs(long)).toBeLessThan(Math.max(500, bestMs(short) * 200));
  expect(plainText(long).text.length).toBeLessThanOrEqual(8192);
});
