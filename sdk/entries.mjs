// What the package offers: each entry is a file of src and a subpath of package.json. `limit` is
// what a game may download for it, in bytes, minified and gzipped -9; null: it never reaches one.
export const ENTRIES = [
  { name: 'index', limit: 4_000 },
  { name: 'cdv', limit: 900 },
  { name: 'openiap', limit: 900 },
  { name: 'capgo', limit: 900 },
  { name: 'simulator', limit: 900 },
  { name: 'realtime', limit: 700 },
  { name: 'server', limit: 2_600 },
  { name: 'react', limit: 500 },
];
