/**
 * Tokens that are known by their looks. Each begins with what makes it certain within its first two hundred characters and then goes on for as long
 * as its own characters do, so that one whose end is not here yet is recognised as well. None spans white space or quotes.
 */
export const secretShapes: readonly { readonly name: string; readonly pattern: string }[] = [
  { name: 'key of a run of ours', pattern: '(?<![A-Za-z0-9])dtr_[A-Za-z0-9_-]{20,}' },
  { name: 'OpenAI or Anthropic key', pattern: '(?<![A-Za-z0-9])sk-[A-Za-z0-9_-]{16,}' },
  { name: 'GitHub token', pattern: '(?<![A-Za-z0-9])gh[opusr]_[A-Za-z0-9_.-]{16,}' },
  { name: 'GitHub fine-grained token', pattern: '(?<![A-Za-z0-9])github_pat_\\w{20,}' },
  { name: 'GitLab token', pattern: '(?<![A-Za-z0-9])gl(?:pat|ptt|dt|rt|cbt|soat|ft|agent)-[\\w.-]{16,}' },
  { name: 'Slack token', pattern: '(?<![A-Za-z0-9])(?:xox[abceprs]|xapp)-[\\w-]{10,}' },
  { name: 'Slack webhook', pattern: '(?<=hooks\\.slack\\.com/services/)[\\w/]{20,}' },
  { name: 'AWS key id', pattern: '(?<![A-Za-z0-9])(?:AKIA|ASIA)[0-9A-Z]{16,}' },
  { name: 'npm token', pattern: '(?<![A-Za-z0-9])npm_[A-Za-z0-9]{30,}' },
  { name: 'PyPI token', pattern: '(?<![A-Za-z0-9])pypi-[A-Za-z0-9_-]{32,}' },
  { name: 'crates.io token', pattern: '(?<![A-Za-z0-9])cio[A-Za-z0-9]{32,}' },
  { name: 'Google API key', pattern: '(?<![A-Za-z0-9])AIza[\\w-]{30,}' },
  { name: 'Google access token', pattern: '(?<![A-Za-z0-9])ya29\\.[\\w.-]{20,}' },
  { name: 'Hugging Face token', pattern: '(?<![A-Za-z0-9])hf_[A-Za-z0-9]{20,}' },
  { name: 'Stripe key', pattern: '(?<![A-Za-z0-9])[sr]k_(?:live|test)_[A-Za-z0-9]{16,}' },
  { name: 'webhook secret', pattern: '(?<![A-Za-z0-9])whsec_[A-Za-z0-9+/=]{20,}' },
  { name: 'SendGrid key', pattern: '(?<![A-Za-z0-9])SG\\.[\\w-]{16,64}\\.[\\w-]{16,}' },
  { name: 'DigitalOcean token', pattern: '(?<![A-Za-z0-9])do[oprs]_v1_[a-f0-9]{32,}' },
  { name: 'Shopify token', pattern: '(?<![A-Za-z0-9])shp(?:at|ca|pa|ss)_[a-fA-F0-9]{24,}' },
  { name: 'Grafana token', pattern: '(?<![A-Za-z0-9])gl(?:c|sa)_[A-Za-z0-9+/=_]{20,}' },
  { name: 'JSON web token', pattern: '(?<![A-Za-z0-9])eyJ[A-Za-z0-9_-]{8,180}\\.[\\w.-]{8,}' },
  { name: 'age key', pattern: 'AGE-SECRET-KEY-1[0-9A-Z]{20,}' },
  { name: 'login in an address', pattern: '(?<=[A-Za-z]://)[^\\s/@]{1,180}(?=@)' },
  { name: 'authorization', pattern: '(?<=\\b(?:bearer|basic)[ \\t]{1,3})[\\w.~+/=-]{12,}' },
  { name: 'variable', pattern: '(?<=\\b[A-Z0-9_]{0,40}(?:API_KEY|ACCESS_KEY|SECRET|TOKEN|PASSWORD|PRIVATE_KEY)=)(?![$<*])[^\\s&]{8,}' },
];
