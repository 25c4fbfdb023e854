import { randomBytes } from 'node:crypto';

/** 256 random bits, as text for a header, a cookie or a link. Stored only as a hash, but for what signs webhooks: that both sides have to know. */
export const newSecret = (kind: '' | 'dvt_' | 'dvk_' | 'dvi_' | 'dvw_'): string => `${kind}${randomBytes(32).toString('base64url')}`;

export const newId = (): string => randomBytes(9).toString('base64url').replaceAll(/[_-]/g, 'x');
