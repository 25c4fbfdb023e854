import { type Grammar, named } from './grammar.ts';

export const java: Grammar = {
  wasm: 'java',
  definitions: {
    class_declaration: named('class'),
    record_declaration: named('class'),
    interface_declaration: named('interface'),
    annotation_type_declaration: named('interface'),
    enum_declaration: named('enum'),
    method_declaration: named('method'),
    constructor_declaration: named('constructor'),
  },
  names: ['identifier', 'type_identifier'],
  imports: {
    import_declaration: (node) => [
      node.text
        .replace(/^import\s+(?:static\s+)?/, '')
        .replace(/\s*;\s*$/, '')
        .replaceAll(/\s+/g, ''),
    ],
  },
};
