import { createPrivateKey, X509Certificate } from 'node:crypto';
import { join } from 'node:path';
import { readSecret, writeSecret } from '../secret-file.js';
import {
  type CertificateChain,
  type CertifiedKey,
  type ChainOptions,
  issueIntermediate,
  issueLeaf,
  issueResponder,
  makeChain,
} from './certificate-chain.js';
import { serialOf } from './certificate-parts.js';
import type { Responder, RevocationStatus } from './ocsp.js';

interface StoredKey {
  certificate: string;
  privateKey: string;
}
/** The first version of the simulator stored the three keys alone. */
interface Stored extends Record<keyof CertificateChain, StoredKey> {
  ocspUrl?: string;
  /** Serial numbers of all that was issued; what is missing was made by somebody else. */
  issued?: string[];
  revoked?: { serial: string; at: number }[];
}

/** What happens to the certificate that signs for the App Store. */
export type LeafChange = 'rotate' | 'expire' | 'revoke';

export interface LeafView {
  serial: string;
  notAfter: Date;
  revoked: boolean;
}

/** A leaf that is to be over was so an hour ago. */
const expiredForMs = 3_600_000;
const notBefore = new Date('2020-01-01');

/**
 * Apple's certificate authority: the chain that signs, and who answers for it. The root stays as
 * long as the folder does; the certificates below it say where this simulator answers, so they are
 * made anew when that changes.
 */
export class CertificateAuthority {
  private readonly path: string;
  private current: CertificateChain | undefined;
  private ocspUrl = '';
  private issued: string[] = [];
  private revoked: { serial: string; at: number }[] = [];
  private responders: Responder[] = [];

  constructor(folder: string) {
    this.path = join(folder, 'chain.json');
  }

  /** Reads the chain, or makes it. `url` is where the simulator can be reached. */
  async open(url: string): Promise<void> {
    const stored = readSecret<Stored>(this.path);
    this.ocspUrl = `${url}/ocsp`;
    this.issued = stored?.issued ?? [];
    this.revoked = stored?.revoked ?? [];
    if (stored?.ocspUrl === this.ocspUrl) {
      this.current = {
        root: restore(stored.root),
        intermediate: restore(stored.intermediate),
        leaf: restore(stored.leaf),
      };
    } else {
      const options = { ocspUrl: this.ocspUrl };
      const chain = stored ? await renew(stored, options) : await makeChain(options);
      this.issued.push(serialOf(chain.intermediate.certificate));
      this.keep(chain);
    }
    const { root, intermediate } = this.chain;
    this.responders = await Promise.all(
      [root, intermediate].map(async (issuer) => ({
        issuer: issuer.certificate,
        key: await issueResponder(issuer),
      })),
    );
  }

  get chain(): CertificateChain {
    if (!this.current) throw new Error('The simulator is still starting.');
    return this.current;
  }

  /** Those who may answer, one for each issuer. */
  get answering(): readonly Responder[] {
    return this.responders;
  }

  get leaf(): LeafView {
    const { certificate } = this.chain.leaf;
    const serial = serialOf(certificate);
    const notAfter = new Date(new X509Certificate(certificate).validTo);
    return { serial, notAfter, revoked: this.isRevoked(serial) };
  }

  statusOf(serial: string): RevocationStatus {
    const revoked = this.revoked.find((one) => one.serial === serial);
    if (revoked) return { revokedAt: revoked.at };
    return this.issued.includes(serial) ? 'good' : 'unknown';
  }

  /** `before` is the earlier of real and virtual time: an expired leaf is so for both. */
  async change(change: LeafChange, before: number): Promise<void> {
    if (change === 'revoke') {
      const serial = serialOf(this.chain.leaf.certificate);
      if (!this.isRevoked(serial)) this.revoked.push({ serial, at: Date.now() });
      this.keep(this.chain);
      return;
    }
    const { ocspUrl } = this;
    const expired = { notBefore, notAfter: new Date(before - expiredForMs) };
    const options = { ocspUrl, ...(change === 'expire' && expired) };
    const leaf = await issueLeaf(this.chain.intermediate, options);
    this.keep({ ...this.chain, leaf });
  }

  private isRevoked(serial: string): boolean {
    return this.revoked.some((one) => one.serial === serial);
  }

  private keep(chain: CertificateChain): void {
    this.current = chain;
    const serial = serialOf(chain.leaf.certificate);
    if (!this.issued.includes(serial)) this.issued.push(serial);
    writeSecret(this.path, {
      root: store(chain.root),
      intermediate: store(chain.intermediate),
      leaf: store(chain.leaf),
      ocspUrl: this.ocspUrl,
      issued: this.issued,
      revoked: this.revoked,
    } satisfies Stored);
  }
}

/** Certificates that say something else, below the same root and the same intermediate key. */
async function renew(stored: Stored, options: ChainOptions): Promise<CertificateChain> {
  const root = restore(stored.root);
  const intermediate = await issueIntermediate(root, options, restore(stored.intermediate));
  return { root, intermediate, leaf: await issueLeaf(intermediate, options) };
}

function store(key: CertifiedKey): StoredKey {
  return {
    certificate: key.certificate.toString('base64'),
    privateKey: key.privateKey.export({ format: 'pem', type: 'pkcs8' }).toString(),
  };
}

function restore(stored: StoredKey): CertifiedKey {
  return {
    certificate: Buffer.from(stored.certificate, 'base64'),
    privateKey: createPrivateKey(stored.privateKey),
  };
}
