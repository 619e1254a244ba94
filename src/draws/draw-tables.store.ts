import type { CatalogVersionId } from '../kernel/id.js';
import { idBytes } from '../kernel/id.js';
import { sql } from '../platform/database/sql.js';
import { statement } from '../platform/database/statement.js';
import type { Reader } from '../platform/database/transaction.js';
import type { Scope } from '../platform/http/caller.js';

/**
 * True for a version that this title and environment sells from or sold from. One that is only
 * planned is nobody's business yet.
 */
export async function wasSoldFrom(
  reader: Reader,
  scope: Scope,
  { versionId, now }: { versionId: CatalogVersionId; now: number },
): Promise<boolean> {
  const rows = await sql(reader).rows(
    statement(
      `SELECT number FROM catalog_publication
       WHERE title_id = ? AND environment = ? AND version_id = ? AND published_at <= ?
         AND cancelled_at IS NULL LIMIT 1`,
      [idBytes(scope.titleId), scope.environment, idBytes(versionId), now],
    ),
  );
  return rows.length > 0;
}
