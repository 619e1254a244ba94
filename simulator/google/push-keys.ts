import 'reflect-metadata';
import { createPrivateKey, KeyObject, randomBytes, webcrypto } from 'node:crypto';
import { join } from 'node:path';
import * as x509 from '@peculiar/x509';
import { certificatePem } from '../pki/certificate-text.js';
import { readOrMakeSecret } from '../secret-file.js';

/** The key by which Google signs the tokens that its pushed messages bear. */
export interface PushKey {
  keyId: string;
  privateKey: KeyObject;
  certificatePem: string;
}

interface StoredPushKey {
  keyId: string;
  privateKey: string;
  certificatePem: string;
}

const algorithm = {
  name: 'RSASSA-PKCS1-v1_5',
  hash: 'SHA-256',
  modulusLength: 2048,
  publicExponent: new Uint8Array([1, 0, 1]),
};

/** Made when somebody asks for the first time: such a key takes a while. */
export class PushKeys {
  private made: Promise<PushKey> | undefined;
  private stranger: Promise<PushKey> | undefined;

  constructor(private readonly folder: string) {}

  current(): Promise<PushKey> {
    this.made ??= readOrMakeSecret(join(this.folder, 'push-key.json'), async () => {
      const { privateKey, ...rest } = await makeKey(randomBytes(20).toString('hex'));
      return {
        ...rest,
        privateKey: privateKey.export({ format: 'pem', type: 'pkcs8' }).toString(),
      };
    }).then((stored: StoredPushKey) => ({
      ...stored,
      privateKey: createPrivateKey(stored.privateKey),
    }));
    return this.made;
  }

  /** A key of somebody else that bears the name of ours. */
  impostor(): Promise<PushKey> {
    this.stranger ??= this.current().then(({ keyId }) => makeKey(keyId));
    return this.stranger;
  }
}

async function makeKey(keyId: string): Promise<PushKey> {
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
  const certificate = await x509.X509CertificateGenerator.createSelfSigned(
    {
      name: 'CN=Simulated Push Signer TEST ONLY',
      keys,
      signingAlgorithm: algorithm,
      notBefore: new Date('2020-01-01'),
      notAfter: new Date('2049-12-31'),
    },
    webcrypto,
  );
  return {
    keyId,
    privateKey: KeyObject.from(keys.privateKey),
    certificatePem: certificatePem(Buffer.from(certificate.rawData)),
  };
}
