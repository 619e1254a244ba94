import { randomBytes } from 'node:crypto';
import { idAs, idBytes, idOf, idOfUuid, isId, uuidOf } from './id.js';
import { TimeOrderedIds } from './id-source.js';

describe('ids', () => {
  it('gives the bytes of each of many ids, however often and in whatever order', () => {
    const numbers = Array.from({ length: 3_000 }, (_, index) => index);
    const bytesOf = (index: number) =>
      Buffer.alloc(16, index.toString(16).padStart(32, '0'), 'hex');
    for (const index of [...numbers, ...numbers.reverse(), ...numbers]) {
      const id = idOf('order', bytesOf(index));
      const seldom = idOf('title', bytesOf(7));
      if (!idBytes(id).equals(bytesOf(index))) throw new Error(id);
      if (!idBytes(seldom).equals(bytesOf(7))) throw new Error(seldom);
    }
  });

  it('write the example of the TypeID specification', () => {
    const id = idOfUuid('player', '01890a5d-ac96-774b-bcce-b302099a8057');
    expect(id).toBe('player_01h455vb4pex5vsknk084sn02q');
    expect(uuidOf(id!)).toBe('01890a5d-ac96-774b-bcce-b302099a8057');
  });

  it('survive the way to bytes and back, whatever the bytes', () => {
    for (let round = 0; round < 500; round++) {
      const bytes = randomBytes(16);
      const id = idOf('order', bytes);
      expect(isId('order', id)).toBe(true);
      expect(idBytes(id).equals(bytes)).toBe(true);
      expect(idBytes(idAs('txn', id)).equals(bytes)).toBe(true);
    }
    expect(idBytes(idOf('order', Buffer.alloc(16, 255))).equals(Buffer.alloc(16, 255))).toBe(true);
  });

  it.each([
    'order_01h455vb4pex5vsknk084sn02q',
    'player_81h455vb4pex5vsknk084sn02q',
    'player_01h455vb4pex5vsknk084sn02',
    'player_01h455vb4pex5vsknk084sn02u',
    'player_01H455VB4PEX5VSKNK084SN02Q',
    'player-01h455vb4pex5vsknk084sn02q',
    'player_01h455vb4pex5vsknk084sn0é',
    '',
    null,
    7,
  ])('refuse %p as a player id', (text) => {
    expect(isId('player', text)).toBe(false);
  });

  it('rise strictly, also when the clock steps back and when a millisecond is crowded', () => {
    let now = 1_700_000_000_000;
    const ids = new TimeOrderedIds(() => now, randomBytes);
    let last = '';
    for (let round = 0; round < 20_000; round++) {
      if (round === 7_000) now -= 60_000;
      if (round === 14_000) now += 120_000;
      const id = ids.next('txn');
      expect(id > last).toBe(true);
      last = id;
    }
    expect(uuidOf(last)[14]).toBe('7');
    expect('89ab').toContain(uuidOf(last)[19]);
  });
});
