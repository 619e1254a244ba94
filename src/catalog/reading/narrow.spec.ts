import { serialize } from 'node:v8';
import { narrow } from './narrow.js';
import { Faults } from './source-tree.js';
import { yamlTree } from './yaml-tree.js';

/** How V8 writes a text tells how it keeps it: `"` with one byte a character, `c` with two. */
function isNarrow(text: string): boolean {
  return !serialize(text).subarray(0, 4).includes('c'.charCodeAt(0));
}

describe('texts of a file that has a wide character', () => {
  it('stay what they were, in one byte a character where that is possible', () => {
    const file = '💎 slices-of-this and café-au-lait-x';
    const [ascii, latin] = [file.slice(3, 17), file.slice(22)];
    expect(isNarrow(ascii)).toBe(false);
    for (const text of [ascii, latin]) {
      expect(narrow(text)).toBe(text);
      expect(isNarrow(narrow(text))).toBe(true);
    }
    expect(narrow(file)).toBe(file);
    expect(narrow('')).toBe('');
  });

  it('come out of a YAML file so, keys and values', () => {
    const text = 'rare-key-of-mine: rare-value-of-mine # 💎\n';
    const tree = yamlTree('file.yaml', text, new Faults());
    if (tree?.type !== 'map') throw new Error('no map');
    const [[key, value] = []] = tree.entries;
    if (value?.type !== 'scalar') throw new Error('no scalar');
    expect([key, value.value]).toEqual(['rare-key-of-mine', 'rare-value-of-mine']);
    expect([isNarrow(key!), isNarrow(String(value.value))]).toEqual([true, true]);
  });
});
