import { isId } from '../../kernel/id.js';
import type { CatalogContent } from '../catalog-content.js';
import {
  type AdminCatalog,
  AdminRefusal,
  type PublishAnswer,
  type PublishOrder,
} from './admin-catalog.js';
import { momentOf, type Order } from './arguments.js';
import type { Desk } from './desk.js';
import { findingLines } from './finding-lines.js';
import { done, Misused, type Outcome } from './outcome.js';
import { refusalOutcome } from './refusal-outcome.js';
import { publishWithKey } from './server-publish.gateway.js';
import { contentOfFolder, documentOf } from './source.js';

/** Says yes to a draft of somebody else. */
export async function approve({ order, connect }: Desk): Promise<Outcome> {
  const [id = ''] = order.operands;
  const { revision, state } = await (await connect()).approve(id, order.values.reason);
  const line = `Approved revision ${revision} of ${id}.`;
  return done([line], { ok: true, draft: id, revision, state });
}

/** Sells from a folder or a draft. A folder becomes a draft on what is sold now. */
export async function publish({ order, connect }: Desk): Promise<Outcome> {
  const [operand = ''] = order.operands;
  const at = momentOf(order.values.at);
  const { reason = 'catalog command' } = order.values;
  if (isId('draft', operand)) return publishedDraft(await connect(), operand, { at, reason });
  const content = await contentOfFolder(operand);
  const { key } = order.values;
  if (key !== undefined) return publishedWithKey(content, key, order);
  const catalog = await connect();
  const current = await catalog.current();
  const draft = await catalog.createDraft({
    name: `publish ${content.hash.toString('hex').slice(0, 12)}`,
    ...(current === null ? {} : { base: current.version }),
    content: documentOf(content),
    reason,
  });
  return publishedDraft(catalog, draft.id, { at, reason });
}

async function publishedWithKey(
  content: CatalogContent,
  key: string,
  { values, place }: Order,
): Promise<Outcome> {
  if (values.at !== undefined) throw new Misused('--at needs an operator: --token, and no --key.');
  if (place.url === null) throw new Misused('--key belongs to a --url.');
  const { publishedAt, ...answer } = await publishWithKey({ url: place.url, key, content });
  return publishedOutcome({ ...answer, takesEffectAt: publishedAt, warnings: [] });
}

/** Sells again from a version of the past. */
export async function rollback({ order, connect }: Desk): Promise<Outcome> {
  const [version = ''] = order.operands;
  const { reason = 'catalog command' } = order.values;
  return publishedOutcome(await (await connect()).rollBack(version, reason));
}

/** A draft that may not be published yet stays, and the outcome names it. */
export async function publishedDraft(
  catalog: AdminCatalog,
  id: string,
  order: PublishOrder,
): Promise<Outcome> {
  try {
    return publishedOutcome(await catalog.publish(id, order), id);
  } catch (error) {
    if (!(error instanceof AdminRefusal)) throw error;
    const outcome = refusalOutcome(error, { draft: id });
    return { ...outcome, lines: [...outcome.lines, `The draft ${id} is kept.`] };
  }
}

function publishedOutcome(answer: PublishAnswer, draft: string | null = null): Outcome {
  const { version, hash, takesEffectAt, changed, warnings } = answer;
  const first = changed
    ? `Published ${version}; it sells from ${takesEffectAt}.`
    : `${version} is on sale already.`;
  const lines = [first, `SHA-256 ${hash}`, ...findingLines([], warnings)];
  return done(lines, { ok: true, version, hash, takesEffectAt, changed, warnings, draft });
}
