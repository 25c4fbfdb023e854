import { type Exercise, nodeCheck, packageJson } from './exercise.ts';

const tests = (importing: string, ...cases: [name: string, body: string][]) =>
  [
    "import assert from 'node:assert/strict';",
    "import { test } from 'node:test';",
    importing,
    '',
    ...cases.flatMap(([name, body]) => [`test('${name}', () => {`, `  ${body}`, '});']),
    '',
  ].join('\n');

const leapYear: Exercise = {
  name: 'leap-year',
  needs: 'node',
  task: 'Make isLeapYear in leap.js follow the Gregorian calendar: years of a full century are only leap years if 400 divides them.',
  files: {
    'package.json': packageJson,
    'leap.js': `/** Whether a year has a 29th of February. */
export function isLeapYear(year) {
  return year % 4 === 0;
}
`,
    'leap.test.js': tests(
      "import { isLeapYear } from './leap.js';",
      ['an ordinary leap year', 'assert.equal(isLeapYear(2024), true);'],
      ['a century is none', 'assert.equal(isLeapYear(1900), false);'],
      ['four centuries are one', 'assert.equal(isLeapYear(2000), true);'],
    ),
  },
  right: {
    'leap.js': `/** Whether a year has a 29th of February. */
export function isLeapYear(year) {
  return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
}
`,
  },
  wrong: {
    'leap.js': `/** Whether a year has a 29th of February. */
export function isLeapYear(year) {
  return year % 4 === 0 && year % 100 !== 0;
}
`,
  },
  check: nodeCheck,
  evidence: 'four centuries are one',
};

const romanNumerals: Exercise = {
  name: 'roman-numerals',
  needs: 'node',
  task: 'Write toRoman in roman.js: a whole number from 1 to 3999 as a Roman numeral, with four and nine written by subtraction.',
  files: {
    'package.json': packageJson,
    'roman.js': `export function toRoman(number) {
  throw new Error('not written yet: ' + number);
}
`,
    'roman.test.js': tests(
      "import { toRoman } from './roman.js';",
      ['three strokes', "assert.equal(toRoman(3), 'III');"],
      ['four is one before five', "assert.equal(toRoman(4), 'IV');"],
      ['a year', "assert.equal(toRoman(1994), 'MCMXCIV');"],
    ),
  },
  right: {
    'roman.js': `const signs = [
  [1000, 'M'], [900, 'CM'], [500, 'D'], [400, 'CD'], [100, 'C'], [90, 'XC'],
  [50, 'L'], [40, 'XL'], [10, 'X'], [9, 'IX'], [5, 'V'], [4, 'IV'], [1, 'I'],
];

export function toRoman(number) {
  let rest = number;
  let roman = '';
  for (const [value, sign] of signs) {
    while (rest >= value) {
      roman += sign;
      rest -= value;
    }
  }
  return roman;
}
`,
  },
  wrong: {
    'roman.js': `const signs = [[1000, 'M'], [500, 'D'], [100, 'C'], [50, 'L'], [10, 'X'], [5, 'V'], [1, 'I']];

export function toRoman(number) {
  let rest = number;
  let roman = '';
  for (const [value, sign] of signs) {
    while (rest >= value) {
      roman += sign;
      rest -= value;
    }
  }
  return roman;
}
`,
  },
  check: nodeCheck,
  evidence: 'four is one before five',
};

const ringBuffer: Exercise = {
  name: 'ring-buffer',
  needs: 'node',
  task: 'Add the file ring-buffer.js with the class RingBuffer: push(value) drops the oldest when it is full, toArray() gives the oldest first. The constructor takes the size. ring-buffer.test.js says how it is used.',
  files: {
    'package.json': packageJson,
    'ring-buffer.test.js': tests(
      "import { RingBuffer } from './ring-buffer.js';",
      ['keeps what fits', 'const ring = new RingBuffer(3); ring.push(1); ring.push(2); assert.deepEqual(ring.toArray(), [1, 2]);'],
      [
        'drops the oldest',
        'const ring = new RingBuffer(2); for (const n of [1, 2, 3]) ring.push(n); assert.deepEqual(ring.toArray(), [2, 3]);',
      ],
    ),
  },
  right: {
    'ring-buffer.js': `export class RingBuffer {
  #values = [];
  #size;

  constructor(size) {
    this.#size = size;
  }

  push(value) {
    this.#values.push(value);
    if (this.#values.length > this.#size) this.#values.shift();
  }

  toArray() {
    return [...this.#values];
  }
}
`,
  },
  wrong: {
    'ring-buffer.js': `export class RingBuffer {
  #values = [];
  #size;

  constructor(size) {
    this.#size = size;
  }

  push(value) {
    if (this.#values.length < this.#size) this.#values.push(value);
  }

  toArray() {
    return [...this.#values];
  }
}
`,
  },
  check: nodeCheck,
  evidence: 'drops the oldest',
};

const csvReport: Exercise = {
  name: 'csv-report',
  needs: 'node',
  task: 'Fields in double quotes may hold commas. Make parseLine in src/parse.js read them, and make total in src/report.js take the column by its name, as src/index.js already asks for it.',
  files: {
    'package.json': packageJson,
    'src/parse.js': `export function parseLine(line) {
  return line.split(',');
}
`,
    'src/report.js': `export function total(rows) {
  return rows.reduce((sum, row) => sum + Number(row.amount), 0);
}
`,
    'src/index.js': `import { parseLine } from './parse.js';
import { total } from './report.js';

export function totalOf(text, column) {
  const [header, ...lines] = text.trim().split('\\n');
  const names = parseLine(header);
  const rows = lines.map((line) => Object.fromEntries(parseLine(line).map((field, index) => [names[index], field])));
  return total(rows, column);
}
`,
    'test/index.test.js': tests(
      "import { totalOf } from '../src/index.js';",
      ['the named column is added up', "assert.equal(totalOf('item,price\\na,1\\nb,2', 'price'), 3);"],
      ['a comma within quotes is text', `assert.equal(totalOf('item,price\\n"a, b",1\\nc,2', 'price'), 3);`],
    ),
  },
  right: {
    'src/parse.js': `export function parseLine(line) {
  const fields = line.match(/("[^"]*"|[^,]*)(,|$)/g) ?? [];
  const plain = fields.map((field) => field.replace(/,$/, '').replace(/^"(.*)"$/, '$1'));
  return line.endsWith(',') ? plain : plain.slice(0, -1);
}
`,
    'src/report.js': `export function total(rows, column) {
  return rows.reduce((sum, row) => sum + Number(row[column]), 0);
}
`,
  },
  wrong: {
    'src/report.js': `export function total(rows, column) {
  return rows.reduce((sum, row) => sum + Number(row[column]), 0);
}
`,
    'src/parse.js': `export function parseLine(line) {
  return line.replaceAll('"', '').split(',');
}
`,
  },
  check: nodeCheck,
  evidence: 'a comma within quotes is text',
};

const sharedPrice: Exercise = {
  name: 'shared-price',
  needs: 'node',
  task: 'cart.js and invoice.js compute the price with tax twice. Move that into a new file price.js as withTax(net) and use it in both; what they do must stay the same.',
  files: {
    'package.json': packageJson,
    'cart.js': `export function cartTotal(items) {
  return items.reduce((sum, item) => sum + Math.round(item.net * 1.2 * 100) / 100, 0);
}
`,
    'invoice.js': `export function invoiceLine(item) {
  const gross = Math.round(item.net * 1.2 * 100) / 100;
  return item.name + ': ' + gross.toFixed(2);
}
`,
    'price.test.js': tests(
      "import { readFileSync } from 'node:fs';\nimport { cartTotal } from './cart.js';\nimport { invoiceLine } from './invoice.js';",
      ['the cart adds prices with tax', 'assert.equal(cartTotal([{ net: 10 }, { net: 0.33 }]), 12.4);'],
      ['a line of an invoice', "assert.equal(invoiceLine({ name: 'pen', net: 1.5 }), 'pen: 1.80');"],
      [
        'the rate stands in one place',
        "for (const name of ['cart.js', 'invoice.js']) assert.ok(!readFileSync(name, 'utf8').includes('1.2'));",
      ],
    ),
  },
  right: {
    'price.js': `/** A net price with tax, in whole cents. */
export const withTax = (net) => Math.round(net * 1.2 * 100) / 100;
`,
    'cart.js': `import { withTax } from './price.js';

export function cartTotal(items) {
  return items.reduce((sum, item) => sum + withTax(item.net), 0);
}
`,
    'invoice.js': `import { withTax } from './price.js';

export function invoiceLine(item) {
  return item.name + ': ' + withTax(item.net).toFixed(2);
}
`,
  },
  wrong: {
    'price.js': `/** A net price with tax, in whole cents. */
export const withTax = (net) => Math.round(net * 1.2 * 100) / 100;
`,
    'cart.js': `import { withTax } from './price.js';

export function cartTotal(items) {
  return items.reduce((sum, item) => sum + withTax(item.net), 0);
}
`,
  },
  check: nodeCheck,
  evidence: 'the rate stands in one place',
};

const textFile = `export function slug(text) {
  return text;
}

export function initials(name) {
  return name;
}
`;
const textSlug = (body: string) => textFile.replace('  return text;', body);
const textInitials = (body: string) => textFile.replace('  return name;', body);

/** With the next one: two tasks on one file, neither of which may undo the other. */
const textSlugs: Exercise = {
  name: 'text-slug',
  needs: 'node',
  task: 'Write slug in text.js: lower case, words joined by single hyphens, none at the ends. Leave initials as it is.',
  files: {
    'package.json': packageJson,
    'text.js': textFile,
    'slug.test.js': tests(
      "import { slug } from './text.js';",
      ['words are joined', "assert.equal(slug('Hello World'), 'hello-world');"],
      ['no hyphen at the ends', "assert.equal(slug('  Hi, there! '), 'hi-there');"],
    ),
  },
  right: { 'text.js': textSlug("  return text.toLowerCase().split(/[^a-z0-9]+/).filter(Boolean).join('-');") },
  wrong: { 'text.js': textSlug("  return text.toLowerCase().replace(/[^a-z0-9]+/g, '-');") },
  check: [...nodeCheck, 'slug.test.js'],
  evidence: 'no hyphen at the ends',
};

const textInitialsExercise: Exercise = {
  name: 'text-initials',
  needs: 'node',
  task: 'Write initials in text.js: the first letter of each word of a name, in upper case. Leave slug as it is.',
  files: {
    'package.json': packageJson,
    'text.js': textFile,
    'initials.test.js': tests(
      "import { initials } from './text.js';",
      ['two names', "assert.equal(initials('Ada Lovelace'), 'AL');"],
      ['small letters become large', "assert.equal(initials('ada king'), 'AK');"],
    ),
  },
  right: { 'text.js': textInitials("  return name.split(/\\s+/).filter(Boolean).map((word) => word[0].toUpperCase()).join('');") },
  wrong: { 'text.js': textInitials("  return name.split(/\\s+/).filter(Boolean).map((word) => word[0]).join('');") },
  check: [...nodeCheck, 'initials.test.js'],
  evidence: 'small letters become large',
};

const mergeIntervals: Exercise = {
  name: 'merge-intervals',
  needs: 'node',
  task: 'mergeIntervals in intervals.js fails when the intervals are not in order, and changes the list it is given. Mend both.',
  files: {
    'package.json': packageJson,
    'intervals.js': `export function mergeIntervals(intervals) {
  const merged = [];
  for (const interval of intervals) {
    const last = merged.at(-1);
    if (last && interval[0] <= last[1]) last[1] = Math.max(last[1], interval[1]);
    else merged.push(interval);
  }
  return merged;
}
`,
    'intervals.test.js': tests(
      "import { mergeIntervals } from './intervals.js';",
      ['any order', 'assert.deepEqual(mergeIntervals([[5, 8], [1, 3], [2, 4]]), [[1, 4], [5, 8]]);'],
      ['what it is given stays', 'const given = [[1, 3], [2, 4]]; mergeIntervals(given); assert.deepEqual(given, [[1, 3], [2, 4]]);'],
    ),
  },
  right: {
    'intervals.js': `export function mergeIntervals(intervals) {
  const merged = [];
  for (const [from, to] of intervals.toSorted((a, b) => a[0] - b[0])) {
    const last = merged.at(-1);
    if (last && from <= last[1]) last[1] = Math.max(last[1], to);
    else merged.push([from, to]);
  }
  return merged;
}
`,
  },
  wrong: {
    'intervals.js': `export function mergeIntervals(intervals) {
  const merged = [];
  for (const interval of intervals.toSorted((a, b) => a[0] - b[0])) {
    const last = merged.at(-1);
    if (last && interval[0] <= last[1]) last[1] = Math.max(last[1], interval[1]);
    else merged.push(interval);
  }
  return merged;
}
`,
  },
  check: nodeCheck,
  evidence: 'what it is given stays',
};

export const javascriptExercises = [
  leapYear,
  romanNumerals,
  ringBuffer,
  csvReport,
  sharedPrice,
  textSlugs,
  textInitialsExercise,
  mergeIntervals,
];
