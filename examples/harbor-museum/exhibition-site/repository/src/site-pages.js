/** Every page of the site as a path and its HTML. */
export function sitePages({ museum }) {
  return [{ path: 'index.html', html: `<h1>${museum.name}</h1>\n<p>${museum.address}</p>\n` }];
}
