import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CatalogFolderUnreadable,
  readCatalogFolder,
} from '../../src/catalog/catalog-folder.gateway.js';

describe('a folder of catalog files', () => {
  let folder: string;
  const write = (name: string, text: string | Buffer) => writeFileSync(join(folder, name), text);
  const told = async () => {
    const { faults } = await readCatalogFolder(folder);
    return faults.map(({ file, code }) => `${file} ${code}`);
  };

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'gemtill-catalog-'));
    write('a.yaml', 'currencies: { GEM: { name: { en: Gems }, kind: premium } }\n');
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('is one catalog; a schema beside it is none of its files', async () => {
    const dragon = { name: { en: 'Dragon' }, kind: 'durable' };
    write('b.json', JSON.stringify({ $schema: './catalog.schema.json', items: { dragon } }));
    write('c.json', JSON.stringify({ $schema: './catalog.schema.json', offers: {} }));
    write('catalog.schema.json', '{ "type": "object" }');
    write('notes.txt', 'nothing of ours');
    const { content, faults } = await readCatalogFolder(folder);
    expect(faults).toEqual([]);
    expect([content?.model.currencies.size, content?.model.items.size]).toEqual([1, 1]);
  });

  it('tells a file of more than 1 MB', async () => {
    write('b.yaml', `# ${'x'.repeat(1_000_000)}\n`);
    expect(await told()).toEqual(['b.yaml too_large']);
  });

  it('tells when all files have more than 8 MB, and reads no further', async () => {
    for (let n = 0; n < 12; n += 1) write(`b${n + 10}.yaml`, `# ${'x'.repeat(900_000)}\n`);
    expect(await told()).toEqual(['b18.yaml too_large']);
  });

  it('tells a file that is no text, and nothing that only follows from it', async () => {
    write('b.yaml', Buffer.from([0xff, 0xfe, 0x00]));
    write('c.yaml', 'offers: { x: 1 }\n');
    expect(await told()).toEqual(['b.yaml syntax']);
  });

  it('is not there', async () => {
    await expect(readCatalogFolder(join(folder, 'none'))).rejects.toThrow(CatalogFolderUnreadable);
  });
});
