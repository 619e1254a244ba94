import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { AppModule } from '../../src/app.module.js';
import { HttpTransport } from '../../src/catalog/command/admin-http.gateway.js';
import { openInProcess } from '../../src/commands/in-process-catalog.js';
import { createHttpApplication } from '../../src/platform/http/http-application.js';
import { commandLine, type WorkFolder, workFolder } from '../support/command-line.js';
import { TEST_DATABASES, testConfiguration } from '../support/databases.js';
import { type Operator, operatorOf } from '../support/operator.js';
import { type ServiceInTest, startService } from '../support/service.js';

const SAMPLE = join(__dirname, '../../examples/catalog');

describe.each(TEST_DATABASES)('the catalog command with a server on $name', (database) => {
  let folder: WorkFolder;
  let service: ServiceInTest;
  let admin: Operator;
  let token = 'ot_demo_admin';
  const { run, said, json } = commandLine(async (place) => {
    const named = { url: place.url ?? service.url, token: place.token ?? token };
    return new HttpTransport({ ...place, ...named });
  });

  beforeAll(async () => {
    folder = workFolder();
    service = await startService(database);
    admin = operatorOf(service, 'admin');
  });
  afterAll(async () => {
    folder.remove();
    await service?.close();
  });

  const dragonAt = (price: number) =>
    folder.edit(['work', 'offers.yaml'], /(dragon:[\s\S]*?amount: )\d+/, `$1${price}`);
  const work = () => folder.at('work');
  const planFile = () => folder.at('the.plan');

  it('pulls what is sold, in the same bytes each time', async () => {
    expect(await run('pull', work())).toBe(0);
    const before = readdirSync(work()).map((name) => folder.text('work', name));
    expect(await run('pull', work())).toBe(0);
    expect(readdirSync(work()).map((name) => folder.text('work', name))).toEqual(before);
    expect(await run('plan', work())).toBe(0);
    expect(said.out.at(-1)).toMatch(
      /^Plan: 0 to add, 0 to change, 0 to archive\. Base catalog_\w+ /,
    );
  });

  it('plans, and applies what was planned', async () => {
    dragonAt(240);
    folder.edit(['work', 'offers.yaml'], / {2}moss:[\s\S]*?(?= {2}potion:)/, '');
    const sale = `sales:
  friday: { name: { en: Friday }, offers: [potion], percent: 20, zone: player,
            startsAt: 2027-11-26T18:00:00, endsAt: 2027-11-29T00:00:00 }
`;
    writeFileSync(join(work(), 'sales.yaml'), sale);
    expect(await run('plan', work(), '--out', planFile())).toBe(0);
    expect(said.out).toContain('~ offers.dragon   price 300 → 240 (-20 %)');
    expect(said.out).toContain(
      '- offers.moss     archive: no longer sold, still known to receipts and players',
    );
    const added = said.out.find((line) => line.startsWith('+ sales.friday'));
    expect(added).toContain('20 % from 2027-11-26T18:00:00');
    const summary = said.out.at(-2)!;
    expect(summary).toMatch(/^Plan: 1 to add, 1 to change, 1 to archive\. Base catalog_\w{26} /);
    expect(summary).toMatch(/ \(drift: none\)\. Hash \w{12}\.$/);
    expect(await run('apply', planFile())).toBe(0);
    const [, draft] = /Made (draft_\w+)\./.exec(said.out[0]!)!;
    expect(await admin.see(`/catalog/drafts/${draft}`)).toMatchObject({ state: 'open' });
    expect(await run('diff', 'current', draft!, '--json')).toBe(0);
    expect(json().counts).toEqual({ added: 1, changed: 1, archived: 1, removed: 0 });
    expect(await run('apply', planFile(), '--publish', '--reason', 'autumn', '--json')).toBe(0);
    expect(json()).toMatchObject({ ok: true, changed: true });
    const { data } = await admin.see('/catalog/versions?limit=1');
    expect(data[0]).toMatchObject({ state: 'current', reason: 'autumn' });
  });

  it('fails on drift, and on a plan that somebody edited', async () => {
    expect(await run('apply', planFile(), '--publish')).toBe(3);
    expect(said.complaints[0]).toMatch(
      /^Drift: the plan stands on catalog_\w+, but the title sells/,
    );
    const plan = folder.text('the.plan');
    writeFileSync(planFile(), plan.replace('"amount": 240', '"amount": 24'));
    expect(await run('apply', planFile(), '--publish')).toBe(2);
    expect(said.complaints[0]).toContain('was edited');
    writeFileSync(planFile(), plan);
    expect(await run('apply', planFile(), '--environment', 'sandbox')).toBe(2);
    expect(said.complaints[0]).toContain('The plan is for --title demo --environment production');
  });

  it('plans nothing that could not be published', async () => {
    const spare = folder.text('work', 'products.yaml');
    folder.edit(['work', 'products.yaml'], 'com.example.demo.gems500', 'com.example.demo.gems501');
    folder.edit(['work', 'products.yaml'], 'com.example.demo.gems100', 'com.example.demo.gems500');
    expect(await run('plan', work(), '--out', folder.at('never.plan'))).toBe(1);
    expect(said.complaints.join('\n')).toMatch(
      /^error {3}\/products\/gems_100\S* store_id_reused /m,
    );
    expect(existsSync(folder.at('never.plan'))).toBe(false);
    expect(await run('publish', work(), '--json')).toBe(1);
    expect(json()).toMatchObject({ ok: false, code: 'catalog_invalid' });
    writeFileSync(join(work(), 'products.yaml'), spare);
  });

  it('publishes a folder, a draft, from a time on, and goes back', async () => {
    const before = (await admin.see('/catalog/versions/current')).version;
    dragonAt(230);
    expect(await run('publish', work())).toBe(0);
    expect(said.out[0]).toMatch(/^Published catalog_\w{26}; it sells from /);
    expect(await run('publish', work(), '--json')).toBe(0);
    expect(json().changed).toBe(false);
    expect(await run('rollback', before, '--reason', 'too cheap')).toBe(0);
    expect((await admin.see('/catalog/versions/current')).version).toBe(before);
    dragonAt(220);
    expect(await run('publish', work(), '--at', '2031-01-01T00:00:00Z', '--json')).toBe(0);
    const { draft, takesEffectAt } = json();
    expect(takesEffectAt).toBe('2031-01-01T00:00:00.000Z');
    expect(await admin.see(`/catalog/drafts/${draft}`)).toMatchObject({ state: 'scheduled' });
    await admin.post(`/catalog/drafts/${draft}/cancel`, { reason: 'not yet' });
    expect(await run('rollback', before.slice(0, -1))).toBe(2);
  });

  it('waits for somebody else where two people must look', async () => {
    await admin.request('PUT', '/catalog/settings', { body: { twoPersonRule: true } });
    dragonAt(210);
    token = 'ot_demo_publisher';
    expect(await run('publish', work(), '--json')).toBe(3);
    const { code, draft } = json();
    expect(code).toBe('approval_missing');
    expect(await run('approve', draft)).toBe(2);
    expect(said.complaints[0]).toContain('approval_by_author');
    token = 'ot_demo_admin';
    expect(await run('approve', draft)).toBe(0);
    token = 'ot_demo_publisher';
    expect(await run('publish', draft)).toBe(0);
    token = 'ot_demo_admin';
    await admin.request('PUT', '/catalog/settings', { body: { twoPersonRule: false } });
  });

  it('takes spreadsheets into drafts, new ones and such as are there', async () => {
    const sheets = folder.at('sheets');
    expect(await run('export', '--csv', sheets)).toBe(0);
    folder.edit(['sheets', 'offers.csv'], /^(dragon,,GEM,)\d+/m, '$1199');
    folder.edit(['sheets', 'offers.csv'], /^frost,,/m, 'frost,#delete,');
    expect(await run('import', '--csv', sheets, '--json')).toBe(0);
    const { draft } = json();
    expect(await run('diff', 'current', draft)).toBe(0);
    expect(said.out[0]).toBe('~ offers.dragon   price 210 → 199 (-5.2 %)');
    expect(said.out[1]).toMatch(/^- offers\.frost {4}/);
    folder.edit(['sheets', 'offers.csv'], /^(dragon,,GEM,)\d+/m, '$1198');
    expect(await run('import', '--csv', sheets, '--draft', draft)).toBe(0);
    expect(said.out[0]).toBe(`${draft} has revision 2 now.`);
    folder.edit(['sheets', 'offers.csv'], /^(dragon,,GEM,)\d+/m, '$1abc');
    expect(await run('import', '--csv', sheets, '--draft', draft)).toBe(1);
    expect(said.complaints[0]).toMatch(
      /^offers\.csv:\d+:4 \/offers\/dragon\/price\/amount wrong_type/,
    );
  });

  it('shows the shop of a Friday evening, to players in two zones', async () => {
    const potion = async (zone: string, home: string) => {
      const at = ['--at', '2027-11-26T18:30', '--zone', zone];
      const facts = ['--facts', JSON.stringify({ timeZone: home })];
      expect(await run('preview', ...at, ...facts, '--locale', 'de')).toBe(0);
      return said.out
        .find((line) => line.startsWith('potion'))!
        .split(/ {2,}/)
        .slice(1, 5);
    };
    const onSale = ['Heiltrank', '40 GEM', '50 GEM', 'friday'];
    expect(await potion('Asia/Tokyo', 'Asia/Tokyo')).toEqual(onSale);
    expect(await potion('Europe/Berlin', 'Europe/Berlin')).toEqual(onSale);
    // It is half past ten in Berlin then.
    expect(await potion('Asia/Tokyo', 'Europe/Berlin')).toEqual(
      expect.not.arrayContaining(['40 GEM']),
    );
    expect(said.out[0]).toMatch(/^Shop of catalog_\w+ at 2027-11-26T09:30:00\.000Z; next change: /);
    for (const wrong of [
      ['--facts', '[1]'],
      ['--zone', 'Asia/Tokyo'],
      ['--at', 'friday'],
    ]) {
      expect(await run('preview', ...wrong)).toBe(2);
    }
  });

  it('says who may not, and never which token', async () => {
    for (const [secret, words] of [
      ['ot_demo_liveops', 'forbidden'],
      ['ot_demo_nobody', 'token_invalid'],
    ] as const) {
      token = secret;
      expect(await run('rollback', 'catalog_01h455vb4pex5vsknk084sn02q')).toBe(2);
      expect(said.complaints[0]).toContain(words);
      expect(said.complaints.join('\n')).not.toContain(secret);
    }
    token = 'ot_demo_admin';
    expect(await run('pull', folder.at('x'), '--title', 'other')).toBe(2);
    expect(said.complaints[0]).toContain('not_found');
  });

  it('still publishes with a key of a game server', async () => {
    const keyed = ['--url', service.url, '--key', 'sk_demo_sandbox'];
    expect(await run('publish', SAMPLE, ...keyed)).toBe(0);
    expect(await run('publish', SAMPLE, '--url', service.url, '--key', 'sk_wrong')).toBe(2);
    expect(said.complaints[0]).toContain('key_invalid');
  });
});

describe('the catalog command on a database without a server', () => {
  it('carries the application in itself', async () => {
    const folder = workFolder();
    const home = await TEST_DATABASES[0]!.create();
    const configuration = testConfiguration(home.env);
    const first = await createHttpApplication(AppModule.of(configuration), configuration);
    await first.close();
    const { run, said } = commandLine((place) => openInProcess(configuration, place));
    const path = folder.at('in-process');
    expect(await run('pull', path)).toBe(0);
    folder.edit(['in-process', 'offers.yaml'], 'amount: 300', 'amount: 301');
    expect(await run('publish', path, '--reason', 'by hand')).toBe(0);
    expect(await run('plan', path)).toBe(0);
    expect(said.out.at(-1)).toMatch(/^Plan: 0 to add, 0 to change/);
    expect(await run('pull', path, '--title', 'nobody')).toBe(2);
    expect(said.complaints[0]).toBe('There is no title “nobody”.');
    await home.drop();
    folder.remove();
  });
});
