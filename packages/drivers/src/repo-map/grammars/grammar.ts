import type { DefinitionKind } from '../repo-map.ts';

/** The part of a node of a syntax tree that grammars look at. */
export interface SyntaxNode {
  readonly type: string;
  readonly text: string;
  readonly startIndex: number;
  readonly isNamed: boolean;
  readonly parent: SyntaxNode | null;
  readonly namedChildren: readonly (SyntaxNode | null)[];
  childForFieldName(name: string): SyntaxNode | null;
}

export interface Defined {
  readonly kind: DefinitionKind;
  readonly name: SyntaxNode;
  /** What belongs to it, where that is more than the node itself: the statement around a constant. */
  readonly whole?: SyntaxNode;
}

/** What to make of the syntax trees of a language. Nodes that no table names are walked through. */
export interface Grammar {
  /** Of the WebAssembly file: `tree-sitter-<wasm>.wasm`. */
  readonly wasm: string;
  /** By type of node; undefined if this one defines nothing worth knowing. */
  readonly definitions: Readonly<Record<string, (node: SyntaxNode) => Defined | undefined>>;
  /** Types of the leaves that are names. */
  readonly names: readonly string[];
  readonly imports: Readonly<Record<string, (node: SyntaxNode) => readonly string[]>>;
}

/** The usual case: the name stands in the field `name`. */
export const named =
  (kind: DefinitionKind, field = 'name') =>
  (node: SyntaxNode): Defined | undefined => {
    const name = node.childForFieldName(field);
    return name ? { kind, name } : undefined;
  };

/** One that also has a body: a mere mention of a type is no definition of it. */
export const namedWithBody =
  (kind: DefinitionKind) =>
  (node: SyntaxNode): Defined | undefined =>
    node.childForFieldName('body') ? named(kind)(node) : undefined;

/** The text of a string without its quotes. */
export const unquoted = (node: SyntaxNode | null | undefined): string => node?.text.replaceAll(/^[\w]*["'`<]+|["'`>]+$/g, '') ?? '';

export const firstChild = (node: SyntaxNode | null, type: RegExp): SyntaxNode | undefined =>
  node?.namedChildren.find((child): child is SyntaxNode => child !== null && type.test(child.type)) ?? undefined;
