/** Reading certificates and RSA keys that a person pasted or a provider sent. */
export { type CertificateFacts, readCertificate } from './certificate'
export { type PublicKeyFacts, readPrivateKey, readPublicKey } from './rsa-keys'
