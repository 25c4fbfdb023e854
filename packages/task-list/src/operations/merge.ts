import { diagnosticOf } from '../diagnostics/report.ts';
import type { Diagnostic, ParseOptions, Replayed } from '../model.ts';
import { documentOf } from '../questions/document-of.ts';
import { parse } from '../read/parse.ts';
import { diffOperations, sameBytes } from './diff-operations.ts';
import { replay } from './replay.ts';

export interface Unmerged {
  readonly bytes: null;
  readonly diagnostics: readonly Diagnostic[];
}

/** Our changes since base, as operations, on theirs. `bytes` is null where ours holds changes that are no operations (W244). */
export function merge(base: Uint8Array, ours: Uint8Array, theirs: Uint8Array, options: ParseOptions = {}): Replayed | Unmerged {
  const kept: ParseOptions = options.reservedIds === undefined ? options : { ...options, reservedIds: [...options.reservedIds] };
  const old = parse(base, kept);
  const settled = { ...kept, dialect: old.dialect === 'none' ? kept.dialect : old.dialect } as ParseOptions;
  if (sameBytes(ours, theirs)) return replay([], theirs, settled);
  const own = parse(ours, settled);
  const unreadable = [...old.diagnostics, ...own.diagnostics].filter(({ code }) => code.startsWith('E0'));
  if (unreadable.length > 0) return { bytes: null, diagnostics: unreadable };
  const { operations, rest } = diffOperations(old, own);
  if (rest.length === 0) return replay(operations, theirs, settled);
  const { source } = documentOf(own);
  return {
    bytes: null,
    diagnostics: rest.map(({ offset, length }) =>
      diagnosticOf(source, {
        code: 'W244',
        from: offset,
        to: offset + length,
        message: 'this change of ours is no operation on tasks; expected statuses, fields or injections only; nothing is merged',
      }),
    ),
  };
}
