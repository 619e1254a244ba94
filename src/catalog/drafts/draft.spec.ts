import type { OperatorId } from '../../kernel/id.js';
import { type Draft, editedBy, isApproved, stateAt } from './draft.js';
import { momentOfText } from './moment-text.js';
import { requireMatch } from './revision-tag.js';

const anna = { id: 'operator_anna' as OperatorId, name: 'Anna' };
const ben = { id: 'operator_ben' as OperatorId, name: 'Ben' };

const draft = (facts: Partial<Draft> = {}): Draft => ({
  id: 'draft_x',
  name: 'autumn',
  state: 'open',
  baseId: null,
  revision: 2,
  authors: [anna],
  approval: null,
  end: null,
  createdAt: 1,
  updatedAt: 1,
  ...facts,
});
const approvedBy = (by: typeof anna, revision = 2) =>
  draft({ approval: { by, at: 5, revision, reason: null } });

describe('a draft', () => {
  it.each<[name: string, draft: Draft, approved: boolean]>([
    ['nobody approved it', draft(), false],
    ['another approved it', approvedBy(ben), true],
    ['its author did', approvedBy(anna), false],
    ['another approved an older revision', approvedBy(ben, 1), false],
  ])('is approved or not when %s', (_, one, approved) => {
    expect(isApproved(one)).toBe(approved);
  });

  it('loses its approval with an edit, and makes an author of whoever edits', () => {
    const edited = editedBy(approvedBy(ben), { actor: ben, now: 9 });
    expect(edited).toMatchObject({ revision: 3, authors: [anna, ben], approval: null });
    expect(editedBy(edited, { actor: ben, now: 10 }).authors).toEqual([anna, ben]);
  });

  it('is scheduled until just before its moment', () => {
    const end = { takesEffectAt: 20 } as Draft['end'];
    const published = draft({ state: 'published', end });
    expect([stateAt(published, 19), stateAt(published, 20)]).toEqual(['scheduled', 'published']);
    expect(stateAt(draft(), 19)).toBe('open');
  });

  it.each<[header: string | undefined, fits: boolean]>([
    [undefined, true],
    ['"2"', true],
    ['"1", "2"', true],
    ['*', true],
    ['"1"', false],
    ['W/"2"', false],
    ['2', false],
    ['', false],
  ])('with If-Match %p is changed: %p', (header, fits) => {
    const change = () => requireMatch(header, 2);
    if (fits) expect(change).not.toThrow();
    else expect(change).toThrow(expect.objectContaining({ code: 'precondition_failed' }));
  });

  it.each<[text: unknown, moment: string | null]>([
    ['2026-11-27T18:00:00+01:00', '2026-11-27T17:00:00.000Z'],
    ['2026-11-27T18:00:00.5Z', '2026-11-27T18:00:00.500Z'],
    ['2028-02-29T00:00:00Z', '2028-02-29T00:00:00.000Z'],
    ['2026-02-29T00:00:00Z', null],
    ['2026-11-27T24:30:00Z', null],
    ['2026-11-27T18:00:00', null],
    ['2026-11-27', null],
    [1_764_262_800_000, null],
  ])('takes %p for the moment %p', (text, moment) => {
    const read = momentOfText(text);
    expect(read === null ? null : new Date(read).toISOString()).toBe(moment);
  });
});
