// A week of a live-ops team, step by step over the API: `npm run demo:catalog` plays it on a service
// of its own, and a test plays it on a clock that it moves. Every step is checked; the first that
// goes another way throws.

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

/**
 * @typedef {object} Stage
 * @property {string} url where the service is
 * @property {() => number} now what time it is there, in milliseconds since 1970 UTC
 * @property {number} aheadMs how far ahead the publish is scheduled
 * @property {(time: number) => Promise<void>} waitUntil comes back at that time
 * @property {(line: string) => void} tell says what happens
 */

/** Plays the week; tells which versions were sold, and what the audit log knows. */
export async function playWeek(stage) {
  const team = teamOf(stage.url);
  const { tell } = stage;
  const first = await team.liveops.get('/catalog/versions/current');
  await team.admin.put('/catalog/settings', { twoPersonRule: true });
  tell('Two people look at every publish from now on: the author, and another one.');

  const draft = await monday(team, tell);
  const findings = await tuesday(team, draft, tell);
  await wednesday(team, draft, { tell, friday: fridayAfter(stage.now()) });
  const scheduled = await thursday(team, draft, stage);
  const order = await friday(team, { stage, scheduled });
  await weekend(team, { first, tell });
  const trail = await auditTrail(team, draft, tell);
  return { first: first.version, second: scheduled.version, draft, findings, order, trail };
}

/** Liveops writes a draft, with four mistakes. */
async function monday(team, tell) {
  heading(tell, 'Monday: a draft');
  const { id } = await team.liveops.post('/catalog/drafts', { name: 'Black Friday' });
  const mistakes = {
    currencies: { SHELL: { ...named('Shells'), kind: 'soft' } },
    offers: {
      dragon: { price: { amount: 240 } },
      'shell-pouch': exchange('Pouch of shells', { GEM: 10 }, { SHELL: 1_000 }),
      'gem-handful': exchange('Handful of gems', { SHELL: 500 }, { GEM: 20 }),
      'potion-crate': {
        ...named('Crate of potions'),
        price: { currency: 'GEM', amount: 900 },
        grants: [{ sku: 'potion', quantity: 10 }],
      },
    },
    sales: {
      friday: { ...named('Black Friday'), offers: ['frost'], percent: 95 },
      'last-year': {
        ...named('Last year'),
        offers: ['moss'],
        percent: 20,
        startsAt: '2020-11-27T18:00:00',
        endsAt: '2020-11-30T00:00:00',
        zone: 'player',
      },
    },
  };
  await team.liveops.edit(id, mistakes);
  const { changes } = await team.liveops.get(`/catalog/drafts/${id}/diff`);
  for (const { summary } of changes) tell(`  ${summary}`);
  expectThat(changes.length >= 7, 'the diff names what was written');
  return id;
}

/** The checks find the mistakes, and a publish is refused while they are there. */
async function tuesday(team, draft, tell) {
  heading(tell, 'Tuesday: what the checks say');
  const { errors, warnings } = await team.liveops.get(`/catalog/drafts/${draft}/checks`);
  const found = [...errors, ...warnings];
  for (const wanted of ['arbitrage', 'sale_over_90', 'bundle_dearer', 'window_past']) {
    const finding = found.find(({ code }) => code === wanted);
    expectThat(finding !== undefined, `the checks find ${wanted}`);
    tell(`  ${finding.severity} ${finding.code}: ${finding.detail}`);
  }
  await team.publisher.post(`/catalog/drafts/${draft}/approve`);
  const published = await team.publisher.ask('POST', `/catalog/drafts/${draft}/publish`, {
    reason: 'in a hurry',
  });
  expectThat(published.body.code === 'catalog_invalid', 'a catalog with errors is not published');
  tell(`  A publish in a hurry: ${published.status} ${published.body.code}.`);
  return found.map(({ code }) => code);
}

/** Liveops mends the draft and looks at the Friday evening of two players. */
async function wednesday(team, draft, { tell, friday }) {
  heading(tell, 'Wednesday: mended, and seen as it will be');
  const mended = {
    currencies: { SHELL: null },
    offers: {
      'shell-pouch': null,
      'gem-handful': null,
      'potion-crate': { price: { amount: 400 } },
    },
    sales: {
      'last-year': null,
      friday: {
        percent: 20,
        startsAt: `${friday}T18:00:00`,
        endsAt: `${dayAfter(friday, 3)}T00:00:00`,
        zone: 'player',
      },
    },
  };
  await team.liveops.edit(draft, mended);
  const { errors } = await team.liveops.get(`/catalog/drafts/${draft}/checks`);
  expectThat(errors.length === 0, 'the mended draft has no errors');
  const { changes } = await team.liveops.get(`/catalog/drafts/${draft}/diff`);
  for (const { summary } of changes) tell(`  ${summary}`);
  const seen = (clock, home) =>
    team.liveops.post('/catalog/preview', {
      draft,
      at: { local: `${friday}T18:00:00`, zone: clock },
      facts: { timeZone: home },
    });
  for (const [clock, home, price] of [
    ['Asia/Tokyo', 'Asia/Tokyo', 200],
    ['Asia/Tokyo', 'Europe/Berlin', 250],
    ['Europe/Berlin', 'Europe/Berlin', 200],
  ]) {
    const frost = offerOf(await seen(clock, home), 'frost');
    expectThat(frost.price.amount === price, `frost costs ${price} at 18:00 in ${clock}`);
    const sale = frost.sale ? `, “${frost.sale.name}”` : '';
    tell(`  At 18:00 in ${clock} a player of ${home} sees frost for ${price} GEM${sale}.`);
  }
}

/** The author may not approve; another one does, and schedules the publish. */
async function thursday(team, draft, { now, aheadMs, tell }) {
  heading(tell, 'Thursday: another pair of eyes');
  await team.admin.edit(draft, { offers: { 'potion-crate': { price: { amount: 390 } } } });
  const alone = await team.admin.ask('POST', `/catalog/drafts/${draft}/approve`, {});
  expectThat(alone.body.code === 'approval_by_author', 'nobody approves their own work');
  tell(`  An author says yes to their own work: ${alone.status} ${alone.body.code}.`);
  const approved = await team.publisher.post(`/catalog/drafts/${draft}/approve`, {
    reason: 'looks right',
  });
  tell(`  ${approved.approval.by.name} approves revision ${approved.approval.revision}.`);
  const at = new Date(now() + aheadMs).toISOString();
  const published = await team.publisher.post(`/catalog/drafts/${draft}/publish`, {
    at,
    reason: 'Black Friday',
  });
  expectThat(published.takesEffectAt === at, 'the publish waits for its time');
  tell(`  Published as ${published.version}, from ${at} on.`);
  return published;
}

/** The shop flips by itself; who still has the old price is asked again, and never charged more. */
async function friday({ player }, { stage, scheduled }) {
  const { tell, waitUntil } = stage;
  heading(tell, 'Friday: the prices flip by themselves');
  const buyer = await player();
  const before = await buyer.shop();
  expectThat(offerOf(before, 'dragon').price.amount === 300, 'the dragon costs 300 before');
  expectThat(before.nextChangeAt === scheduled.takesEffectAt, 'the shop knows when it changes');
  tell(`  The dragon costs 300 GEM; the next change is at ${before.nextChangeAt}.`);
  await waitUntil(Date.parse(before.nextChangeAt));
  const after = await buyer.shop();
  expectThat(offerOf(after, 'dragon').price.amount === 240, 'the dragon costs 240 after');
  expectThat(after.version === scheduled.version, 'the new version sells');
  tell('  Now it costs 240 GEM. Nobody did anything.');
  const stale = await buyer.buy('dragon', 300);
  expectThat(stale.body.code === 'price_changed', 'an old price is refused');
  expectThat(stale.body.currentPrice.amount === 240, 'and the present one is told');
  tell(`  A game with the old price: ${stale.status} ${stale.body.code}, now 240 GEM.`);
  const bought = await buyer.buy('dragon', 240);
  expectThat(bought.status === 201, 'the present price is taken');
  expectThat(bought.body.order.catalogVersion === scheduled.version, 'by the version that sells');
  tell(`  It asks again and buys: ${bought.body.order.id}, 240 GEM.`);
  return bought.body.order;
}

/** A change of mind: back to the version of last week. */
async function weekend(team, { first, tell }) {
  heading(tell, 'The weekend: back to last week');
  const rolled = await team.publisher.post('/catalog/rollback', {
    version: first.version,
    reason: 'too cheap',
  });
  expectThat(rolled.version === first.version, 'the old version sells again');
  expectThat(rolled.hash === first.hash, 'with the same content');
  const buyer = await team.player();
  expectThat(offerOf(await buyer.shop(), 'dragon').price.amount === 300, 'at the old price');
  tell(`  ${first.version} sells again: the dragon costs 300 GEM.`);
}

async function auditTrail(team, draft, tell) {
  heading(tell, 'Who did what');
  const { data } = await team.admin.get('/audit-log?limit=50');
  const trail = data.filter(({ action }) => action.startsWith('catalog.')).reverse();
  for (const { at, operator, action, subject, reason } of trail) {
    const why = reason === null ? '' : ` (${reason})`;
    tell(`  ${at}  ${operator.name.padEnd(14)}  ${action.padEnd(25)} ${subject}${why}`);
  }
  expectThat(
    trail.some(({ subject }) => subject === draft),
    'the draft is in the trail',
  );
  return trail.map(({ operator, action, reason }) => ({ by: operator.name, action, reason }));
}

/** The demo title's operators, and players. */
function teamOf(url) {
  return {
    admin: operatorOf(url, 'admin'),
    liveops: operatorOf(url, 'liveops'),
    publisher: operatorOf(url, 'publisher'),
    player: () => playerOf(url),
  };
}

function operatorOf(url, role) {
  const ask = (method, path, body, more = {}) =>
    send(`${url}/v1/admin${path}`, {
      method,
      body,
      headers: { authorization: `Bearer ot_demo_${role}`, ...more },
    });
  const done = async (method, path, body) => {
    const answer = await ask(method, path, body);
    expectThat(answer.status < 300, `${method} ${path} as ${role}: ${JSON.stringify(answer.body)}`);
    return answer.body;
  };
  return {
    ask,
    get: (path) => done('GET', path),
    put: (path, body) => done('PUT', path, body),
    post: (path, body = {}) => done('POST', path, body),
    /** Changes parts of a draft, on the revision that is there. */
    edit: async (draft, patch) => {
      const path = `/catalog/drafts/${draft}/content`;
      const { etag } = await ask('GET', path);
      const answer = await ask('PATCH', path, patch, { 'if-match': etag });
      expectThat(answer.status === 200, `an edit as ${role}: ${JSON.stringify(answer.body)}`);
      return answer;
    },
  };
}

/** A new guest with 1,000 free gems. */
async function playerOf(url) {
  const secret = crypto.randomUUID();
  const session = await send(`${url}/v1/sessions`, {
    method: 'POST',
    body: { guest: { deviceId: `device-${secret}`, deviceSecret: secret } },
    headers: { 'gemtill-key': 'pk_demo' },
  });
  const { accessToken, player } = session.body;
  const keyed = (token) => ({
    authorization: `Bearer ${token}`,
    'idempotency-key': crypto.randomUUID(),
  });
  const given = await send(`${url}/v1/server/players/${player.id}/grants`, {
    method: 'POST',
    body: { currency: 'GEM', amount: 1_000, reason: 'demo' },
    headers: keyed('sk_demo'),
  });
  expectThat(given.status < 300, `a gift of gems: ${JSON.stringify(given.body)}`);
  return {
    shop: async () => {
      const headers = { authorization: `Bearer ${accessToken}` };
      return (await send(`${url}/v1/catalog`, { method: 'GET', headers })).body;
    },
    buy: (offer, amount) =>
      send(`${url}/v1/orders`, {
        method: 'POST',
        body: { offer, quantity: 1, expectedPrice: { currency: 'GEM', amount } },
        headers: keyed(accessToken),
      }),
  };
}

async function send(url, { method, body, headers }) {
  const answer = await fetch(url, {
    method,
    headers: body === undefined ? headers : { ...headers, 'content-type': 'application/json' },
    body: body === undefined ? undefined : JSON.stringify(body),
    signal: AbortSignal.timeout(15_000),
  });
  const text = await answer.text();
  const etag = answer.headers.get('etag');
  return { status: answer.status, body: text ? JSON.parse(text) : undefined, etag };
}

function offerOf({ offers }, key) {
  const offer = offers.find((one) => one.key === key);
  expectThat(offer !== undefined, `the shop has ${key}`);
  return offer;
}

const named = (name) => ({ name: { en: name, de: name, ja: name } });

/** An offer that gives one currency for another. */
function exchange(name, price, gives) {
  const [[currency, amount]] = Object.entries(price);
  return { ...named(name), price: { currency, amount }, gives };
}

/** The first Friday that is at least two days ahead, so that it has not begun anywhere. */
function fridayAfter(now) {
  let day = now + 2 * DAY_MS;
  while (new Date(day).getUTCDay() !== 5) day += DAY_MS;
  return new Date(day).toISOString().slice(0, 10);
}

function dayAfter(day, days) {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);
}

function heading(tell, words) {
  tell('');
  tell(words);
}

function expectThat(holds, words) {
  if (!holds) throw new Error(`not as it should be: ${words}`);
}
