import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ProcessSecret } from '../platform/http/process-secret.js';
import { APPLE_API_KEY_PURPOSE, APPLE_SHARED_SECRET_PURPOSE } from './apple-settings.js';
import { SERVICE_ACCOUNT_PURPOSE } from './google-settings.js';
import { type SecretFiles, withSecrets } from './title-secrets.js';
import { type TitleSettings, titleSettingsOf } from './title-settings.js';

const secret = new ProcessSecret('a secret of a test, 32 characters long');
const pem = { type: 'pkcs8', format: 'pem' } as const;
const p8 = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export(pem).toString();
const account = { client_email: 'a@example.com', private_key: 'a key', type: 'service_account' };
const sharedSecret = '0123456789abcdef0123456789abcdef';
const apiKey = { issuerId: '7c0a9b1e-8d5f-4a53-9a4e-3f1d2b6c7d80', keyId: 'ABC123DEFG' };
const apps = [{ bundleId: 'com.example.demo', appAppleId: 1 }];
const written = { apple: { apps, apiKey }, google: { packageName: 'com.example.demo' } };
const nothing = titleSettingsOf({}, false);

describe('the secrets of a title', () => {
  let folder: string;
  const file = (name: string, text: string) => {
    const path = join(folder, name);
    writeFileSync(path, text);
    return path;
  };
  const set = (settings: object, files: SecretFiles, earlier: TitleSettings = nothing) =>
    titleSettingsOf(withSecrets(settings, files, { earlier, secret }), false);
  const all = (): SecretFiles => ({
    googleKey: file('account.json', JSON.stringify(account, null, 2)),
    appleKey: file('AuthKey.p8', p8),
    appleSecret: file('secret.txt', `${sharedSecret}\n`),
  });

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'gemtill-secrets-'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it('are sealed, each for its own purpose', () => {
    const { apple, google } = set(written, all());
    const opened = (purpose: string, sealed: string) => secret.open(purpose, sealed);
    expect(opened(APPLE_API_KEY_PURPOSE, apple!.apiKey!.privateKey)).toBe(p8.trim());
    expect(opened(APPLE_SHARED_SECRET_PURPOSE, apple!.sharedSecret!)).toBe(sharedSecret);
    const kept = JSON.parse(opened(SERVICE_ACCOUNT_PURPOSE, google!.serviceAccount!));
    expect(kept).toEqual(account);
    expect(() => opened(SERVICE_ACCOUNT_PURPOSE, apple!.sharedSecret!)).toThrow();
    const text = JSON.stringify({ apple, google });
    for (const plain of [sharedSecret, 'PRIVATE KEY', account.private_key]) {
      expect(text).not.toContain(plain);
    }
  });

  it('stay when the settings change and no file is named', () => {
    const earlier = set(written, all());
    expect(set(written, {}, earlier)).toEqual(earlier);
    const renamed = { ...written, google: { packageName: 'com.example.other' } };
    const later = set(renamed, { appleSecret: file('new.txt', 'abcdefabcdefabcdef') }, earlier);
    expect(later.google!.serviceAccount).toBe(earlier.google!.serviceAccount);
    expect(later.apple!.apiKey).toEqual(earlier.apple!.apiKey);
    expect(later.apple!.sharedSecret).not.toBe(earlier.apple!.sharedSecret);
  });

  it('leave with what they were for', () => {
    const earlier = set(written, all());
    const less = set({ apple: { apps } }, {}, earlier);
    expect(less.google).toBeUndefined();
    expect(less.apple?.apiKey).toBeUndefined();
    const other = { apple: { apps, apiKey: { ...apiKey, keyId: 'OTHER12345' } } };
    expect(() => set(other, {}, earlier)).toThrow('must be sealed');
  });

  it.each<[string, SecretFiles, string]>([
    ['nothing', { googleKey: '/nowhere' }, 'must be readable'],
    ['no JSON', { googleKey: 'none' }, 'one JSON object'],
    ['no key file', { googleKey: 'other' }, 'service account'],
    ['no .p8', { appleKey: 'none' }, 'the .p8 file'],
    ['a key of another kind', { appleKey: 'rsa' }, 'the .p8 file'],
    ['no shared secret', { appleSecret: 'other' }, 'stand alone'],
  ])('are refused when a file holds %s, and nothing of it is shown', (_name, files, words) => {
    const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export(pem);
    const made: Record<string, string> = {
      none: file('none', '{"private_key": "hidden words'),
      other: file('other', '{"hidden":"words"}'),
      rsa: file('rsa', rsa.toString()),
    };
    const paths = Object.fromEntries(
      Object.entries(files).map(([name, which]) => [name, made[which!] ?? which]),
    );
    expect(() => set(written, paths)).toThrow(words);
    expect(() => set(written, paths)).not.toThrow(/hidden|PRIVATE/);
  });

  it('are refused when the settings have no place for them', () => {
    const google = { google: { packageName: 'com.example.demo' } };
    expect(() => set({}, { googleKey: all().googleKey })).toThrow('say nothing of google');
    expect(() => set(google, { appleSecret: all().appleSecret })).toThrow('say nothing of apple');
    const keyless = { apple: { apps } };
    expect(() => set(keyless, { appleKey: all().appleKey })).toThrow('nothing of apple.apiKey');
  });
});
