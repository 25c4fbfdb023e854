/** Cents as people write them: `12.05 €`. */
export function formatEuros(cents) {
  const sign = cents < 0 ? '-' : '';
  const amount = Math.abs(cents);
  return `${sign}${Math.floor(amount / 100)}.${String(amount % 100).padStart(2, '0')} €`;
}
