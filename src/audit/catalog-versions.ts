import type { PublishedCatalog } from '../catalog/model.js';
import { storedCatalog } from '../catalog/published-catalog.js';
import { idOf } from '../kernel/id.js';
import type { SqlRow } from '../platform/database/statement.js';
import type { Snapshot } from './snapshot.store.js';

/** Every version that reads well and keeps its hash, by the hex of its id. */
export type Versions = ReadonlyMap<string, Owned>;
export type Owned = PublishedCatalog & { readonly scope: string };

export const keyOf = (id: unknown) => (id as Buffer).toString('hex');
export const scopeOf = (row: SqlRow) => `${keyOf(row.title_id)} ${row.environment}`;

interface Read {
  readonly versions: Versions;
  readonly corrupt: SqlRow[];
}

const known = new WeakMap<Snapshot, Promise<Read>>();

/** The versions and the rows of those that do not read well; read once for all questions. */
export function versionsOf(snapshot: Snapshot): Promise<Read> {
  const before = known.get(snapshot);
  if (before) return before;
  const reading = readVersions(snapshot);
  known.set(snapshot, reading);
  return reading;
}

async function readVersions(snapshot: Snapshot): Promise<Read> {
  const versions = new Map<string, Owned>();
  const corrupt: SqlRow[] = [];
  const ids = await snapshot.rows('SELECT id FROM catalog_version ORDER BY id');
  // One at a time: a version may be eight megabytes long.
  for (const { id } of ids) {
    const [row] = await snapshot.rows(
      'SELECT id, title_id, environment, hash, content FROM catalog_version WHERE id = ?',
      [id as Buffer],
    );
    try {
      const text = String(row!.content);
      const version = { id: idOf('catalog', id as Buffer), text, hash: row!.hash as Buffer };
      versions.set(keyOf(id), { ...storedCatalog(version), scope: scopeOf(row!) });
    } catch (error) {
      const why = error instanceof Error ? error.message : 'it cannot be read';
      corrupt.push({ catalog_version_id: id as Buffer, why });
    }
  }
  return { versions, corrupt };
}
