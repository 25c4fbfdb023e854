import { afterAll, describe, expect, test } from 'vitest';
import { findLanguage } from '../grammars/grammars.ts';
import type { FileFacts } from '../repo-map.ts';
import { openSourceParser } from './source-parser.ts';

const parser = openSourceParser();
afterAll(() => parser.close());

async function facts(path: string, text: string): Promise<FileFacts> {
  const { facts, problem } = await parser.parse(languageOf(path), text);
  if (!facts) throw new Error(`${path}: ${problem}`);
  return facts;
}
function languageOf(path: string) {
  const language = findLanguage(path);
  if (!language) throw new Error(`${path} has no language`);
  return language;
}
const countsOf = ({ references: { counts, names } }: FileFacts) => Object.fromEntries(names.map((name, at) => [name, counts[at]]));
const defined = ({ definitions }: FileFacts) => definitions.map(({ endLine, kind, line, name }) => `${kind} ${name} ${line}-${endLine}`);

describe('definitions and imports of', () => {
  test('JavaScript', async () => {
    const found = await facts(
      'a.mjs',
      `import { dozen } from './dozen.js';
export * from '../shapes/index.js';
const { readFile } = require('fs/promises');
const lazy = () => import('./lazy.js');
export const limit = 12;
export default class Shop {
  #open = true;
  price(count) {
    const inner = 1;
    const half = (x) => x / 2;
    return half(dozen(count)) + inner;
  }
}
function* walk() {}
exports.old = function () {};
Shop.prototype.close = () => {};
`,
    );
    expect(defined(found)).toEqual([
      'function lazy 4-4',
      'constant limit 5-5',
      'class Shop 6-13',
      'method price 8-12',
      'function half 10-10',
      'function walk 14-14',
      'function old 15-15',
      'function close 16-16',
    ]);
    expect(found.imports).toEqual(['./dozen.js', '../shapes/index.js', 'fs/promises', './lazy.js']);
    expect(found.lines).toBe(16);
    expect(countsOf(found)).toMatchObject({ dozen: 2, half: 1, count: 2, inner: 2 });
    expect(found.definitions[3]?.signature).toBe('price(count) {');
  });

  test('TypeScript and TSX', async () => {
    const found = await facts(
      'a.ts',
      `import type { Thing } from './a.ts';
export interface Port { read(): Thing }
export type Name = string;
export enum Kind { One }
export abstract class Base { abstract run(): void }
export function overloaded(a: string): void;
export function overloaded(a: unknown): void {}
namespace Inner { export const x: Name = '' }
`,
    );
    expect(defined(found)).toEqual([
      'interface Port 2-2',
      'type Name 3-3',
      'enum Kind 4-4',
      'class Base 5-5',
      'method run 5-5',
      'function overloaded 6-6',
      'function overloaded 7-7',
      'module Inner 8-8',
      'constant x 8-8',
    ]);
    expect(countsOf(found)).toMatchObject({ Thing: 2, Name: 1 });
    const tsx = await facts('a.tsx', 'export const Card = ({ title }: Props) => <Panel title={title} />;\n');
    expect(defined(tsx)).toEqual(['function Card 1-1']);
    expect(tsx.references.names).toContain('Panel');
  });

  test('Python', async () => {
    const found = await facts(
      'a.py',
      `import os, tides.height as th
from .board import Board, print_line as line
from .. import shared
LIMIT = 3
@cached
def rise(at):
    inner = 1
    def helper(): pass
    return helper
class Sill(Base):
    depth = 2
    @property
    def water(self): return LIMIT
`,
    );
    expect(defined(found)).toEqual([
      'constant LIMIT 4-4',
      'function rise 5-9',
      'function helper 8-8',
      'class Sill 10-13',
      'method water 12-13',
    ]);
    expect(found.imports).toEqual(['os', 'tides.height', '.board', '.board.Board', '.board.print_line', '..', '..shared']);
  });

  test('Go', async () => {
    const found = await facts(
      'a.go',
      `package fee
import (
  "fmt"
  other "example.org/dispatch/round"
)
const most = 3
var Rates = map[string]int{}
type Fee struct { Cents int }
type Rounder interface { Round(int) int }
func (f *Fee) Add(o Fee) { x := 1; _ = x }
func New() *Fee { return &Fee{} }
`,
    );
    expect(defined(found)).toEqual([
      'constant most 6-6',
      'constant Rates 7-7',
      'struct Fee 8-8',
      'interface Rounder 9-9',
      'method Add 10-10',
      'function New 11-11',
    ]);
    expect(found.imports).toEqual(['fmt', 'example.org/dispatch/round']);
  });

  test('Rust', async () => {
    const found = await facts(
      'a.rs',
      `mod tree;
use crate::walk::{Step, go as run};
use super::limits::*;
pub const MOST: usize = 3;
pub struct Map { size: usize }
impl Map { pub fn new() -> Self { Map { size: MOST } } }
trait Find { fn find(&self) -> Step; }
enum Kind { A }
macro_rules! yes { () => {} }
mod tests { fn inner() {} }
`,
    );
    expect(defined(found)).toEqual([
      'constant MOST 4-4',
      'struct Map 5-5',
      'function new 6-6',
      'trait Find 7-7',
      'function find 7-7',
      'enum Kind 8-8',
      'macro yes 9-9',
      'module tests 10-10',
      'function inner 10-10',
    ]);
    expect(found.imports).toEqual(['mod:tree', 'crate::walk::Step', 'crate::walk::go', 'super::limits']);
  });

  test('Java', async () => {
    const found = await facts(
      'A.java',
      `package org.example;
import java.util.List;
import static org.example.Fees.round;
public class Desk { Desk() {} int price(List<Order> all) { return round(1); } }
interface Shelf {} enum Kind { A } record Order(int n) {}
`,
    );
    expect(defined(found)).toEqual([
      'class Desk 4-4',
      'constructor Desk 4-4',
      'method price 4-4',
      'interface Shelf 5-5',
      'enum Kind 5-5',
      'class Order 5-5',
    ]);
    expect(found.imports).toEqual(['java.util.List', 'org.example.Fees.round']);
  });

  test('C and C++', async () => {
    const found = await facts(
      'a.h',
      `#include "fee/round.h"
#include <vector>
#define MOST 3
typedef struct fee { int cents; } fee_t;
int *round_fee(const fee_t *f, int to);
int total;
`,
    );
    expect(defined(found)).toEqual(['macro MOST 3-4', 'type fee_t 4-4', 'struct fee 4-4', 'function round_fee 5-5']);
    expect(found.imports).toEqual(['fee/round.h', 'vector']);
    const cpp = await facts(
      'a.cpp',
      `namespace fees {
template <class T> class Box { public: T get() const; };
int Box::size() { return 1; }
enum class Kind { A };
using Name = std::string;
}
`,
    );
    expect(defined(cpp)).toEqual([
      'module fees 1-6',
      'class Box 2-2',
      'function get 2-2',
      'function size 3-3',
      'enum Kind 4-4',
      'type Name 5-5',
    ]);
  });

  test('Ruby, PHP and C#', async () => {
    const ruby = await facts(
      'a.rb',
      `require_relative 'fee'\nmodule Shop\n  MOST = 3\n  class Desk\n    def price(x)\n      Fee.round(x)\n    end\n  end\nend\n`,
    );
    expect(defined(ruby)).toEqual(['module Shop 2-9', 'constant MOST 3-3', 'class Desk 4-8', 'method price 5-7']);
    expect(ruby.imports).toEqual(['./fee']);
    const php = await facts('a.php', `<?php\nclass Desk { function price($x) { return round_fee($x); } }\nfunction round_fee($x) {}\n`);
    expect(defined(php)).toEqual(['class Desk 2-2', 'method price 2-2', 'function round_fee 3-3']);
    const cs = await facts(
      'a.cs',
      `namespace Shop;\npublic class Desk { public int Price(int x) => Fees.Round(x); public int Size { get; } }\nstruct P {}\n`,
    );
    expect(defined(cs)).toEqual(['class Desk 2-2', 'method Price 2-2', 'method Size 2-2', 'struct P 3-3']);
  });
});

describe('a text that is no program', () => {
  test.each([
    ['empty', ''],
    ['prose', 'This is not a program at all, is it?\n'.repeat(50)],
    ['half of one', 'export function a() { if (x) {\n'],
    ['bytes', Array.from({ length: 5000 }, (_, n) => String.fromCharCode((n * 7919) % 65_536)).join('')],
  ])('%s is read as far as it goes', async (_, text) => {
    for (const path of ['a.ts', 'a.py', 'a.go', 'a.rs', 'a.java', 'a.cpp', 'a.rb', 'a.php', 'a.cs'])
      expect(await facts(path, text)).toMatchObject({ definitions: expect.any(Array) });
  });
});

describe('a hostile text neither hangs nor breaks anything', () => {
  const impatient = openSourceParser({ deadlineMs: 400 });
  afterAll(() => impatient.close());

  test.each([
    ['brackets that never close', 'a.ts', '('.repeat(100_000)],
    ['nested arrays', 'a.js', '['.repeat(70_000) + ']'.repeat(70_000)],
    ['nested templates', 'a.ts', '`${'.repeat(60_000)],
    ['generics', 'a.ts', 'a<b<'.repeat(20_000)],
    ['quotes', 'a.ts', `'"`.repeat(60_000)],
    ['2 MB in one line', 'a.js', 'var a=function(b){return b+1};'.repeat(70_000)],
    ['deep Python', 'a.py', Array.from({ length: 3000 }, (_, n) => `${' '.repeat(n)}if x:\n`).join('')],
    ['deep C', 'a.cpp', '#if A\n'.repeat(40_000)],
    ['braces', 'a.rs', '{'.repeat(100_000)],
    ['parentheses of Java', 'a.java', 'class A { int a = '.concat('('.repeat(80_000))],
  ])(
    '%s',
    async (_, path, text) => {
      const began = performance.now();
      const parsed = await impatient.parse(languageOf(path), text);
      expect(performance.now() - began).toBeLessThan(6000);
      expect(parsed.problem ?? 'it takes longer').toMatch(/^it takes longer/);
      // And the next one is served.
      expect((await impatient.parse('python', 'def f(): pass\n')).facts?.definitions).toHaveLength(1);
    },
    15_000,
  );
});

test('who closes it leaves nobody waiting, and nothing running', async () => {
  const closing = openSourceParser();
  const all = Promise.allSettled(['a', 'b'].map((name) => closing.parse('go', `package ${name}`)));
  await closing.close();
  await expect(closing.parse('go', '')).rejects.toThrow('The parser is closed.');
  for (const each of await all) expect(each).toMatchObject({ status: 'rejected', reason: { message: 'The parser is closed.' } });
});
