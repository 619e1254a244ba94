import { readServiceAccount } from './service-account.js';

const account = { client_email: 'a@example.com', private_key: 'key' };
const read = (token_uri: unknown) => readServiceAccount(JSON.stringify({ ...account, token_uri }));

describe('The key file of a service account', () => {
  it('is read with what matters of it, and without an address where it names none', () => {
    expect(readServiceAccount(JSON.stringify({ ...account, type: 'x' }))).toEqual(account);
    expect(read(undefined)).toEqual(account);
  });

  it.each([
    'https://oauth2.googleapis.com/token',
    'https://www.googleapis.com/oauth2/v4/token',
    'https://googleapis.com/token',
    'https://oauth2.europe-west1.rep.googleapis.com/token',
    'https://accounts.google.com/o/oauth2/token', // in key files of older days
    'https://OAuth2.GoogleAPIs.com/token',
  ])('may name an address of Google: %s', (token_uri) => {
    expect(read(token_uri)).toEqual({ ...account, token_uri });
  });

  it.each([
    'http://oauth2.googleapis.com/token',
    'https://example.com/token',
    'https://127.0.0.1/token',
    'https://localhost:8443/token',
    'https://oauth2.googleapis.com.example.com/token',
    'https://example.com/oauth2.googleapis.com/token',
    'https://evilgoogleapis.com/token',
    'https://oauth2-googleapis.com/token',
    'https://oauth2.googleapis.com@example.com/token',
    'https://oauth2.googleapis.com:8443/token',
    'https://user:password@oauth2.googleapis.com/token',
    'https://mail.google.com/token',
    'https://example.com#.googleapis.com',
    'https://example.com\\.googleapis.com/token',
    'ftp://oauth2.googleapis.com/token',
    'oauth2.googleapis.com',
    '',
    7,
    null,
  ])('is none when its tokens come from elsewhere: %j', (token_uri) => {
    expect(read(token_uri)).toBeNull();
  });
});
