import { createHash } from 'node:crypto';

/** SHA-256 of the certificate, as published: what makes these bytes Apple's and nobody else's. */
export const APPLE_ROOT_SHA256 = '63343abfb89a6a03ebb57e9b3f5fa7be7c4f5c756f3017b3a8c488c3653e9179';

/**
 * "Apple Root CA - G3", the public certificate that every signed transaction of the App Store leads
 * to (https://www.apple.com/certificateauthority/), in base64 of DER. It is in no list of roots
 * that Node.js or an operating system brings. Valid until 2039-04-30.
 */
const CERTIFICATE = [
  'MIICQzCCAcmgAwIBAgIILcX8iNLFS5UwCgYIKoZIzj0EAwMwZzEbMBkGA1UEAwwSQXBwbGUgUm9vdCBDQSAtIEczMSYw',
  'JAYDVQQLDB1BcHBsZSBDZXJ0aWZpY2F0aW9uIEF1dGhvcml0eTETMBEGA1UECgwKQXBwbGUgSW5jLjELMAkGA1UEBhMC',
  'VVMwHhcNMTQwNDMwMTgxOTA2WhcNMzkwNDMwMTgxOTA2WjBnMRswGQYDVQQDDBJBcHBsZSBSb290IENBIC0gRzMxJjAk',
  'BgNVBAsMHUFwcGxlIENlcnRpZmljYXRpb24gQXV0aG9yaXR5MRMwEQYDVQQKDApBcHBsZSBJbmMuMQswCQYDVQQGEwJV',
  'UzB2MBAGByqGSM49AgEGBSuBBAAiA2IABJjpLz1AcqTtkyJygRMc3RCV8cWjTnHcFBbZDuWmBSp3ZHtfTjjTuxxEtX/1',
  'H7YyYl3J6YRbTzBPEVoA/VhYDKX1DyxNB0cTddqXl5dvMVztK517IDvYuVTZXpmkOlEKMaNCMEAwHQYDVR0OBBYEFLuw',
  '3qFYM4iapIqZ3r6966/ayySrMA8GA1UdEwEB/wQFMAMBAf8wDgYDVR0PAQH/BAQDAgEGMAoGCCqGSM49BAMDA2gAMGUC',
  'MQCD6cHEFl4aXTQY2e3v9GwOAEZLuN+yRhHFD/3meoyhpmvOwgPUnPWTxnS4at+qIxUCMG1mihDK1A3UT82NQz60imOl',
  'M27jbdoXt2QfyFMm+YhidDkLF1vLUagM6BgD56KyKA==',
].join('');

/** The certificate in DER. Throws when the bytes are not Apple's: then nothing may be verified. */
export function appleRootCertificate(): Buffer {
  const certificate = Buffer.from(CERTIFICATE, 'base64');
  if (createHash('sha256').update(certificate).digest('hex') !== APPLE_ROOT_SHA256) {
    throw new Error(
      'The root certificate in apple-root-ca-g3.ts was changed: put back "Apple Root CA - G3" of ' +
        'https://www.apple.com/certificateauthority/.',
    );
  }
  return certificate;
}
