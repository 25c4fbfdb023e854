/**
 * What git may inherit from this process: where programs are, the ssh agent, and how the machine reaches the network. Everything
 * else could change what git does (GIT_DIR, GIT_TRACE, GIT_EXTERNAL_DIFF, LD_PRELOAD, pagers, languages) and stays out.
 */
const inheritedNames = [
  'PATH',
  'SSH_AUTH_SOCK',
  'SSL_CERT_FILE',
  'SSL_CERT_DIR',
  'GIT_SSL_CAINFO',
  'CURL_CA_BUNDLE',
  'http_proxy',
  'https_proxy',
  'HTTPS_PROXY',
  'all_proxy',
  'ALL_PROXY',
  'no_proxy',
  'NO_PROXY',
  'TMPDIR',
];

export function inheritedEnvironment(environment: NodeJS.ProcessEnv = process.env): Record<string, string> {
  return Object.fromEntries(inheritedNames.flatMap((name) => (environment[name] === undefined ? [] : [[name, environment[name]]])));
}
