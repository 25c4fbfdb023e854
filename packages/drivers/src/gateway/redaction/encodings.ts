/**
 * The forms in which a value may stand in a text: as it is, escaped in JSON or an address, in hexadecimal, and in Base64, where three texts are
 * possible for what stands somewhere within more: the characters that neighbors share in are left out.
 */
export function encodingsOf(secret: string): string[] {
  const bytes = Buffer.from(secret, 'utf8');
  const forms = new Set<string>([
    secret,
    JSON.stringify(secret).slice(1, -1),
    encodeURIComponent(secret),
    bytes.toString('hex'),
    bytes.toString('hex').toUpperCase(),
  ]);
  for (const before of [0, 1, 2]) {
    const coded = Buffer.concat([Buffer.alloc(before), bytes])
      .toString('base64')
      .replaceAll('=', '');
    const first = Math.ceil((before * 8) / 6);
    const whole = Math.floor(((before + bytes.length) * 8) / 6);
    const inner = coded.slice(first, whole);
    forms.add(inner);
    forms.add(inner.replaceAll('+', '-').replaceAll('/', '_'));
  }
  // A secret of several lines leaks line by line, too: a log has a prefix before each.
  for (const line of secret.split(/\r?\n/)) if (line.trim().length >= shortestSecret) forms.add(line.trim());
  return [...forms].filter((form) => form.length >= shortestSecret);
}

/** Shorter values stand in every text by chance; who needs them hidden must make them longer. */
export const shortestSecret = 8;
