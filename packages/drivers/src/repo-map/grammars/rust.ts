import { type Grammar, type SyntaxNode, named, namedWithBody } from './grammar.ts';

/** `a::b::{c, d as e}` as `a::b::c` and `a::b::d`; one level of braces is what people write. */
function used(node: SyntaxNode): string[] {
  const text = node.childForFieldName('argument')?.text.replaceAll(/\s+/g, ' ') ?? '';
  const [, before = '', inside] = /^([^{]*)\{(.*)\}$/s.exec(text) ?? [undefined, text];
  const paths = inside === undefined ? [text] : inside.split(',').map((part) => before + part.trim());
  return paths.map((path) => path.replace(/ as \w+$/, '').replace(/::(?:\*|self)$/, '')).filter((path) => path.length < 200 && path !== '');
}

export const rust: Grammar = {
  wasm: 'rust',
  definitions: {
    function_item: named('function'),
    function_signature_item: named('function'),
    struct_item: named('struct'),
    union_item: named('struct'),
    enum_item: named('enum'),
    trait_item: named('trait'),
    type_item: named('type'),
    const_item: named('constant'),
    static_item: named('constant'),
    macro_definition: named('macro'),
    mod_item: namedWithBody('module'),
  },
  names: ['identifier', 'type_identifier', 'field_identifier'],
  imports: {
    use_declaration: used,
    mod_item: (node) => (node.childForFieldName('body') ? [] : [`mod:${node.childForFieldName('name')?.text ?? ''}`]),
  },
};
