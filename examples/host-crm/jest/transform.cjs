const { transformSync } = require('esbuild');

/** JSX and modules to what Jest runs. */
module.exports = {
  process: (source, path) => {
    const { code, map } = transformSync(source, { loader: 'jsx', format: 'cjs', jsx: 'automatic', sourcefile: path, sourcemap: true });
    return { code, map };
  },
};
