import { type Defined, type Grammar, type SyntaxNode, named, namedWithBody, unquoted } from './grammar.ts';

/** What a declarator is about: the name within pointers, references, arrays, parameters and qualifiers. */
function nameIn(declarator: SyntaxNode | null): SyntaxNode | undefined {
  let node = declarator;
  for (let depth = 0; node && depth < 12; depth += 1) {
    const inner = node.childForFieldName('declarator') ?? (node.type === 'qualified_identifier' ? node.childForFieldName('name') : null);
    if (!inner) break;
    node = inner;
  }
  return node && /identifier$|^destructor_name$|^operator_name$/.test(node.type) ? node : undefined;
}

const hasParameters = (declarator: SyntaxNode | null): boolean => {
  let node = declarator;
  for (let depth = 0; node && depth < 12; depth += 1) {
    if (node.type === 'function_declarator') return true;
    node = node.childForFieldName('declarator');
  }
  return false;
};

function functionOf(node: SyntaxNode): Defined | undefined {
  const name = nameIn(node.childForFieldName('declarator'));
  return name ? { kind: 'function', name } : undefined;
}

/** A prototype, as headers have them; other declarations are data. */
function prototype(node: SyntaxNode): Defined | undefined {
  return hasParameters(node.childForFieldName('declarator')) ? functionOf(node) : undefined;
}

function alias(node: SyntaxNode): Defined | undefined {
  const name = nameIn(node.childForFieldName('declarator'));
  return name ? { kind: 'type', name } : undefined;
}

export const cFamily: Grammar = {
  // C is read as C++, which differs from it in nothing that is looked for here.
  wasm: 'cpp',
  definitions: {
    function_definition: functionOf,
    declaration: prototype,
    field_declaration: prototype,
    class_specifier: namedWithBody('class'),
    struct_specifier: namedWithBody('struct'),
    union_specifier: namedWithBody('struct'),
    enum_specifier: namedWithBody('enum'),
    type_definition: alias,
    alias_declaration: named('type'),
    concept_definition: named('type'),
    namespace_definition: named('module'),
    preproc_def: named('macro'),
    preproc_function_def: named('macro'),
  },
  names: ['identifier', 'type_identifier', 'field_identifier', 'namespace_identifier'],
  imports: { preproc_include: (node) => [unquoted(node.childForFieldName('path'))] },
};
