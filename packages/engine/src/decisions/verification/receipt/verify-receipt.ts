import { canonicalJson } from './canonical-json.ts';
import { Receipt, findReceiptHash, sha256 } from './receipt.ts';

/** What can be looked up without the receipt; what is left out was not looked at. */
export interface ReceiptFacts {
  /** Of the commit that landed. */
  readonly message: string;
  readonly tree: string;
  readonly parents: readonly string[];
  readonly base?: string;
  /** Digest of the image that the project asks for. */
  readonly image?: string | null;
  /** The commands that had to run, by check. */
  readonly commands?: Readonly<Record<string, string>>;
  /** Hashes of the logs as they are kept, by check. */
  readonly logs?: Readonly<Record<string, string | null>>;
}

export interface ReceiptDifference {
  /** Where in the receipt, with dots: `checks.test.log`. `hash` and `form` are of the whole. */
  readonly at: string;
  /** What the receipt says; null if it says nothing. */
  readonly said: string | null;
  /** What is. */
  readonly found: string | null;
}

/**
 * Compares a receipt, byte for byte as it is kept, with what it is about; an empty list means that nothing speaks against it. The hash in the commit's message
 * binds every byte, so a receipt that was edited is found even where no fact contradicts it.
 */
export function verifyReceipt(bytes: Uint8Array, facts: ReceiptFacts): ReceiptDifference[] {
  const named = findReceiptHash(facts.message) ?? null;
  const own = sha256(bytes);
  const ofHash = named === own ? [] : [{ at: 'hash', said: own, found: named }];
  const receipt = findReceipt(bytes);
  if (!receipt) return [...ofHash, { at: 'form', said: null, found: 'no receipt in its one and only text' }];
  return [...ofHash, ...differences(receipt, facts)];
}

/** Undefined for everything but the canonical text of a receipt. */
function findReceipt(bytes: Uint8Array): Receipt | undefined {
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    const receipt = Receipt.parse(JSON.parse(text));
    return canonicalJson(receipt) === text ? receipt : undefined;
  } catch {
    return undefined;
  }
}

function differences(receipt: Receipt, facts: ReceiptFacts): ReceiptDifference[] {
  const found: ReceiptDifference[] = [];
  const compare = (at: string, said: string | null, is: string | null): void => {
    if (said !== is) found.push({ at, said, found: is });
  };
  compare('tree', receipt.tree, facts.tree);
  compare('parents', receipt.parents.join(' '), facts.parents.join(' '));
  if (facts.base !== undefined) compare('base', receipt.base, facts.base);
  if (facts.image !== undefined) compare('sandbox.image', receipt.sandbox.image, facts.image);
  const entries = new Map(receipt.checks.map((entry) => [entry.name, entry]));
  compare('checks', String(receipt.checks.length), String(entries.size));
  if (facts.commands) {
    const wanted = new Map(Object.entries(facts.commands));
    for (const name of new Set([...wanted.keys(), ...entries.keys()])) {
      compare(`checks.${name}.command`, entries.get(name)?.command ?? null, wanted.get(name) ?? null);
    }
  }
  if (facts.logs) {
    const kept = new Map(Object.entries(facts.logs));
    for (const [name, entry] of entries) compare(`checks.${name}.log`, entry.log, kept.get(name) ?? null);
  }
  const { verdict } = receipt.verdict;
  if (verdict !== 'passed' && receipt.approval === null)
    found.push({ at: 'verdict', said: verdict, found: 'it landed, and no person approved it' });
  return found;
}
