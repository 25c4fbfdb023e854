const fields = {
  meter: { wanted: 'a name', holds: (value) => typeof value === 'string' && value !== '' },
  at: { wanted: 'a time such as 2026-03-01T07:00', holds: (value) => typeof value === 'string' && /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$/.test(value) },
  wattHours: { wanted: 'a whole number from 0', holds: (value) => Number.isInteger(value) && value >= 0 },
};

/** The first thing that is wrong with these readings, as a list of one line or none. */
export function findFaults(readings) {
  for (const reading of readings) {
    for (const [name, { wanted, holds }] of Object.entries(fields)) {
      if (!holds(reading[name])) return [`${name} is ${JSON.stringify(reading[name])}; expected ${wanted}`];
    }
  }
  return [];
}
