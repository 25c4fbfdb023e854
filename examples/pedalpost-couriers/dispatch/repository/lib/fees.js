'use strict';

const baseCents = 350;
const baseMeters = 2000;
const centsPerHundredMeters = 9;

/** What a delivery over so many meters costs, in cents: a base up to 2 km, then 9 cents for every 100 m begun. */
function feeCents({ meters }) {
  const beyond = Math.max(0, meters - baseMeters);
  return baseCents + Math.ceil(beyond / 100) * centsPerHundredMeters;
}

module.exports = { feeCents };
