// Before the first paint, so that a dark page never flashes white. A file of its own, because the page allows no inline script.
(function () {
  var chosen = 'auto';
  try {
    chosen = localStorage.getItem('devteam-color-scheme') || 'auto';
  } catch {
    // Storage may be forbidden; the system's scheme is a good answer then.
  }
  var dark = chosen === 'dark' || (chosen !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches);
  document.documentElement.setAttribute('data-mantine-color-scheme', dark ? 'dark' : 'light');
})();
