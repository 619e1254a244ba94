import { sign, verify, X509Certificate } from 'node:crypto';
import type { CertificateChain } from '../pki/certificate-chain.js';
import { issuerAndSerial } from '../pki/certificate-parts.js';
import {
  childAt,
  children,
  type DerValue,
  decode,
  derNull,
  ia5String,
  integer,
  objectIdentifier,
  octetString,
  sequence,
  set,
  tagged,
  utf8String,
} from '../pki/der.js';
import { type Environment, type Purchase, totalQuantity } from '../purchases/purchase.js';

/** What a receipt of the old kind says by itself; the rest Apple looks up when it is asked. */
export interface Receipt {
  environment: Environment;
  bundleId: string;
  /** Milliseconds since 1970. */
  createdAt: number;
  transactionIds: string[];
}

/** The receipt is one, but Apple did not sign it. */
export class UnauthenticReceipt extends Error {}

/** The numbers by which a receipt names its parts. */
const fields = {
  environment: 0,
  bundleId: 2,
  applicationVersion: 3,
  createdAt: 12,
  inApp: 17,
  originalVersion: 19,
  quantity: 1701,
  productId: 1702,
  transactionId: 1703,
  purchaseDate: 1704,
  originalTransactionId: 1705,
  originalPurchaseDate: 1706,
};
const identifiers = {
  data: '1.2.840.113549.1.7.1',
  signedData: '1.2.840.113549.1.7.2',
  sha256: '2.16.840.1.101.3.4.2.1',
  ecdsaWithSha256: '1.2.840.10045.4.3.2',
};
const environmentNames: Record<Environment, string> = {
  production: 'Production',
  sandbox: 'ProductionSandbox',
};

/**
 * Writes the receipt that a device with the old StoreKit would hold: a signed message (PKCS #7)
 * around a set of numbered attributes, in base64.
 */
export function writeReceipt(
  chain: CertificateChain,
  receipt: Omit<Receipt, 'transactionIds'>,
  purchases: readonly Purchase[],
): string {
  const content = set(
    attribute(fields.environment, utf8String(environmentNames[receipt.environment])),
    attribute(fields.bundleId, utf8String(receipt.bundleId)),
    attribute(fields.applicationVersion, utf8String('1')),
    attribute(fields.createdAt, time(receipt.createdAt)),
    attribute(fields.originalVersion, utf8String('1')),
    ...purchases.map((purchase) => attribute(fields.inApp, inApp(purchase))),
  );
  return signedMessage(chain, content).toString('base64');
}

/**
 * Reads what `writeReceipt` wrote. Throws `UnauthenticReceipt` when somebody else signed it, and
 * any other error when it is no receipt.
 */
export function readReceipt(chain: CertificateChain, text: string): Receipt {
  const bytes = Buffer.from(text, 'base64');
  if (bytes.toString('base64') !== text.replace(/\s/g, '')) throw new Error('This is no base64.');
  const message = childAt(decode(bytes), 1, 0);
  const content = childAt(message, 2, 1, 0).content;
  const certificate = childAt(message, 3, 0).whole;
  const signature = children(childAt(message, 4, 0)).at(-1)!.content;
  requireSignature(chain, { content, certificate, signature });
  const attributes = attributesOf(decode(content));
  const texts = (field: number) =>
    attributes.filter(([name]) => name === field).map(([, value]) => textOf(value));
  const [environment] = texts(fields.environment);
  return {
    environment: environment === environmentNames.sandbox ? 'sandbox' : 'production',
    bundleId: texts(fields.bundleId)[0] ?? '',
    createdAt: Date.parse(texts(fields.createdAt)[0] ?? ''),
    transactionIds: attributes
      .filter(([name]) => name === fields.inApp)
      .flatMap(([, value]) => attributesOf(decode(value)))
      .filter(([name]) => name === fields.transactionId)
      .map(([, value]) => textOf(value)),
  };
}

function inApp(purchase: Purchase): Buffer {
  const purchasedAt = time(purchase.purchasedAt ?? purchase.createdAt);
  return set(
    attribute(fields.quantity, integer(totalQuantity(purchase))),
    attribute(fields.productId, utf8String(purchase.lineItems[0]!.productId)),
    attribute(fields.transactionId, utf8String(purchase.id)),
    attribute(fields.purchaseDate, purchasedAt),
    attribute(fields.originalTransactionId, utf8String(purchase.id)),
    attribute(fields.originalPurchaseDate, purchasedAt),
  );
}

function time(milliseconds: number): Buffer {
  return ia5String(new Date(milliseconds).toISOString().replace(/\.\d+/, ''));
}

function attribute(field: number, value: Buffer): Buffer {
  return sequence(integer(field), integer(1), octetString(value));
}

function attributesOf(value: DerValue): [field: number, value: Buffer][] {
  return children(value).map((one) => [
    Number(`0x${childAt(one, 0).content.toString('hex')}`),
    childAt(one, 2).content,
  ]);
}

function textOf(value: Buffer): string {
  return decode(value).content.toString('utf8');
}

function signedMessage(chain: CertificateChain, content: Buffer): Buffer {
  const { leaf, intermediate, root } = chain;
  const sha256 = sequence(objectIdentifier(identifiers.sha256), derNull());
  const signer = sequence(
    integer(1),
    sequence(...issuerAndSerial(leaf.certificate)),
    sha256,
    sequence(objectIdentifier(identifiers.ecdsaWithSha256)),
    octetString(sign('sha256', content, leaf.privateKey)),
  );
  const message = sequence(
    integer(1),
    set(sha256),
    sequence(objectIdentifier(identifiers.data), tagged(0, octetString(content))),
    tagged(0, leaf.certificate, intermediate.certificate, root.certificate),
    set(signer),
  );
  return sequence(objectIdentifier(identifiers.signedData), tagged(0, message));
}

/** Any leaf below our intermediate will do: receipts outlive the leaf that signed them. */
function requireSignature(
  chain: CertificateChain,
  signed: { content: Buffer; certificate: Buffer; signature: Buffer },
): void {
  const leaf = new X509Certificate(signed.certificate);
  const intermediate = new X509Certificate(chain.intermediate.certificate);
  const authentic =
    leaf.verify(intermediate.publicKey) &&
    verify('sha256', signed.content, leaf.publicKey, signed.signature);
  if (!authentic) throw new UnauthenticReceipt('This receipt is not signed by this store.');
}
