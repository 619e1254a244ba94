import { diffOf } from '../drafts/diff.js';
import { momentOf } from './arguments.js';
import { thingCounts } from './change-lines.js';
import type { Desk } from './desk.js';
import { planFile, writeText } from './files.gateway.js';
import { findingLines } from './finding-lines.js';
import { done, EXIT, Misused, type Outcome } from './outcome.js';
import { type Plan, planLines, planOf, planText } from './plan.js';
import { publishedDraft } from './publish-actions.js';
import { carriedOver, contentOfFolder, documentOf, understood } from './source.js';

/** What a folder would change, checked by the server that knows what was sold before. */
export async function plan({ order, connect }: Desk): Promise<Outcome> {
  const [folder = ''] = order.operands;
  const written = await contentOfFolder(folder);
  const catalog = await connect();
  const current = await catalog.current();
  const before = current === null ? {} : understood(current);
  const content = current === null ? written : carriedOver(written, before);
  const document = documentOf(content);
  const made: Plan = {
    gemtillPlan: 1,
    title: order.place.title,
    environment: order.place.environment,
    base: current?.version ?? null,
    hash: content.hash.toString('hex'),
    content: document,
    changes: diffOf(before, document),
  };
  const { valid, errors, warnings } = await catalog.validate(document);
  const { base, hash, changes } = made;
  const json = { base, hash, counts: thingCounts(changes), changes, errors, warnings };
  const lines = [...findingLines(errors, warnings), ...planLines(made)];
  if (!valid) {
    const end = 'It cannot be published so: no plan was written.';
    return { code: EXIT.faults, lines: [...lines, end], json: { ok: false, ...json } };
  }
  const { out } = order.values;
  if (out === undefined) return done(lines, { ok: true, ...json });
  await writeText(out, planText(made));
  return done([...lines, `Wrote ${out}.`], { ok: true, ...json, file: out });
}

/** Makes a draft of a plan, and publishes it when that is asked for; fails when the base moved. */
export async function apply({ order, connect }: Desk): Promise<Outcome> {
  const [file = ''] = order.operands;
  const made = planOf(await planFile(file));
  const { title, environment } = order.place;
  if (made.title !== title || made.environment !== environment) {
    const wanted = `--title ${made.title} --environment ${made.environment}`;
    throw new Misused(`The plan is for ${wanted}: say so.`);
  }
  const at = momentOf(order.values.at);
  const catalog = await connect();
  const current = await catalog.current();
  if ((current?.version ?? null) !== made.base) return drifted(made, current?.version ?? null);
  const name = order.values.name ?? `plan ${made.hash.slice(0, 12)}`;
  const { reason = name } = order.values;
  const base = made.base === null ? {} : { base: made.base };
  const draft = await catalog.createDraft({ name, ...base, content: made.content, reason });
  if (order.values.publish === true || at !== undefined) {
    return publishedDraft(catalog, draft.id, { at, reason });
  }
  const line = `Made ${draft.id}. Publish it with: publish ${draft.id}`;
  return done([line], { ok: true, draft: draft.id, base: made.base, hash: made.hash });
}

function drifted({ base }: Plan, current: string | null): Outcome {
  const sells =
    current === null ? 'nothing is published now' : `the title sells from ${current} now`;
  const line = `Drift: the plan stands on ${base ?? 'nothing'}, but ${sells}. Plan again.`;
  return { code: EXIT.drift, lines: [line], json: { ok: false, code: 'drift', base, current } };
}
