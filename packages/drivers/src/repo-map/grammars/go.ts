import { type Defined, type Grammar, type SyntaxNode, named, unquoted } from './grammar.ts';

const atTop = (node: SyntaxNode) => /^(?:source_file|(?:const|var)_declaration|var_spec_list)$/.test(node.parent?.type ?? '');

/** Constants and variables of the package, not those of a function. */
function specified(node: SyntaxNode): Defined | undefined {
  const declaration = node.parent?.type === 'var_spec_list' ? node.parent.parent : node.parent;
  return atTop(node) && declaration?.parent?.type === 'source_file' ? named('constant')(node) : undefined;
}

function typed(node: SyntaxNode): Defined | undefined {
  const type = node.childForFieldName('type')?.type;
  const kind = type === 'struct_type' ? 'struct' : type === 'interface_type' ? 'interface' : 'type';
  const found = named(kind)(node);
  return found && node.parent ? { ...found, whole: node.parent } : found;
}

export const go: Grammar = {
  wasm: 'go',
  definitions: {
    function_declaration: named('function'),
    method_declaration: named('method'),
    type_spec: typed,
    type_alias: typed,
    const_spec: specified,
    var_spec: specified,
  },
  names: ['identifier', 'type_identifier', 'field_identifier', 'package_identifier'],
  imports: { import_spec: (node) => [unquoted(node.childForFieldName('path'))] },
};
