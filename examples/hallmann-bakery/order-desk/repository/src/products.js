/** What is on the board. `kind` decides about tax and about the free roll. */
export const products = [
  { code: 'RYE', name: 'Rye loaf', kind: 'loaf', priceCents: 420 },
  { code: 'SPELT', name: 'Spelt loaf', kind: 'loaf', priceCents: 480 },
  { code: 'ROLL', name: 'Plain roll', kind: 'roll', priceCents: 45 },
  { code: 'POPPY', name: 'Poppy seed roll', kind: 'roll', priceCents: 60 },
  { code: 'PLUM', name: 'Plum cake', kind: 'cake', priceCents: 290 },
  { code: 'COFFEE', name: 'Coffee', kind: 'drink', priceCents: 250 },
];
