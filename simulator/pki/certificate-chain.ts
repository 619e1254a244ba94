import 'reflect-metadata';
import { KeyObject, webcrypto } from 'node:crypto';
import * as x509 from '@peculiar/x509';

/** A certificate in DER form and the key that belongs to it. */
export interface CertifiedKey {
  certificate: Buffer;
  privateKey: KeyObject;
}

/** The chain that Apple's documents describe: root, intermediate, and the leaf that signs. */
export interface CertificateChain {
  root: CertifiedKey;
  intermediate: CertifiedKey;
  leaf: CertifiedKey;
}

/** What a test may leave out of a chain on purpose. All default to a correct chain. */
export interface ChainOptions {
  /** A text is the marker of something else. */
  leafMarker?: boolean | string;
  intermediateMarker?: boolean;
  intermediateIsAuthority?: boolean;
  notBefore?: Date;
  notAfter?: Date;
  /** Where to ask whether a certificate was revoked; without it, nobody can be asked. */
  ocspUrl?: string;
}

/** Says on every screen that shows a certificate that no store stands behind it. */
const organization = 'O=Gemtill store simulator - TEST ONLY';
const names = {
  root: `CN=Simulated Root CA TEST ONLY, ${organization}`,
  intermediate: `CN=Simulated Developer Relations CA TEST ONLY, ${organization}`,
  leaf: `CN=Simulated App Store Receipt Signing TEST ONLY, ${organization}`,
  responder: `CN=Simulated Revocation Responder TEST ONLY, ${organization}`,
};

/** Apple's marker extensions: without them any other certificate of Apple would pass as well. */
const markers = {
  intermediate: '1.2.840.113635.100.6.2.1',
  leaf: '1.2.840.113635.100.6.11.1',
};
const ocspNoCheck = '1.3.6.1.5.5.7.48.1.5';
const derNull = new Uint8Array([5, 0]);

/** Far on both sides of today, so that the virtual clock can move. */
const validity = { notBefore: new Date('2020-01-01'), notAfter: new Date('2049-12-31') };

const signing = { name: 'ECDSA', hash: 'SHA-384' };
type Curve = 'P-256' | 'P-384';

/** Makes a root, and an intermediate and a leaf below it. */
export async function makeChain(options: ChainOptions = {}): Promise<CertificateChain> {
  return makeChainBelow(await makeRoot(), options);
}

/** Makes an intermediate and a leaf below a root that exists. */
export async function makeChainBelow(
  root: CertifiedKey,
  options: ChainOptions = {},
): Promise<CertificateChain> {
  const intermediate = await issueIntermediate(root, options);
  return { root, intermediate, leaf: await issueLeaf(intermediate, options) };
}

/**
 * Makes an intermediate below a root. With the key of an earlier one, whatever that one signed
 * stays good.
 */
export function issueIntermediate(
  root: CertifiedKey,
  options: ChainOptions = {},
  earlier?: CertifiedKey,
): Promise<CertifiedKey> {
  const authority = options.intermediateIsAuthority ?? true;
  return issue({
    issuer: root,
    subject: names.intermediate,
    curve: 'P-384',
    options,
    ...(earlier && { earlier }),
    extensions: [
      new x509.BasicConstraintsExtension(authority, authority ? 0 : undefined, true),
      authorityUsage(),
      ...marker(markers.intermediate, options.intermediateMarker),
    ],
  });
}

/** Makes another signing certificate below an intermediate that exists. */
export function issueLeaf(
  intermediate: CertifiedKey,
  options: ChainOptions = {},
): Promise<CertifiedKey> {
  return issue({
    issuer: intermediate,
    subject: names.leaf,
    curve: 'P-256',
    options,
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      ...marker(markers.leaf, options.leafMarker),
    ],
  });
}

/**
 * Makes the key that answers for `issuer` whether its certificates are revoked. Clients want it
 * to be another one than the issuer's own, marked for this and nothing else.
 */
export function issueResponder(issuer: CertifiedKey): Promise<CertifiedKey> {
  return issue({
    issuer,
    subject: names.responder,
    curve: 'P-256',
    options: {},
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.ocspSigning], true),
      // Nobody needs to ask whether the one who answers was revoked itself.
      new x509.Extension(ocspNoCheck, false, derNull),
    ],
  });
}

async function makeRoot(): Promise<CertifiedKey> {
  const keys = await makeKeys('P-384');
  const certificate = await x509.X509CertificateGenerator.createSelfSigned(
    {
      name: names.root,
      keys,
      signingAlgorithm: signing,
      ...validity,
      extensions: [
        new x509.BasicConstraintsExtension(true, undefined, true),
        authorityUsage(),
        await x509.SubjectKeyIdentifierExtension.create(keys.publicKey, false, webcrypto),
      ],
    },
    webcrypto,
  );
  return certified(certificate, keys);
}

async function issue(request: {
  issuer: CertifiedKey;
  subject: string;
  curve: Curve;
  options: ChainOptions;
  extensions: x509.Extension[];
  /** Whose key to certify again, instead of a new one. */
  earlier?: CertifiedKey;
}): Promise<CertifiedKey> {
  const { options, earlier } = request;
  const keys = earlier ?? (await newKeys(request.curve));
  const publicKey =
    'publicKey' in keys ? keys.publicKey : new x509.X509Certificate(keys.certificate).publicKey;
  const issuer = new x509.X509Certificate(request.issuer.certificate);
  const certificate = await x509.X509CertificateGenerator.create(
    {
      subject: request.subject,
      issuer: issuer.subject,
      publicKey,
      signingKey: await importSigningKey(request.issuer.privateKey),
      signingAlgorithm: signing,
      notBefore: options.notBefore ?? validity.notBefore,
      notAfter: options.notAfter ?? validity.notAfter,
      extensions: [
        ...request.extensions,
        ...revocationAddress(options.ocspUrl),
        await x509.SubjectKeyIdentifierExtension.create(publicKey, false, webcrypto),
        await x509.AuthorityKeyIdentifierExtension.create(issuer.publicKey, false, webcrypto),
      ],
    },
    webcrypto,
  );
  return { certificate: Buffer.from(certificate.rawData), privateKey: keys.privateKey };
}

async function newKeys(curve: Curve) {
  const { publicKey, privateKey } = await makeKeys(curve);
  return { publicKey, privateKey: KeyObject.from(privateKey) };
}

function makeKeys(namedCurve: Curve): Promise<webcrypto.CryptoKeyPair> {
  return webcrypto.subtle.generateKey({ name: 'ECDSA', namedCurve }, true, ['sign', 'verify']);
}

function importSigningKey(key: KeyObject): Promise<webcrypto.CryptoKey> {
  const pkcs8 = key.export({ format: 'der', type: 'pkcs8' });
  const algorithm = { name: 'ECDSA', namedCurve: 'P-384' };
  return webcrypto.subtle.importKey('pkcs8', pkcs8, algorithm, false, ['sign']);
}

function certified(certificate: x509.X509Certificate, keys: webcrypto.CryptoKeyPair): CertifiedKey {
  return {
    certificate: Buffer.from(certificate.rawData),
    privateKey: KeyObject.from(keys.privateKey),
  };
}

function authorityUsage(): x509.Extension {
  return new x509.KeyUsagesExtension(
    x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign,
    true,
  );
}

function revocationAddress(ocspUrl: string | undefined): x509.Extension[] {
  return ocspUrl === undefined ? [] : [new x509.AuthorityInfoAccessExtension({ ocsp: ocspUrl })];
}

function marker(identifier: string, wanted: boolean | string = true): x509.Extension[] {
  const marked = typeof wanted === 'string' ? wanted : identifier;
  return wanted === false ? [] : [new x509.Extension(marked, false, derNull)];
}
