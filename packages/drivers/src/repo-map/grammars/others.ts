import { type Grammar, type SyntaxNode, firstChild, named, unquoted } from './grammar.ts';

/** `require 'a/b'` and `require_relative 'b'`, the latter as a path from where it stands. */
function required(node: SyntaxNode): string[] {
  const method = node.childForFieldName('method')?.text;
  if (method !== 'require' && method !== 'require_relative') return [];
  const source = unquoted(firstChild(node.childForFieldName('arguments'), /^string$/));
  return source === '' ? [] : [method === 'require' || source.startsWith('.') ? source : `./${source}`];
}

export const ruby: Grammar = {
  wasm: 'ruby',
  definitions: {
    method: named('method'),
    singleton_method: named('method'),
    class: named('class'),
    module: named('module'),
    assignment: (node) => {
      const left = node.childForFieldName('left');
      return left?.type === 'constant' ? { kind: 'constant', name: left } : undefined;
    },
  },
  names: ['identifier', 'constant'],
  imports: { call: required },
};

/** Namespaces name no files; who uses whom is told by names alone. */
export const php: Grammar = {
  wasm: 'php',
  definitions: {
    function_definition: named('function'),
    method_declaration: named('method'),
    class_declaration: named('class'),
    interface_declaration: named('interface'),
    trait_declaration: named('trait'),
    enum_declaration: named('enum'),
  },
  names: ['name'],
  imports: {},
};

export const cSharp: Grammar = {
  wasm: 'c-sharp',
  definitions: {
    class_declaration: named('class'),
    record_declaration: named('class'),
    struct_declaration: named('struct'),
    interface_declaration: named('interface'),
    enum_declaration: named('enum'),
    method_declaration: named('method'),
    constructor_declaration: named('constructor'),
    property_declaration: named('method'),
    delegate_declaration: named('type'),
  },
  names: ['identifier'],
  imports: {},
};
