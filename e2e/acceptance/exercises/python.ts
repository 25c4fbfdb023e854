import { type Exercise, pythonCheck } from './exercise.ts';

const bankAccount: Exercise = {
  name: 'bank-account',
  needs: 'python3',
  task: 'Account.withdraw in account.py lets the balance fall below zero. It must raise ValueError instead and leave the balance as it was; the same for amounts that are not positive.',
  files: {
    'account.py': `class Account:
    def __init__(self):
        self.balance = 0

    def deposit(self, amount):
        self.balance += amount

    def withdraw(self, amount):
        self.balance -= amount
`,
    'test_account.py': `import unittest

from account import Account


class AccountTest(unittest.TestCase):
    def test_takes_out_what_is_there(self):
        account = Account()
        account.deposit(10)
        account.withdraw(4)
        self.assertEqual(account.balance, 6)

    def test_refuses_more_than_there_is(self):
        account = Account()
        with self.assertRaises(ValueError):
            account.withdraw(1)
        self.assertEqual(account.balance, 0)

    def test_refuses_negative_amounts(self):
        account = Account()
        with self.assertRaises(ValueError):
            account.withdraw(-5)
`,
  },
  right: {
    'account.py': `class Account:
    def __init__(self):
        self.balance = 0

    def deposit(self, amount):
        self.balance += amount

    def withdraw(self, amount):
        if amount <= 0:
            raise ValueError("the amount must be positive")
        if amount > self.balance:
            raise ValueError("the balance is too low")
        self.balance -= amount
`,
  },
  wrong: {
    'account.py': `class Account:
    def __init__(self):
        self.balance = 0

    def deposit(self, amount):
        self.balance += amount

    def withdraw(self, amount):
        if amount > self.balance:
            raise ValueError("the balance is too low")
        self.balance -= amount
`,
  },
  check: pythonCheck,
  evidence: 'test_refuses_negative_amounts',
};

const anagrams: Exercise = {
  name: 'anagrams',
  needs: 'python3',
  task: 'Write find_anagrams in anagrams.py: those of the words that have the same letters as the given one, in any case, but are not that word itself. Keep their order.',
  files: {
    'anagrams.py': `def find_anagrams(word, words):
    raise NotImplementedError
`,
    'test_anagrams.py': `import unittest

from anagrams import find_anagrams


class AnagramsTest(unittest.TestCase):
    def test_finds_them_in_order(self):
        self.assertEqual(find_anagrams("listen", ["silent", "hello", "Tinsel"]), ["silent", "Tinsel"])

    def test_the_word_itself_is_none(self):
        self.assertEqual(find_anagrams("Stop", ["stop", "post"]), ["post"])
`,
  },
  right: {
    'anagrams.py': `def find_anagrams(word, words):
    lower = word.lower()
    letters = sorted(lower)
    return [each for each in words if each.lower() != lower and sorted(each.lower()) == letters]
`,
  },
  wrong: {
    'anagrams.py': `def find_anagrams(word, words):
    letters = sorted(word.lower())
    return [each for each in words if sorted(each.lower()) == letters]
`,
  },
  check: pythonCheck,
  evidence: 'test_the_word_itself_is_none',
};

const shapes: Exercise = {
  name: 'shapes',
  needs: 'python3',
  task: 'Replace the chain of ifs of area in shapes/area.py by a function for each shape in shapes/kinds.py, in a dictionary AREAS by name. area must raise KeyError for an unknown shape.',
  files: {
    'shapes/__init__.py': '"""Shapes and how large they are."""\n',
    'shapes/area.py': `def area(shape, *sizes):
    if shape == "square":
        return sizes[0] ** 2
    if shape == "rectangle":
        return sizes[0] * sizes[1]
    return 0
`,
    'tests/__init__.py': '"""Tests of shapes."""\n',
    'tests/test_area.py': `import unittest

from shapes.area import area


class AreaTest(unittest.TestCase):
    def test_known_shapes(self):
        self.assertEqual(area("square", 3), 9)
        self.assertEqual(area("rectangle", 2, 5), 10)

    def test_each_shape_has_its_function(self):
        from shapes.kinds import AREAS

        self.assertEqual(sorted(AREAS), ["rectangle", "square"])

    def test_unknown_shape(self):
        with self.assertRaises(KeyError):
            area("circle", 1)
`,
  },
  right: {
    'shapes/kinds.py': `def square(side):
    return side**2


def rectangle(width, height):
    return width * height


AREAS = {"square": square, "rectangle": rectangle}
`,
    'shapes/area.py': `from shapes.kinds import AREAS


def area(shape, *sizes):
    return AREAS[shape](*sizes)
`,
  },
  wrong: {
    'shapes/kinds.py': `def square(side):
    return side**2


def rectangle(width, height):
    return width * height


AREAS = {"square": square, "rectangle": rectangle}
`,
    'shapes/area.py': `from shapes.kinds import AREAS


def area(shape, *sizes):
    return AREAS[shape](*sizes) if shape in AREAS else 0
`,
  },
  check: pythonCheck,
  evidence: 'test_unknown_shape',
};

export const pythonExercises = [bankAccount, anagrams, shapes];
