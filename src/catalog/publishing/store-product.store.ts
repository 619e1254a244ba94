import { type CatalogVersionId, idBytes, idOf } from '../../kernel/id.js';
import { sql } from '../../platform/database/sql.js';
import { statement } from '../../platform/database/statement.js';
import type { Reader, Transaction } from '../../platform/database/transaction.js';
import type { Scope } from '../../platform/http/caller.js';
import { scopeValues } from '../catalog.store.js';
import type { ProductStore, StoreProduct } from './store-products.js';

/** Every id of a scope that was ever published, also ahead. */
export async function storeProductsOf(reader: Reader, scope: Scope): Promise<StoreProduct[]> {
  const text = `SELECT store, store_product_id, product_key, version_id, sold_from
    FROM catalog_store_product WHERE title_id = ? AND environment = ?`;
  const rows = await sql(reader).rows(statement(text, scopeValues(scope)));
  return rows.map((row) => ({
    store: row.store as ProductStore,
    storeProductId: String(row.store_product_id),
    productKey: String(row.product_key),
    versionId: idOf('catalog', row.version_id as Buffer),
    soldFrom: Number(row.sold_from),
  }));
}

/** New ones are added; of known ones the version and the moment change, never the owner. */
export async function keepStoreProducts(
  transaction: Transaction,
  scope: Scope,
  rows: readonly StoreProduct[],
): Promise<void> {
  const changes = sql(transaction).dialect.upsert({
    table: 'catalog_store_product',
    columns: [
      'title_id',
      'environment',
      'store',
      'store_product_id',
      'product_key',
      'version_id',
      'sold_from',
    ],
    key: ['title_id', 'environment', 'store', 'store_product_id'],
    update: ['version_id', 'sold_from'],
    rows: rows.map((one) => [
      ...scopeValues(scope),
      one.store,
      one.storeProductId,
      one.productKey,
      idBytes(one.versionId),
      one.soldFrom,
    ]),
  });
  for (const change of changes) await sql(transaction).run(change);
}

/** What a publish had reserved that was taken back before it took effect: nobody ever sold it. */
export async function freeStoreProducts(
  transaction: Transaction,
  scope: Scope,
  { versionId, takesEffectAt }: { versionId: CatalogVersionId; takesEffectAt: number },
): Promise<void> {
  const text = `DELETE FROM catalog_store_product
    WHERE title_id = ? AND environment = ? AND version_id = ? AND sold_from = ?`;
  const values = [...scopeValues(scope), idBytes(versionId), takesEffectAt];
  await sql(transaction).run(statement(text, values));
}
