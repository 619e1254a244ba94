import 'reflect-metadata';
import { KeyObject, webcrypto } from 'node:crypto';
import * as x509 from '@peculiar/x509';
import { decodeJwt, decodeProtectedHeader } from 'jose';
import { signTruly } from '../../simulator/forgery.js';
import {
  type CertificateChain,
  type ChainOptions,
  issueLeaf,
  makeChainBelow,
} from '../../simulator/pki/certificate-chain.js';
import type { ErrorCode } from '../../src/kernel/error-codes.js';

export type Payload = Record<string, unknown>;

const MINUTE_MS = 60_000;

/** Every lie of the simulator, by what is answered when it is truly signed. */
export const LIES_REFUSED: Readonly<Record<string, ErrorCode>> = {
  withoutTransactionId: 'receipt_invalid',
  numericTransactionId: 'receipt_invalid',
  withoutProductId: 'receipt_invalid',
  withoutEnvironment: 'receipt_invalid',
  xcodeEnvironment: 'receipt_invalid',
  localTestingEnvironment: 'receipt_invalid',
  otherBundle: 'receipt_wrong_app',
  negativeQuantity: 'quantity_unsupported',
  zeroQuantity: 'quantity_unsupported',
  hugeQuantity: 'quantity_unsupported',
  fractionalQuantity: 'quantity_unsupported',
  unknownType: 'product_type_unsupported',
  familyShared: 'family_shared_not_allowed',
};

/** What is truly signed and must not be credited: a change of a good payload, and the answer. */
export const CHANGES_REFUSED: readonly (readonly [string, Payload, ErrorCode])[] = [
  ['H60 signed in 1970', { signedDate: 1 }, 'receipt_invalid'],
  ['H60 signed tomorrow', { signedDate: Date.now() + 1440 * MINUTE_MS }, 'receipt_invalid'],
  ['H60 signed in six minutes', { signedDate: Date.now() + 6 * MINUTE_MS }, 'receipt_invalid'],
  ['H60 never signed', { signedDate: undefined }, 'receipt_invalid'],
  ['H60 signed at no time', { signedDate: 1e300 }, 'receipt_invalid'],
  ['H60 signed by words', { signedDate: '2026-01-01' }, 'receipt_invalid'],
  ['H77 with an id of letters', { transactionId: 'com.apple.1' }, 'receipt_invalid'],
  [
    'H77 with a UUID for an id',
    { transactionId: '7C0A9B1E-8D5F-4A53-9A4E-3F1D2B6C7D80' },
    'receipt_invalid',
  ],
  ['H84 with an id that is a path', { transactionId: '../history' }, 'receipt_invalid'],
  ['with an id of 33 digits', { transactionId: '1'.repeat(33) }, 'receipt_invalid'],
  ['with an empty product', { productId: '' }, 'receipt_invalid'],
  ['with a product of spaces', { productId: ' gems' }, 'receipt_invalid'],
  ['without an app', { bundleId: undefined }, 'receipt_wrong_app'],
  ['H67 of the sandbox', { environment: 'Sandbox' }, 'receipt_sandbox'],
  ['H65 of an inherited name', { environment: 'constructor' }, 'receipt_invalid'],
  ['H73 a subscription', { type: 'Auto-Renewable Subscription' }, 'product_type_unsupported'],
  ['H73 a durable', { type: 'Non-Consumable' }, 'product_type_unsupported'],
  ['H75 assigned', { inAppOwnershipType: 'ASSIGNED' }, 'family_shared_not_allowed'],
  ['H75 owned by nobody', { inAppOwnershipType: undefined }, 'family_shared_not_allowed'],
  ['eleven', { quantity: 11 }, 'quantity_unsupported'],
  ['of no quantity', { quantity: undefined }, 'quantity_unsupported'],
  ['of a quantity in words', { quantity: '1' }, 'quantity_unsupported'],
];

/** Chains of certificates in a header that are none, of a size that a request may have. */
export const STRANGE_CHAINS: readonly (readonly [string, (chain: string[]) => unknown])[] = [
  ['no certificate', () => []],
  ['one certificate', (chain) => chain.slice(0, 1)],
  ['two certificates', (chain) => chain.slice(0, 2)],
  ['four certificates', (chain) => [...chain, chain[0]]],
  ['a hundred certificates', (chain) => Array(100).fill(chain[0])],
  ['garbage in base64', () => ['AAAA', 'BBBB', 'CCCC']],
  ['no base64', () => ['*', '*', '*']],
  ['no texts', () => [{}, 1, null]],
  ['a text for a list', () => 'x5c'],
  ['null for a list', () => null],
];

/** Chains that are larger than what is read of a request. */
export const HUGE_CHAINS: readonly (readonly [string, (chain: string[]) => unknown])[] = [
  ['a thousand certificates', (chain) => Array(1_000).fill(chain[0])],
  ['a certificate of 1 MB', ([, ...others]) => ['A'.repeat(1_000_000), ...others]],
];

/** The payload of signed data, unverified. */
export function payloadOf(signed: string | null): Payload {
  return decodeJwt(signed!);
}

/** Signed data under a header that names another chain. */
export function withChain(signed: string, change: (chain: string[]) => unknown): string {
  const [, payload, signature] = signed.split('.');
  const { x5c = [] } = decodeProtectedHeader(signed);
  const header = Buffer.from(JSON.stringify({ alg: 'ES256', x5c: change(x5c) }));
  return `${header.toString('base64url')}.${payload}.${signature}`;
}

/**
 * A good chain of which nobody reads the third certificate, since only our own root is believed.
 */
export function signedBesideGarbage(chain: CertificateChain, payload: Payload): Promise<string> {
  const root = { ...chain.root, certificate: Buffer.from('no certificate') };
  return signTruly({ ...chain, root }, payload);
}

/** Signed below the true root by a chain of these kinds. */
export async function signedBelow(
  chain: CertificateChain,
  payload: Payload,
  options: ChainOptions,
): Promise<string> {
  return signTruly(await makeChainBelow(chain.root, options), payload);
}

/** Of two signed texts with different signers: a header of one with what belongs to the other. */
export async function mixed(
  chain: CertificateChain,
  one: Payload,
  other: Payload,
): Promise<{ headerOfOther: string; payloadOfOther: string; signatureOfOther: string }> {
  const leaf = await issueLeaf(chain.intermediate);
  const [header, payload, signature] = (await signTruly(chain, one)).split('.');
  const strange = (await signTruly({ ...chain, leaf }, other)).split('.');
  return {
    headerOfOther: `${strange[0]}.${payload}.${signature}`,
    payloadOfOther: `${header}.${strange[1]}.${signature}`,
    signatureOfOther: `${header}.${payload}.${strange[2]}`,
  };
}

/** Signed below the true intermediate by a certificate that is marked for another use. */
export async function signedForOtherUse(
  chain: CertificateChain,
  payload: Payload,
): Promise<string> {
  const issuer = new x509.X509Certificate(chain.intermediate.certificate);
  const pkcs8 = chain.intermediate.privateKey.export({ format: 'der', type: 'pkcs8' });
  const { subtle } = webcrypto;
  const issuing = { name: 'ECDSA', namedCurve: 'P-384' };
  const keys = await subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, ['sign']);
  const certificate = await x509.X509CertificateGenerator.create(
    {
      subject: 'CN=Simulated signing for another use TEST ONLY',
      issuer: issuer.subject,
      publicKey: keys.publicKey,
      signingKey: await subtle.importKey('pkcs8', pkcs8, issuing, false, ['sign']),
      signingAlgorithm: { name: 'ECDSA', hash: 'SHA-384' },
      notBefore: new Date('2020-01-01'),
      notAfter: new Date('2049-12-31'),
      extensions: [
        new x509.BasicConstraintsExtension(false, undefined, true),
        new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
        new x509.Extension('1.2.840.113635.100.6.11.2', false, new Uint8Array([5, 0])),
        await x509.AuthorityKeyIdentifierExtension.create(issuer.publicKey, false, webcrypto),
      ],
    },
    webcrypto,
  );
  const leaf = {
    certificate: Buffer.from(certificate.rawData),
    privateKey: KeyObject.from(keys.privateKey),
  };
  return signTruly({ ...chain, leaf }, payload);
}

/** A receipt of the old kind in which one byte sequence stands for another of the same length. */
export function alteredReceipt(receipt: string, from: string, to: string): string {
  const bytes = Buffer.from(receipt, 'base64');
  const at = bytes.indexOf(from);
  if (at < 0 || from.length !== to.length) throw new Error(`${from} is not in the receipt`);
  bytes.write(to, at);
  return bytes.toString('base64');
}

/** What fake stores on a player's device have handed to games; none of it comes from Apple. */
export const FAKE_STORE_PROOFS: readonly (readonly [string, string])[] = [
  ['the name of a fake store', 'com.apple.fakestore.100000000000000'],
  ['a UUID', '7C0A9B1E-8D5F-4A53-9A4E-3F1D2B6C7D80'],
  [
    'an old receipt as a property list',
    Buffer.from(
      '{\n"signature" = "AnB0aGlzIGlz";\n"purchase-info" = "ewoJInByb2R1Y3Q";\n' +
        '"environment" = "Production";\n"pod" = "100";\n"signing-status" = "0";\n}',
    ).toString('base64'),
  ],
  [
    'the static receipt that everybody gets',
    Buffer.concat([
      Buffer.from('308203e806092a864886f70d010702', 'hex'),
      Buffer.alloc(993),
    ]).toString('base64'),
  ],
];
