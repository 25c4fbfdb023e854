import type { Grammar, SyntaxNode } from '../grammars/grammar.ts';
import { countWords } from '../rank/task-words.ts';
import { type Definition, type FileFacts, countedOf } from '../repo-map.ts';

/** The part of tree-sitter's cursor that the walk uses. */
export interface Cursor {
  readonly nodeTypeId: number;
  readonly startIndex: number;
  readonly endIndex: number;
  readonly startPosition: { readonly row: number };
  readonly endPosition: { readonly row: number };
  readonly currentNode: SyntaxNode & Placed;
  gotoFirstChild(): boolean;
  gotoNextSibling(): boolean;
  gotoParent(): boolean;
}
interface Placed {
  readonly startPosition: { readonly row: number };
  readonly endPosition: { readonly row: number };
}

/** What each type of node, by its number in the language, is to the grammar. */
export type Roles = readonly (Role | undefined)[];
interface Role {
  readonly define?: Grammar['definitions'][string];
  readonly imports?: Grammar['imports'][string];
  readonly isName: boolean;
}

/** More than a person wrote. What lies deeper or comes later is left out. */
const most = { depth: 1000, definitions: 1500, references: 1500, words: 600, imports: 400, nameCharacters: 100, signatureCharacters: 160 };

/** `typeIds`: the numbers of a type; a language may have several for one name. */
export function rolesOf(grammar: Grammar, typeIds: (type: string) => readonly number[]): Roles {
  const roles: (Role | undefined)[] = [];
  const types = new Set([...Object.keys(grammar.definitions), ...Object.keys(grammar.imports), ...grammar.names]);
  for (const type of types) {
    const define = grammar.definitions[type];
    const imports = grammar.imports[type];
    const role = { ...(define ? { define } : {}), ...(imports ? { imports } : {}), isName: grammar.names.includes(type) };
    for (const id of typeIds(type)) roles[id] = role;
  }
  return roles;
}

/**
 * Walks a syntax tree once, from its root, in time that grows with its size and not with its depth: queries of tree-sitter take minutes for a line of
 * brackets, and cannot be stopped. Undefined if `isLate` says so meanwhile.
 */
export function factsOfTree(cursor: Cursor, text: string, roles: Roles, isLate: () => boolean): FileFacts | undefined {
  const definitions: Definition[] = [];
  const counts = new Map<string, number>();
  const imports = new Set<string>();
  const definedAt = new Set<number>();
  let depth = 0;
  for (let visited = 1; ; visited += 1) {
    if (visited % 1024 === 0 && isLate()) return undefined;
    const role = roles[cursor.nodeTypeId];
    if (role) {
      if (role.isName && !definedAt.has(cursor.startIndex) && cursor.endIndex - cursor.startIndex <= most.nameCharacters) {
        const name = text.slice(cursor.startIndex, cursor.endIndex);
        if (name.length > 1 && (counts.size < most.references || counts.has(name))) counts.set(name, (counts.get(name) ?? 0) + 1);
      }
      if (role.define && definitions.length < most.definitions) {
        const found = define(cursor.currentNode, role.define, text);
        if (found) {
          definitions.push(found.definition);
          definedAt.add(found.nameAt);
        }
      }
      if (role.imports && imports.size < most.imports)
        for (const source of role.imports(cursor.currentNode)) if (source !== '' && source.length <= 300) imports.add(source);
    }
    if (depth < most.depth && cursor.gotoFirstChild()) {
      depth += 1;
      continue;
    }
    while (!cursor.gotoNextSibling()) {
      if (!cursor.gotoParent())
        return {
          lines: text === '' ? 0 : text.split('\n').length - (text.endsWith('\n') ? 1 : 0),
          definitions: definitions.toSorted((a, b) => a.line - b.line || b.endLine - a.endLine),
          references: countedOf(counts, most.references),
          words: countedOf(countWords(text), most.words),
          imports: [...imports],
        };
      depth -= 1;
    }
  }
}

function define(node: SyntaxNode & Placed, rule: NonNullable<Role['define']>, text: string) {
  const found = rule(node);
  const name = found?.name.text ?? '';
  if (!found || name === '' || name.length > most.nameCharacters) return undefined;
  const whole = (found.whole ?? node) as SyntaxNode & Placed;
  const lineEnd = text.indexOf('\n', found.name.startIndex);
  const lineStart = text.lastIndexOf('\n', found.name.startIndex) + 1;
  const signature = text.slice(lineStart, Math.min(lineEnd < 0 ? text.length : lineEnd, lineStart + 400)).trim();
  return {
    nameAt: found.name.startIndex,
    definition: {
      name,
      kind: found.kind,
      line: whole.startPosition.row + 1,
      endLine: whole.endPosition.row + 1,
      signature: signature.slice(0, most.signatureCharacters).toWellFormed(),
    },
  };
}
