/** The token of a pasted link or of a bare token; empty when there is none. Terminals wrap, so white space inside is dropped. */
export function tokenOf(pasted: string): string {
  const text = pasted.replaceAll(/\s+/g, '');
  const inLink = /[#&]token=([^&]*)/.exec(text)?.[1];
  if (inLink !== undefined) return decode(inLink);
  return text.includes('/') ? '' : text;
}

/** The token in the address bar, and the address without it. */
export function takeToken(address: string): { token: string; rest: string } | undefined {
  const url = new URL(address);
  const token = tokenOf(url.hash);
  if (!/[#&]token=/.test(url.hash) || token === '') return undefined;
  return { token, rest: `${url.pathname}${url.search}` };
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
