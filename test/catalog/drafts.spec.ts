import { setTimeout as sleep } from 'node:timers/promises';
import { TEST_DATABASES } from '../support/databases.js';
import { type Operator, operatorOf } from '../support/operator.js';
import { ask, signIn } from '../support/player.js';
import { type ServiceInTest, startService } from '../support/service.js';
import { studioOf } from '../support/studio.js';

const DRAFTS = '/catalog/drafts';
const priced = (amount: number) => ({ offers: { dragon: { price: { amount } } } });

describe.each(TEST_DATABASES)('drafts on $name', (database) => {
  let service: ServiceInTest;
  let liveops: Operator;
  let publisher: Operator;
  let admin: Operator;

  beforeAll(async () => {
    service = await startService(database);
    liveops = operatorOf(service, 'liveops');
    publisher = operatorOf(service, 'publisher');
    admin = operatorOf(service, 'admin');
  });

  afterAll(() => service?.close());

  const ahead = (milliseconds: number) =>
    new Date(service.clock.now() + milliseconds).toISOString();
  const dragonPrice = async () => {
    const headers = { 'gemtill-key': 'pk_demo' };
    const { body } = await ask(service.url, '/catalog', { headers });
    return body.offers.find(({ key }: { key: string }) => key === 'dragon')?.price.amount;
  };
  const current = () => admin.see('/catalog/versions/current');

  /** A draft of what sells now, with the dragon at a price. */
  async function draftAt(price: number, by: Operator = liveops): Promise<string> {
    const { id } = await by.post(DRAFTS, { name: `dragon at ${price}` });
    await by.patch(`${DRAFTS}/${id}/content`, priced(price), '"1"');
    return id;
  }
  const publish = (id: string, body: object = {}) =>
    publisher.request('POST', `${DRAFTS}/${id}/publish`, { body: { reason: 'a test', ...body } });
  const audited = async (action: string) => {
    const { data } = await admin.see('/audit-log?limit=200');
    return data.filter((one: { action: string }) => one.action === action);
  };

  describe('are edited with care for others', () => {
    it('begins with what sells, has an ETag for each revision, and remembers its authors', async () => {
      const begun = await liveops.request('POST', DRAFTS, {
        body: { name: 'autumn', reason: 'the leaves fall' },
      });
      expect([begun.status, begun.headers.get('etag')]).toEqual([201, '"1"']);
      const { version, content } = await current();
      expect(begun.body).toMatchObject({ state: 'open', base: version, revision: 1 });
      const path = `${DRAFTS}/${begun.body.id}`;
      const read = await liveops.request('GET', `${path}/content`);
      expect(read.body).toEqual(content);
      expect(read.headers.get('etag')).toBe('"1"');
      const edited = await publisher.request('PATCH', `${path}/content`, {
        body: priced(250),
        ifMatch: '"1"',
      });
      expect([edited.status, edited.headers.get('etag')]).toEqual([200, '"2"']);
      expect(edited.body.authors.map(({ name }: { name: string }) => name)).toEqual([
        'demo liveops',
        'demo publisher',
      ]);
      expect(await liveops.see(path)).toEqual(edited.body);
      const [created] = await audited('catalog.draft_created');
      expect(created).toMatchObject({ reason: 'the leaves fall', subject: begun.body.id });
      const [note] = await audited('catalog.draft_edited');
      expect(note).toMatchObject({
        operator: { name: 'demo publisher' },
        details: { revision: 2, pointers: ['/offers/dragon/price/amount'] },
      });
    });

    it('refuses a write without a revision, or of an old one', async () => {
      const id = await draftAt(240);
      const path = `${DRAFTS}/${id}/content`;
      const write = (ifMatch?: string) =>
        liveops.request('PUT', path, { body: {}, ...(ifMatch && { ifMatch }) });
      expect((await write()).body).toMatchObject({ status: 428, code: 'precondition_required' });
      for (const tag of ['"1"', 'W/"2"', '2', '""']) {
        expect((await write(tag)).body).toMatchObject({ status: 412, code: 'precondition_failed' });
      }
      expect((await liveops.see(`${DRAFTS}/${id}`)).revision).toBe(2);
      const both = await Promise.all([write('"2"'), write('"2"')]);
      expect(both.map(({ status }) => status).sort()).toEqual([200, 412]);
    });

    it('may be faulty meanwhile, and then says every fault before it is published', async () => {
      const id = await draftAt(-1);
      const checks = await liveops.see(`${DRAFTS}/${id}/checks`);
      expect(checks).toMatchObject({ valid: false, hash: null });
      expect(checks.errors).toEqual([
        expect.objectContaining({ pointer: '/offers/dragon/price/amount', code: 'out_of_range' }),
      ]);
      const refused = await publish(id);
      expect([refused.status, refused.body.code]).toEqual([422, 'catalog_invalid']);
      expect(refused.body.errors[0].pointer).toBe('/offers/dragon/price/amount');
    });

    it('belong to one environment, and to those who may', async () => {
      const id = await draftAt(230);
      const elsewhere = operatorOf(service, 'admin', 'sandbox');
      expect((await elsewhere.request('GET', `${DRAFTS}/${id}`)).status).toBe(404);
      expect((await liveops.request('GET', `${DRAFTS}/draft_x`)).status).toBe(404);
      const body = { reason: 'mine' };
      const tried = await liveops.request('POST', `${DRAFTS}/${id}/publish`, { body });
      expect([tried.status, tried.body.code]).toEqual([403, 'forbidden']);
      const base = 'catalog_01h455vb4pex5vsknk084sn02q';
      expect((await liveops.request('POST', DRAFTS, { body: { name: 'x', base } })).status).toBe(
        404,
      );
    });

    it('end when they are discarded', async () => {
      const id = await draftAt(220);
      const gone = await liveops.request('DELETE', `${DRAFTS}/${id}`);
      expect([gone.status, gone.body.state]).toEqual([200, 'discarded']);
      const edit = { body: {}, ifMatch: '"2"' };
      const refused = await liveops.request('PUT', `${DRAFTS}/${id}/content`, edit);
      expect([refused.status, refused.body.code]).toEqual([409, 'draft_not_open']);
    });
  });

  it('keeps what is left out as archived, and the id of a store with its product', async () => {
    const stores = { google: 'gems_more' };
    const extra = { name: { en: 'More' }, stores, grants: { GEM: 70 } };
    const more = await liveops.post(DRAFTS, { name: 'more gems' });
    await liveops.patch(`${DRAFTS}/${more.id}/content`, { products: { more: extra } }, '"1"');
    expect((await publish(more.id)).status).toBe(200);
    const less = await liveops.post(DRAFTS, { name: 'fewer things' });
    const without = { products: { more: null }, offers: { frost: null } };
    await liveops.patch(`${DRAFTS}/${less.id}/content`, without, '"1"');
    const { counts } = await liveops.see(`${DRAFTS}/${less.id}/diff`);
    expect(counts).toEqual({ added: 0, changed: 0, removed: 0, archived: 2 });
    expect((await publish(less.id)).status).toBe(200);
    const { content } = await current();
    expect(content.products.more).toEqual({ ...extra, archived: true });
    const other = await liveops.post(DRAFTS, { name: 'other gems' });
    const path = `${DRAFTS}/${other.id}/content`;
    await liveops.patch(path, { products: { more: null, other: extra } }, '"1"');
    const refused = await publish(other.id);
    expect(refused.body.code).toBe('catalog_invalid');
    expect(refused.body.errors.map(({ code }: { code: string }) => code)).toContain(
      'store_id_reused',
    );
  });

  it('redeems what was sold also after a rollback to a version that never knew it', async () => {
    const { version } = (await admin.see('/catalog/versions?limit=200')).data.at(-1);
    await publisher.post('/catalog/rollback', { version, reason: 'back to the start' });
    expect(Object.keys((await current()).content.products)).not.toContain('more');
    const player = await signIn(service, { store: 'google' });
    const { accountToken } = player;
    const sold = { store: 'google', productId: 'gems_more', accountToken } as const;
    const { proof } = await service.control.buy(sold);
    const paid = await player.send('/topups', { store: 'google', proof });
    expect(paid.body).toMatchObject({ status: 'credited', granted: { GEM: 70 } });
  });

  describe('take effect', () => {
    it('at once, once, with the same answer to a repeat, and are seen by players', async () => {
      const id = await draftAt(210);
      const diff = await liveops.see(`${DRAFTS}/${id}/diff`);
      expect(diff.counts).toEqual({ added: 0, changed: 1, removed: 0, archived: 0 });
      expect(diff.changes[0].summary).toBe('offer dragon: price/amount 300 → 210 (−30.0 %)');
      const answers = await Promise.all(
        // One after the other, so that some come while the first takes effect.
        Array.from({ length: 40 }, async (_, index) => {
          await sleep(index);
          return publish(id);
        }),
      );
      expect(new Set(answers.map(({ status, text }) => `${status} ${text}`)).size).toBe(1);
      expect(answers[0]!.body).toMatchObject({ changed: true, cancelled: [] });
      expect(await dragonPrice()).toBe(210);
      const { data } = await admin.see('/catalog/versions');
      expect(data.map(({ state }: { state: string }) => state)).toEqual([
        'current',
        ...Array(data.length - 1).fill('past'),
      ]);
      expect(data[0]).toMatchObject({ draft: id, publishedBy: 'demo publisher', reason: 'a test' });
      expect(await audited('catalog.published')).toContainEqual(
        expect.objectContaining({ subject: id, reason: 'a test' }),
      );
      expect((await liveops.see(`${DRAFTS}/${id}`)).state).toBe('published');
    });

    it('for one of two publishers who began with the same: the other must rebase', async () => {
      const [one, two] = [await draftAt(205), await draftAt(206)];
      const answers = await Promise.all([publish(one), publish(two)]);
      const codes = answers.map(({ status, body }) => body.code ?? status).sort();
      expect(codes).toEqual([200, 'draft_outdated']);
      const loser = answers[0]!.status === 200 ? two : one;
      const rebase = (body: object) =>
        liveops.request('POST', `${DRAFTS}/${loser}/rebase`, { body });
      const refused = await rebase({});
      const pointer = '/offers/dragon/price/amount';
      expect([refused.status, refused.body.code]).toEqual([409, 'rebase_conflict']);
      expect(refused.body.errors).toEqual([
        { pointer, code: 'rebase_conflict', detail: expect.stringMatching(/20[56].+20[56]/) },
      ]);
      expect(refused.body.conflicts).toEqual([expect.objectContaining({ pointer, base: 210 })]);
      const rebased = await rebase({ resolutions: { [pointer]: 'draft' } });
      expect(rebased.body).toMatchObject({ revision: 3, base: (await current()).version });
      const again = await rebase({});
      expect(again.body.revision).toBe(3);
      expect((await publish(loser)).status).toBe(200);
    });

    it('at a moment ahead, by themselves, and are taken back before it', async () => {
      const before = await dragonPrice();
      const id = await draftAt(180);
      const at = ahead(3_600_000);
      const scheduled = await publish(id, { at });
      expect(scheduled.body).toMatchObject({ changed: true, takesEffectAt: at });
      expect((await publish(id, { at })).text).toBe(scheduled.text);
      expect((await publish(id)).body.code).toBe('draft_not_open');
      expect(await liveops.see(`${DRAFTS}/${id}`)).toMatchObject({ state: 'scheduled' });
      expect(await dragonPrice()).toBe(before);
      const cancel = () =>
        publisher.request('POST', `${DRAFTS}/${id}/cancel`, { body: { reason: 'too early' } });
      expect((await cancel()).body).toMatchObject({ state: 'open', takesEffectAt: null });
      expect((await cancel()).body.code).toBe('draft_not_scheduled');
      expect((await publish(id, { at })).status).toBe(200);
      service.clock.advance(3_600_000 - 60_000);
      expect(await dragonPrice()).toBe(before);
      service.clock.advance(60_000);
      expect(await dragonPrice()).toBe(180);
      expect((await liveops.see(`${DRAFTS}/${id}`)).state).toBe('published');
      expect((await cancel()).body.code).toBe('draft_not_scheduled');
    });

    it('never at a moment that is past, or is none', async () => {
      const id = await draftAt(179);
      for (const at of [ahead(-1_000), '2026-02-30T00:00:00Z', '2027-01-01T00:00:00', 'soon']) {
        const { status, body } = await publish(id, { at });
        expect([status, body.errors[0].pointer]).toEqual([422, '/at']);
      }
    });

    it('no more when something else sells before them: the draft is open again', async () => {
      const early = await draftAt(170);
      const { body } = await publish(early, { at: ahead(60_000) });
      const { id: late } = await liveops.post(DRAFTS, { name: 'after it', base: body.version });
      await liveops.patch(`${DRAFTS}/${late}/content`, priced(160), '"1"');
      expect((await publish(late, { at: ahead(30_000) })).body.code).toBe('draft_outdated');
      expect((await publish(late, { at: ahead(120_000) })).status).toBe(200);
      const urgent = await publish(await draftAt(175));
      const lost = urgent.body.cancelled.map(({ draft }: { draft: string }) => draft);
      expect(lost).toEqual([early, late]);
      for (const id of lost) expect((await liveops.see(`${DRAFTS}/${id}`)).state).toBe('open');
      const cancelled = await audited('catalog.publish_cancelled');
      expect(cancelled.slice(0, 2).map(({ subject }: { subject: string }) => subject)).toEqual([
        late,
        early,
      ]);
      service.clock.advance(200_000);
      expect(await dragonPrice()).toBe(175);
    });

    it('not at all when nothing is different', async () => {
      const { id } = await liveops.post(DRAFTS, { name: 'the same' });
      const { version } = await current();
      expect((await publish(id)).body).toMatchObject({ changed: false, version });
    });
  });

  describe('are taken back', () => {
    it('by a rollback to any version that was sold: the same id, the same shop', async () => {
      const { data } = await admin.see('/catalog/versions?limit=200');
      const first = data.at(-1);
      const body = { version: first.version, reason: 'better before' };
      const back = await publisher.post('/catalog/rollback', body);
      expect(back).toMatchObject({ version: first.version, hash: first.hash, changed: true });
      expect(await dragonPrice()).toBe(300);
      expect((await current()).hash).toBe(first.hash);
      expect(await publisher.post('/catalog/rollback', body)).toMatchObject({ changed: false });
      const [note] = await audited('catalog.rolled_back');
      expect(note).toMatchObject({ subject: first.version, reason: 'better before' });
    });

    it('but never to what was only scheduled', async () => {
      const id = await draftAt(150);
      const { body } = await publish(id, { at: ahead(60_000) });
      await publisher.post(`${DRAFTS}/${id}/cancel`, { reason: 'no' });
      const rollback = { version: body.version, reason: 'around the corner' };
      const tried = await publisher.request('POST', '/catalog/rollback', { body: rollback });
      expect(tried.status).toBe(404);
    });
  });

  describe('under the two-person rule', () => {
    beforeAll(() => admin.request('PUT', '/catalog/settings', { body: { twoPersonRule: true } }));
    afterAll(() => admin.request('PUT', '/catalog/settings', { body: { twoPersonRule: false } }));

    const approve = (id: string, by: Operator, ifMatch?: string) =>
      by.request('POST', `${DRAFTS}/${id}/approve`, { body: {}, ...(ifMatch && { ifMatch }) });

    it('need somebody who is no author, for the very revision', async () => {
      const id = await draftAt(140, publisher);
      expect((await publish(id)).body).toMatchObject({ status: 409, code: 'approval_missing' });
      expect((await approve(id, publisher)).body).toMatchObject({
        status: 403,
        code: 'approval_by_author',
      });
      expect((await approve(id, admin, '"1"')).status).toBe(412);
      const approved = await approve(id, admin, '"2"');
      expect(approved.body.approval).toMatchObject({ revision: 2, by: { name: 'demo admin' } });
      await publisher.patch(`${DRAFTS}/${id}/content`, priced(141), '"2"');
      expect((await publisher.see(`${DRAFTS}/${id}`)).approval).toBeNull();
      expect((await publish(id)).body.code).toBe('approval_missing');
      await approve(id, admin);
      expect((await publish(id)).status).toBe(200);
      expect(await dragonPrice()).toBe(141);
    });

    it('are not stepped around by the key of a server, nor by turning the rule off', async () => {
      const { content } = await current();
      const studio = studioOf(service);
      expect((await studio.post('/catalogs', content)).body).toMatchObject({ changed: false });
      content.offers.dragon.price.amount = 1;
      const tried = await studio.post('/catalogs', content);
      expect(tried.body).toMatchObject({ status: 409, code: 'approval_missing' });
      expect(await dragonPrice()).toBe(141);
      const off = { body: { twoPersonRule: false } };
      expect((await publisher.request('PUT', '/catalog/settings', off)).status).toBe(403);
      expect(await liveops.see('/catalog/settings')).toEqual({ twoPersonRule: true });
    });
  });

  it('says of two versions what is different, of a document what is wrong', async () => {
    const { data } = await admin.see('/catalog/versions?limit=200');
    const { version } = data.at(-1);
    const diff = await admin.see(`/catalog/diff?from=${version}&to=current`);
    expect(diff.changes.map(({ pointer }: { pointer: string }) => pointer)).toEqual([
      '/offers/dragon/price/amount',
    ]);
    expect((await admin.request('GET', `/catalog/diff?from=${version}`)).status).toBe(400);
    const { content, hash } = await current();
    const judged = await admin.post('/catalog/validate', content);
    expect(judged).toMatchObject({ valid: true, hash, errors: [] });
    content.offers.dragon.price.currency = 'NONE';
    expect(await admin.post('/catalog/validate', content)).toMatchObject({ valid: false });
  });

  it('pages through versions and drafts, and tells what happened in order', async () => {
    for (const list of ['/catalog/versions', DRAFTS]) {
      const whole = (await admin.see(`${list}?limit=200`)).data;
      const paged = [];
      let cursor: string | null = null;
      do {
        const query = `limit=4${cursor === null ? '' : `&cursor=${cursor}`}`;
        const page: { data: object[]; nextCursor: string | null } = await admin.see(
          `${list}?${query}`,
        );
        paged.push(...page.data);
        cursor = page.nextCursor;
      } while (cursor !== null);
      expect(paged).toEqual(whole);
    }
    const published = (await admin.see('/catalog/versions?limit=200')).data.filter(
      ({ state }: { state: string }) => state === 'past' || state === 'current',
    ).length;
    let events = [];
    for (const limit = Date.now() + 5_000; Date.now() < limit; await sleep(100)) {
      events = (await admin.see('/catalog/events?limit=200')).data;
      if (events.length >= published) break;
    }
    expect(events.map(({ type }: { type: string }) => type)).toEqual(
      Array(published).fill('catalog.published'),
    );
    const studio = studioOf(service);
    expect((await studio.get('/events?after=1&limit=2')).body).toEqual({
      data: events.slice(1, 3),
      nextAfter: 3,
    });
    expect((await studio.get('/events?after=-1')).status).toBe(400);
  });
});
