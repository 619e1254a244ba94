import { createHmac, createPublicKey } from 'node:crypto';
import { CompactSign } from 'jose';
import { chainHeader, signData } from './apple/signed-data.js';
import {
  type CertificateChain,
  type ChainOptions,
  makeChain,
  makeChainBelow,
} from './pki/certificate-chain.js';

/** Signs, breaks or imitates: what a hostile device could send instead of a signed transaction. */
export type Forge = (chain: CertificateChain, payload: object) => Promise<string>;

/**
 * Signed data that every verifier has to refuse, by what is wrong with it. `chain` is the one
 * that the verifier trusts; the attacker knows its certificates and, where it says so, more.
 *
 * `expiredChain` belongs here only when the payload's `signedDate` is later than 2021.
 */
export const forgeries: Record<string, Forge> = {
  unsigned: async (chain, payload) =>
    `${encode({ alg: 'none', x5c: chainHeader(chain) })}.${encode(payload)}.`,
  hmacWithLeafKey,
  tamperedPayload: async (chain, payload) => {
    const [header, , signature] = (await signData(chain, payload)).split('.');
    return `${header}.${encode({ ...payload, quantity: 9 })}.${signature}`;
  },
  tamperedSignature: async (chain, payload) => {
    const [header, body, signature] = (await signData(chain, payload)).split('.');
    const bytes = Buffer.from(signature ?? '', 'base64url');
    bytes[10] = (bytes[10] ?? 0) ^ 1;
    return `${header}.${body}.${bytes.toString('base64url')}`;
  },
  ownRootOfTheSameName: async (_chain, payload) => signData(await makeChain(), payload),
  ownChainBesideOurRoot: async (chain, payload) =>
    signData({ ...(await makeChain()), root: chain.root }, payload),
  ourChainWithOwnKey: async (chain, payload) =>
    signAs(chainHeader(chain), (await makeChain()).leaf.privateKey, payload),
  leafUsedAsIntermediate: async (chain, payload) => {
    const below = await makeChainBelow(chain.root);
    return signData({ root: chain.root, intermediate: below.leaf, leaf: chain.leaf }, payload);
  },
  leafWithoutMarker: belowOurRoot({ leafMarker: false }),
  /** As Apple marks those that sign for its developers. */
  leafWithOtherMarker: belowOurRoot({ leafMarker: '1.2.840.113635.100.6.1.2' }),
  intermediateWithoutMarker: belowOurRoot({ intermediateMarker: false }),
  intermediateWithoutAuthority: belowOurRoot({ intermediateIsAuthority: false }),
  expiredChain: belowOurRoot({
    notBefore: new Date('2020-01-01'),
    notAfter: new Date('2021-01-01'),
  }),
  chainOfTwo: async (chain, payload) =>
    signAs(chainHeader(chain).slice(0, 2), chain.leaf.privateKey, payload),
  chainOfFour: async (chain, payload) =>
    signAs([...chainHeader(chain), chainHeader(chain)[2]!], chain.leaf.privateKey, payload),
  withoutChain: (chain, payload) => signAs(undefined, chain.leaf.privateKey, payload),
  chainOfGarbage: (chain, payload) =>
    signAs(['AAAA', 'BBBB', 'CCCC'], chain.leaf.privateKey, payload),
  notSignedData: async () => 'not.signed.data',
};

/** A change of a payload that a store would sign, but that must not be credited as it stands. */
export type Lie = (payload: Record<string, unknown>) => Record<string, unknown>;

/**
 * Payloads to sign with the true key. Apple's own verifier refuses only some of them, so whoever
 * credits has to look at each: a true signature says nothing about the content being fit.
 */
export const lies: Record<string, Lie> = {
  withoutTransactionId: (payload) => without(payload, 'transactionId'),
  numericTransactionId: (payload) => ({ ...payload, transactionId: 4700123456789 }),
  withoutProductId: (payload) => without(payload, 'productId'),
  withoutEnvironment: (payload) => without(payload, 'environment'),
  xcodeEnvironment: (payload) => ({ ...payload, environment: 'Xcode' }),
  localTestingEnvironment: (payload) => ({ ...payload, environment: 'LocalTesting' }),
  otherBundle: (payload) => ({ ...payload, bundleId: 'com.example.other' }),
  negativeQuantity: (payload) => ({ ...payload, quantity: -1 }),
  zeroQuantity: (payload) => ({ ...payload, quantity: 0 }),
  hugeQuantity: (payload) => ({ ...payload, quantity: 1_000_000_000 }),
  fractionalQuantity: (payload) => ({ ...payload, quantity: 1.5 }),
  unknownType: (payload) => ({ ...payload, type: 'Gift' }),
  familyShared: (payload) => ({ ...payload, inAppOwnershipType: 'FAMILY_SHARED' }),
};

/** Signs any payload with the true key of the simulated App Store. */
export const signTruly: Forge = signData;

/** HS256 with the leaf's public key as the secret: the classic confusion of algorithms. */
async function hmacWithLeafKey(chain: CertificateChain, payload: object): Promise<string> {
  const signed = `${encode({ alg: 'HS256', x5c: chainHeader(chain) })}.${encode(payload)}`;
  const publicKey = createPublicKey(chain.leaf.privateKey);
  const secret = publicKey.export({ format: 'pem', type: 'spki' });
  return `${signed}.${createHmac('sha256', secret).update(signed).digest('base64url')}`;
}

/** A chain that only the holder of the true root could make: just the named thing is wrong. */
function belowOurRoot(options: ChainOptions): Forge {
  return async (chain, payload) => signData(await makeChainBelow(chain.root, options), payload);
}

function signAs(
  x5c: string[] | undefined,
  key: CertificateChain['leaf']['privateKey'],
  payload: object,
): Promise<string> {
  return new CompactSign(new TextEncoder().encode(JSON.stringify(payload)))
    .setProtectedHeader({ alg: 'ES256', ...(x5c && { x5c }) })
    .sign(key);
}

function encode(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

function without(payload: Record<string, unknown>, field: string): Record<string, unknown> {
  const { [field]: _left, ...rest } = payload;
  return rest;
}
