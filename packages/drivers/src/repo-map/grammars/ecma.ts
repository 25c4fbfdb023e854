import { type Defined, type Grammar, type SyntaxNode, firstChild, named, unquoted } from './grammar.ts';

const callable = /^(?:arrow_function|function_expression|generator_function|function|class)$/;

/** `const f = () => …` wherever it stands, and every other constant at the top of a file. */
function variable(node: SyntaxNode): Defined | undefined {
  const name = node.childForFieldName('name');
  const value = node.childForFieldName('value');
  if (name?.type !== 'identifier') return undefined;
  const statement = node.parent ?? node;
  if (value && callable.test(value.type)) return { kind: value.type === 'class' ? 'class' : 'function', name, whole: statement };
  const isTop = statement.parent?.type === 'program' || statement.parent?.type === 'export_statement';
  return isTop ? { kind: 'constant', name, whole: statement } : undefined;
}

/** `exports.f = …`, and `A.prototype.f = function …`. */
function assignment(node: SyntaxNode): Defined | undefined {
  const left = node.childForFieldName('left');
  const right = node.childForFieldName('right');
  const name = left?.type === 'member_expression' ? left.childForFieldName('property') : undefined;
  if (!name || !right) return undefined;
  const isCallable = callable.test(right.type);
  const isExported = /^(?:module\.)?exports\./.test(left?.text.slice(0, 20) ?? '');
  if (!isCallable && !isExported) return undefined;
  return { kind: isCallable ? 'function' : 'constant', name };
}

const fromSource = (node: SyntaxNode) => {
  const source = node.childForFieldName('source');
  return source ? [unquoted(source)] : [];
};

/** `require('x')` and `import('x')`. */
function call(node: SyntaxNode): string[] {
  const callee = node.childForFieldName('function');
  if (callee?.type !== 'import' && callee?.text !== 'require') return [];
  const source = firstChild(node.childForFieldName('arguments'), /^string$/);
  return source ? [unquoted(source)] : [];
}

const javascript: Grammar = {
  wasm: 'javascript',
  definitions: {
    function_declaration: named('function'),
    generator_function_declaration: named('function'),
    class_declaration: named('class'),
    method_definition: named('method'),
    variable_declarator: variable,
    assignment_expression: assignment,
  },
  names: ['identifier', 'property_identifier', 'shorthand_property_identifier', 'private_property_identifier'],
  imports: { import_statement: fromSource, export_statement: fromSource, call_expression: call },
};

const typescript: Grammar = {
  ...javascript,
  wasm: 'typescript',
  definitions: {
    ...javascript.definitions,
    function_signature: named('function'),
    abstract_class_declaration: named('class'),
    abstract_method_signature: named('method'),
    interface_declaration: named('interface'),
    type_alias_declaration: named('type'),
    enum_declaration: named('enum'),
    internal_module: named('module'),
  },
  names: [...javascript.names, 'type_identifier'],
};

export const ecma = { javascript, typescript, tsx: { ...typescript, wasm: 'tsx' } };
