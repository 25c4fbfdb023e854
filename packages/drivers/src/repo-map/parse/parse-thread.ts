/** Runs in a thread of its own: what is parsed is a stranger's, and may make a parser slow, greedy or broken. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { parentPort } from 'node:worker_threads';
import type { Language as SitterLanguage, Parser as SitterParser } from '@vscode/tree-sitter-wasm';
import { type Language, grammars } from '../grammars/grammars.ts';
import { type Roles, factsOfTree, rolesOf } from './facts-of-tree.ts';
import type { ParseReply, ParseRequest } from './parse-protocol.ts';

const require = createRequire(import.meta.url);
const entry = require.resolve('@vscode/tree-sitter-wasm');
// A CommonJS module whose names cannot be told from outside.
const sitter = require(entry) as { Parser: typeof SitterParser; Language: typeof SitterLanguage };
const file = (name: string) => join(dirname(entry), name);

const ready = sitter.Parser.init({ locateFile: () => file('tree-sitter.wasm') });
const loaded = new Map<Language, Promise<{ parser: SitterParser; roles: Roles }>>();

async function load(name: Language) {
  await ready;
  const grammar = grammars[name];
  const language = await sitter.Language.load(readFileSync(file(`tree-sitter-${grammar.wasm}.wasm`)));
  const parser = new sitter.Parser();
  parser.setLanguage(language);
  const idsByType = new Map<string, number[]>();
  for (let id = 0; id < language.nodeTypeCount; id += 1) {
    const type = language.nodeTypeForId(id);
    if (type !== null && language.nodeTypeIsNamed(id)) idsByType.set(type, [...(idsByType.get(type) ?? []), id]);
  }
  return { parser, roles: rolesOf(grammar, (type) => idsByType.get(type) ?? []) };
}

async function parse({ deadlineMs, id, language, text }: ParseRequest): Promise<ParseReply> {
  const known = loaded.get(language) ?? load(language);
  loaded.set(language, known);
  const { parser, roles } = await known;
  const late = performance.now() + deadlineMs;
  const isLate = () => performance.now() > late;
  const tooLong = { id, problem: `it takes longer than ${deadlineMs} ms to parse` };
  const tree = parser.parse(text, null, { progressCallback: isLate });
  if (!tree) {
    // Else it would go on where it was given up.
    parser.reset();
    return tooLong;
  }
  const cursor = tree.walk();
  try {
    const facts = factsOfTree(cursor, text, roles, isLate);
    return facts ? { id, facts } : tooLong;
  } finally {
    cursor.delete();
    tree.delete();
  }
}

parentPort?.on('message', (request: ParseRequest) => {
  parse(request)
    .then((reply) => parentPort?.postMessage(reply, []))
    // After an error inside of WebAssembly nothing of it can be relied on: the thread ends, and another one takes its place.
    .catch((error: unknown) => {
      throw error;
    });
});
