// A suite that starts the service loads three thousand files, most of them of other packages and
// each with a cost of its own. These packages come as one file each: the same code, read at once.
const { createHash } = require('node:crypto');
const { readFileSync } = require('node:fs');
const { join } = require('node:path');
const { buildSync, version } = require('esbuild');

const own = readFileSync(__filename);
const packages = join(__dirname, '../node_modules');

module.exports = {
  getCacheKey: (source, filename) =>
    createHash('sha1').update(own).update(version).update(filename).update(source).digest('hex'),
  process(_source, filename) {
    const { outputFiles } = buildSync({
      entryPoints: [filename],
      bundle: true,
      write: false,
      format: 'cjs',
      platform: 'node',
      target: 'node20',
      legalComments: 'none',
      // What several packages share has to be one.
      packages: 'external',
      alias: {
        validator: join(packages, 'validator'),
        'libphonenumber-js': join(packages, 'libphonenumber-js'),
      },
    });
    return { code: outputFiles[0].text };
  },
};
