import { createHash } from 'node:crypto';
import { canonicalJson } from './canonical-json.ts';

/** SHA-256 (hex) of a JSON value, the same for equal values whatever the order of their keys. A node's is that of `{ input, needs }`. */
export const inputHash = (value: unknown): string => createHash('sha256').update(canonicalJson(value)).digest('hex');
