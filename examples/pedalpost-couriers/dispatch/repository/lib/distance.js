'use strict';

const earthMeters = 6371000;
const radians = (degrees) => (degrees * Math.PI) / 180;

/** Whole meters between two places (`{ lat, lon }` in degrees), as the crow flies. */
function distanceMeters(a, b) {
  const lat = radians(b.lat - a.lat);
  const lon = radians(b.lon - a.lon);
  const h = Math.sin(lat / 2) ** 2 + Math.cos(radians(a.lat)) * Math.cos(radians(b.lat)) * Math.sin(lon / 2) ** 2;
  return Math.round(2 * earthMeters * Math.asin(Math.sqrt(h)));
}

module.exports = { distanceMeters };
