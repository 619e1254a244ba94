import fc from 'fast-check';
import { Cursors } from './cursor.js';
import { ProcessSecret } from './process-secret.js';

describe('cursors', () => {
  const cursors = new Cursors(new ProcessSecret('a secret of at least 32 characters'));

  it('gives back every position to its own list and owner', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 60 }), (position) => {
        const cursor = cursors.write('orders', 'player_1', position);
        expect(cursors.read('orders', 'player_1', cursor)).toBe(position);
      }),
    );
  });

  it('refuses a cursor of another list, owner or installation', () => {
    const cursor = cursors.write('orders', 'player_1', 'x');
    const other = new Cursors(new ProcessSecret('another secret of over 32 characters'));
    expect(() => cursors.read('entries', 'player_1', cursor)).toThrow('cursor');
    expect(() => cursors.read('orders', 'player_2', cursor)).toThrow('cursor');
    expect(() => cursors.read('ordersp', 'layer_1', cursor)).toThrow('cursor');
    expect(() => other.read('orders', 'player_1', cursor)).toThrow('cursor');
  });

  it('refuses a cursor with any letter changed, added or lost', () => {
    const cursor = cursors.write('orders', 'player_1', 'position');
    for (let at = 0; at < cursor.length; at++) {
      const letter = cursor[at] === 'A' ? 'B' : 'A';
      const changed = cursor.slice(0, at) + letter + cursor.slice(at + 1);
      expect(() => cursors.read('orders', 'player_1', changed)).toThrow('cursor');
    }
    for (const text of ['', 'x', `${cursor}=`, cursor.slice(1), `${cursor} `, 'é']) {
      expect(() => cursors.read('orders', 'player_1', text)).toThrow('cursor');
    }
  });
});
