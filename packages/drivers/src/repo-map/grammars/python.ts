import { type Defined, type Grammar, type SyntaxNode, named } from './grammar.ts';

/** `NAME = …` at the top of a module. */
function assignment(node: SyntaxNode): Defined | undefined {
  const name = node.childForFieldName('left');
  if (name?.type !== 'identifier' || node.parent?.parent?.type !== 'module') return undefined;
  return { kind: 'constant', name };
}

/** With its decorators, if it has some. */
function decorated(kind: 'function' | 'class') {
  return (node: SyntaxNode): Defined | undefined => {
    const found = named(kind)(node);
    const isMethod = node.parent?.parent?.type === 'class_definition' || node.parent?.parent?.parent?.type === 'class_definition';
    if (!found) return undefined;
    const whole = node.parent?.type === 'decorated_definition' ? node.parent : node;
    return { ...found, kind: kind === 'function' && isMethod ? 'method' : kind, whole };
  };
}

const modules = (node: SyntaxNode, field: string): string[] =>
  node.namedChildren
    .filter((child) => child !== null)
    .map((child) => (child.type === 'aliased_import' ? (child.childForFieldName('name') ?? child) : child))
    .filter((child) => child.type === 'dotted_name' && (field === '' || child.startIndex !== node.childForFieldName(field)?.startIndex))
    .map((child) => child.text);

function importFrom(node: SyntaxNode): string[] {
  const from = node.childForFieldName('module_name')?.text ?? '';
  // What is imported may be a module itself, or a name of one.
  const dot = /[^.]$/.test(from) ? '.' : '';
  return [from, ...modules(node, 'module_name').map((name) => `${from}${dot}${name}`)];
}

export const python: Grammar = {
  wasm: 'python',
  definitions: { function_definition: decorated('function'), class_definition: decorated('class'), assignment },
  names: ['identifier'],
  imports: { import_statement: (node) => modules(node, ''), import_from_statement: importFrom },
};
