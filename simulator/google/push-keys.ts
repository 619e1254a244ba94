import 'reflect-metadata';
import { createPrivateKey, type KeyObject, randomBytes, webcrypto } from 'node:crypto';
import { join } from 'node:path';
import * as x509 from '@peculiar/x509';
import { certificatePem } from '../pki/certificate-text.js';
import type { MakeRsaKey, RsaKey } from '../rsa-key.js';
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

const algorithm = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' };

/** Made when somebody asks for the first time: such a key takes a while. */
export class PushKeys {
  private made: Promise<PushKey> | undefined;
  private stranger: Promise<PushKey> | undefined;

  constructor(
    private readonly folder: string,
    private readonly makeRsaKey: MakeRsaKey,
  ) {}

  current(): Promise<PushKey> {
    this.made ??= readOrMakeSecret(join(this.folder, 'push-key.json'), async () => {
      const keyId = randomBytes(20).toString('hex');
      const { privateKey, ...rest } = await certified(keyId, await this.makeRsaKey());
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
    this.stranger ??= this.current().then(async ({ keyId }) => {
      return certified(keyId, await this.makeRsaKey());
    });
    return this.stranger;
  }
}

async function certified(keyId: string, key: RsaKey): Promise<PushKey> {
  const [publicKey, privateKey] = await Promise.all([
    webcrypto.subtle.importKey('spki', der(key.publicKey, 'spki'), algorithm, true, ['verify']),
    webcrypto.subtle.importKey('pkcs8', der(key.privateKey, 'pkcs8'), algorithm, true, ['sign']),
  ]);
  const certificate = await x509.X509CertificateGenerator.createSelfSigned(
    {
      name: 'CN=Simulated Push Signer TEST ONLY',
      keys: { publicKey, privateKey },
      signingAlgorithm: algorithm,
      notBefore: new Date('2020-01-01'),
      notAfter: new Date('2049-12-31'),
    },
    webcrypto,
  );
  return {
    keyId,
    privateKey: key.privateKey,
    certificatePem: certificatePem(Buffer.from(certificate.rawData)),
  };
}

function der(key: KeyObject, type: 'spki' | 'pkcs8'): Buffer {
  return key.export({ format: 'der', type } as { format: 'der'; type: 'spki' });
}
