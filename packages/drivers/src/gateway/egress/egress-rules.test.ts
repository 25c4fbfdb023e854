import { describe, expect, test } from 'vitest';
import { isPublicAddress } from './addresses.ts';
import { type EgressRule, checkEgressRules, findHost, findTarget, isPlainPath, ruleHttp, ruleTunnel } from './egress-rules.ts';
import { ruleRegistry } from './registries.ts';
import { resolveAllowed } from './resolve-address.ts';

describe('addresses of the open internet', () => {
  test.each([
    '1.1.1.1',
    '93.184.216.34',
    '172.15.0.1',
    '172.32.0.1',
    '100.128.0.1',
    '2606:4700::1111',
    '2a00:1450:4001::1',
    '64:ff9b::101:101',
    '2002:101:101::1',
    '::ffff:1.1.1.1',
  ])('%s is one', (address) => {
    expect(isPublicAddress(address)).toBe(true);
  });

  test.each([
    '0.0.0.0',
    '0.1.2.3',
    '10.0.0.1',
    '10.255.255.255',
    '100.64.0.1',
    '100.100.100.200',
    '127.0.0.1',
    '127.1.2.3',
    '169.254.169.254',
    '169.254.170.2',
    '172.16.0.1',
    '172.31.255.255',
    '192.0.0.192',
    '192.168.1.1',
    '198.18.0.1',
    '224.0.0.1',
    '255.255.255.255',
    '168.63.129.16',
    '::',
    '::1',
    '::7f00:1',
    'fe80::1',
    'fe80::1%eth0',
    'fc00::1',
    'fd00:ec2::254',
    'ff02::1',
    '::ffff:127.0.0.1',
    '::ffff:7f00:1',
    '::ffff:a9fe:a9fe',
    '::ffff:0:10.0.0.1',
    '64:ff9b::7f00:1',
    '64:ff9b::169.254.169.254',
    '64:ff9b:1::1',
    '2002:7f00:1::',
    '2002:a9fe:a9fe::1',
    '2001::1',
    '2001:db8::1',
    'fec0::1',
    '100::1',
    'localhost',
    '',
    '1.2.3',
    '0x7f000001',
    '2130706433',
  ])('%j is none', (address) => {
    expect(isPublicAddress(address)).toBe(false);
  });
});

describe('names are resolved once, and every address has to be allowed', () => {
  const at =
    (...addresses: string[]) =>
    () =>
      Promise.resolve(addresses.map((address) => ({ address, family: address.includes(':') ? (6 as const) : (4 as const) })));

  test('what is found is what is connected to', async () => {
    expect(await resolveAllowed('a.example', at('1.1.1.1', '2606:4700::1'), [])).toEqual({
      addresses: [
        { address: '1.1.1.1', family: 4 },
        { address: '2606:4700::1', family: 6 },
      ],
    });
  });

  test('one private address spoils a name, unless the rule names it', async () => {
    expect(await resolveAllowed('a.example', at('1.1.1.1', '10.1.2.3'), [])).toEqual({
      refused: expect.stringContaining('a.example is at 10.1.2.3'),
    });
    expect(await resolveAllowed('a.example', at('1.1.1.1', '10.1.2.3'), ['10.1.0.0/16'])).toHaveProperty('addresses');
    expect(await resolveAllowed('a.example', at('10.1.2.3'), ['10.1.2.3'])).toHaveProperty('addresses');
    expect(await resolveAllowed('a.example', at('10.2.2.3'), ['10.1.0.0/16', 'fc00::/7'])).toHaveProperty('refused');
  });

  test('an address as a name is looked at as well, and a name without one is no refusal', async () => {
    expect(await resolveAllowed('127.0.0.1', at('1.1.1.1'), [])).toHaveProperty('refused');
    expect(await resolveAllowed('::1', at('1.1.1.1'), [])).toHaveProperty('refused');
    expect(await resolveAllowed('a.example', at(), [])).toEqual({ failed: 'a.example has no address' });
    expect(await resolveAllowed('a.example', () => Promise.reject(new Error('ENOTFOUND')), [])).toHaveProperty('failed');
  });
});

const rules: EgressRule[] = [
  { through: 'tunnel', host: 'files.example.org' },
  { through: 'tunnel', host: '*.cdn.example.org', port: 8443 },
  { through: 'http', host: 'api.example.org', methods: ['GET', 'POST'], paths: ['/v1/', '/health'], tlsPort: 443 },
  { through: 'http', host: 'plain.example.org' },
];

describe('tunnels', () => {
  test.each([
    ['files.example.org:443', true],
    ['FILES.example.org.:443', true],
    ['files.example.org:80', false],
    ['files.example.org:22', false],
    ['xfiles.example.org:443', false],
    ['files.example.org.evil.example:443', false],
    ['a.cdn.example.org:8443', true],
    ['a.b.cdn.example.org:8443', true],
    ['cdn.example.org:8443', false],
    ['evilcdn.example.org:8443', false],
    ['api.example.org:443', false],
    ['127.0.0.1:443', false],
    ['[::1]:443', false],
  ] as const)('%s: %s', (authority, isAllowed) => {
    const target = findTarget(authority);
    expect(target && ruleTunnel(rules, target).isAllowed).toBe(isAllowed);
  });

  test.each([
    'files.example.org',
    'files.example.org:0',
    'files.example.org:99999',
    ':443',
    'a b:443',
    'files.example.org@evil.example:443',
    'x/y:443',
    'files.example.org\n:443',
    'ﬁles.example.org:443',
  ])('%j is no target', (authority) => {
    expect(findTarget(authority)).toBeUndefined();
  });

  test('the refusal says what is allowed', () => {
    expect(ruleTunnel(rules, { host: 'evil.example', port: 443 })).toMatchObject({
      why: expect.stringMatching(/evil\.example:443; allowed are files\.example\.org, \*\.cdn/),
    });
    expect(ruleTunnel([], { host: 'evil.example', port: 443 })).toMatchObject({ why: expect.stringContaining('may reach no other host') });
  });
});

describe('requests to hosts', () => {
  test.each([
    ['api.example.org', 'GET', '/v1/things', true],
    ['api.example.org', 'POST', '/v1/things', true],
    ['api.example.org', 'DELETE', '/v1/things', false],
    ['api.example.org', 'GET', '/v2/things', false],
    ['api.example.org', 'GET', '/v1/../v2', false],
    ['api.example.org', 'GET', '/v1/%2e%2E/v2', false],
    ['api.example.org', 'GET', '/v1/%2F..', false],
    ['api.example.org', 'GET', '/v1//x', false],
    ['api.example.org', 'GET', '/health', true],
    ['plain.example.org', 'GET', '/', true],
    ['plain.example.org', 'POST', '/', false],
    ['files.example.org', 'GET', '/', false],
  ] as const)('%s %s %s: %s', (host, method, path, isAllowed) => {
    expect(ruleHttp(rules, { host, port: 80 }, method, path).isAllowed).toBe(isAllowed);
  });

  test('plain paths are those that everybody reads in the same way', () => {
    for (const path of ['/', '/a/b.c', '/a..b', '/%41', '/a%20b']) expect([path, isPlainPath(path)]).toEqual([path, true]);
    for (const path of ['', 'a', '/..', '/../', '/a/..', '/./a', '/a\\b', '/%5c', '/a%00', '/%2E%2e/x'])
      expect([path, isPlainPath(path)]).toEqual([path, false]);
  });

  test('hosts are compared in one form', () => {
    expect(findHost('Example.ORG.')).toBe('example.org');
    expect(findHost('[2001:DB8::1]')).toBe('2001:db8::1');
    for (const host of ['', 'a b', 'a/b', 'user@host', '-', 'bücher.example']) expect(findHost(host)).toBeUndefined();
  });
});

describe('rules that cannot be used', () => {
  test.each([
    [{ through: 'tunnel', host: 'https://example.org' }, /host is not a name/],
    [{ through: 'tunnel', host: '*' }, /host is not a name/],
    [{ through: 'tunnel', host: '*.org' }, /all hosts of a top-level domain/],
    [{ through: 'tunnel', host: 'example.org', addresses: ['10.0.0.0/99'] }, /addresses are not like/],
    [{ through: 'http', host: 'example.org', methods: ['get'] }, /upper case/],
    [{ through: 'http', host: 'example.org', paths: ['v1'] }, /begin with a slash/],
  ] as [EgressRule, RegExp][])('%j', (rule, said) => {
    expect(() => checkEgressRules([rules[0] as EgressRule, rule])).toThrow(
      expect.objectContaining({ code: 'gateway_settings_invalid', message: expect.stringMatching(said) }),
    );
    expect(() => checkEgressRules([rule])).toThrow(/Egress rule 1/);
  });
});

describe('registries', () => {
  const all = (['npm', 'pypi', 'go', 'crates', 'rubygems', 'maven'] as const).map((name) => ({ name }));

  test.each([
    ['/npm/left-pad', 'https://registry.npmjs.org/left-pad'],
    ['/npm/@types/node', 'https://registry.npmjs.org/@types/node'],
    ['/npm/@types%2fnode', 'https://registry.npmjs.org/@types%2fnode'],
    ['/npm/left-pad/1.3.0', 'https://registry.npmjs.org/left-pad/1.3.0'],
    ['/npm/left-pad/-/left-pad-1.3.0.tgz', 'https://registry.npmjs.org/left-pad/-/left-pad-1.3.0.tgz'],
    ['/left-pad/-/left-pad-1.3.0.tgz', 'https://registry.npmjs.org/left-pad/-/left-pad-1.3.0.tgz'],
    ['/@types/node/-/node-24.0.0.tgz', 'https://registry.npmjs.org/@types/node/-/node-24.0.0.tgz'],
    ['/pypi/simple/', 'https://pypi.org/simple/'],
    ['/pypi/simple/requests/', 'https://pypi.org/simple/requests/'],
    ['/pypi/files/packages/ab/cd/requests-2.0.tar.gz', 'https://files.pythonhosted.org/packages/ab/cd/requests-2.0.tar.gz'],
    ['/go/golang.org/x/text/@v/list', 'https://proxy.golang.org/golang.org/x/text/@v/list'],
    ['/go/github.com/!burnt!sushi/toml/@v/v1.0.0.zip', 'https://proxy.golang.org/github.com/!burnt!sushi/toml/@v/v1.0.0.zip'],
    ['/go/golang.org/x/text/@latest', 'https://proxy.golang.org/golang.org/x/text/@latest'],
    ['/go/sumdb/sum.golang.org/supported', 'https://proxy.golang.org/sumdb/sum.golang.org/supported'],
    ['/crates/index/se/rd/serde', 'https://index.crates.io/se/rd/serde'],
    ['/crates/index/3/s/syn', 'https://index.crates.io/3/s/syn'],
    ['/crates/files/serde/serde-1.0.0.crate', 'https://static.crates.io/crates/serde/serde-1.0.0.crate'],
    ['/rubygems/info/rails', 'https://rubygems.org/info/rails'],
    ['/rubygems/gems/rails-8.0.0.gem', 'https://rubygems.org/gems/rails-8.0.0.gem'],
    [
      '/maven/org/slf4j/slf4j-api/2.0.0/slf4j-api-2.0.0.jar',
      'https://repo1.maven.org/maven2/org/slf4j/slf4j-api/2.0.0/slf4j-api-2.0.0.jar',
    ],
  ])('%s', (path, url) => {
    expect(ruleRegistry(all, 'GET', path, '')).toMatchObject({ isAllowed: true, url: expect.objectContaining({ href: url }) });
    expect(ruleRegistry([], 'GET', path, '')).toMatchObject({
      isAllowed: false,
      why: expect.stringContaining('is not allowed for this run'),
    });
  });

  test.each([
    ['PUT', '/npm/left-pad', ''],
    ['POST', '/npm/-/npm/v1/security/audits', ''],
    ['GET', '/npm/-/v1/search', 'text=secret'],
    ['GET', '/npm/-/whoami', ''],
    ['GET', '/npm/left-pad', 'q=secret'],
    ['GET', '/npm/../x', ''],
    ['GET', '/npm/%2e%2e/x/y/z', ''],
    ['GET', '/pypi/files/packages/../../x', ''],
    ['GET', '/go/x/@v/../../y', ''],
    ['GET', `/npm/${'x'.repeat(300)}`, ''],
    ['GET', '/crates/index/api/v1/crates/new/x', ''],
    ['GET', '/rubygems/api/v1/gems', ''],
  ])('%s %s?%s is refused', (method, path, query) => {
    expect(ruleRegistry(all, method, path, query)).toMatchObject({ isAllowed: false });
  });

  test('other paths are none of theirs', () => {
    for (const path of ['/', '/npmx/left-pad', '/openai/v1/models', '/left-pad', '/x/-/y.zip'])
      expect(ruleRegistry(all, 'GET', path, '')).toBeUndefined();
  });
});
