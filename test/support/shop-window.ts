import { join } from 'node:path';
import { readCatalogFolder } from '../../src/catalog/catalog-folder.gateway.js';
import { ask } from './player.js';
import type { ServiceAddress } from './service.js';

type Fields = Record<string, Record<string, unknown>>;

/** A catalog as a game's server publishes it, with the parts that tests change. */
export interface CatalogDocument {
  items: Fields;
  offers: Fields;
  products: Fields;
  currencies?: Fields;
  audiences?: Fields;
  sales?: Fields;
  promotions?: Fields;
  draws?: Fields;
}

/** Publishes the sample catalog with a change. */
export async function publishChanged(
  { url }: Pick<ServiceAddress, 'url'>,
  change: (catalog: CatalogDocument) => void,
): Promise<void> {
  const folder = join(__dirname, '../../examples/catalog');
  const { content } = await readCatalogFolder(folder);
  const body = JSON.parse(content!.text) as CatalogDocument;
  change(body);
  const headers = { authorization: 'Bearer sk_demo' };
  const answer = await ask(url, '/server/catalogs', { body, headers });
  if (answer.status !== 201) throw new Error(`not published: ${answer.text}`);
}
