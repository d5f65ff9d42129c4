/**
 * Reads the client certificate of a merchant: PKCS#12 (`apiclient_cert.p12`) with its password, or PEM with certificate
 * and private key in one file. Old files are encrypted with RC2-40 and 3DES, which OpenSSL 3 and BoringSSL refuse
 * (payment-providers §7.1), so the file is taken apart by node-forge, which knows these and the modern ones.
 */
import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto'
import type { pkcs12 } from 'node-forge'
import { Fault } from '../errors/fault'

type Forge = typeof import('node-forge')

export interface ClientCertificate {
  /** The certificate that belongs to the private key; those of authorities are left out. */
  certificatePem: string
  /** PKCS#8, not encrypted: to be sealed. */
  privateKeyPem: string
  /** Upper hex, as WeChat shows it. */
  serial: string
  subject: string
  /** Instants. */
  notBefore: string
  notAfter: string
}

/** Ample for a certificate with its chain; a larger file is something else. */
const maxBytes = 64 * 1024
/** More rounds of key derivation than anybody uses would only keep the program busy. */
const maxMacRounds = 2_000_000

/**
 * @param password of the file; for WeChat Pay the merchant number unless it was changed
 * @throws Fault `keys.wrongPassword` (or somebody changed the encrypted part: that cannot be told apart), `keys.damaged`,
 *   `keys.passwordMissing`, `keys.noCertificate`, `keys.noPrivateKey`
 */
export async function readClientCertificate(file: Uint8Array, password: string): Promise<ClientCertificate> {
  if (file.length === 0 || file.length > maxBytes) throw new Fault('keys.damaged')
  const text = Buffer.from(file).toString('latin1')
  const parts = text.includes('-----BEGIN ') ? partsOfPem(text, password) : await partsOfPkcs12(text, password)
  return matching(parts)
}

interface Parts {
  certificates: X509Certificate[]
  privateKey: KeyObject | undefined
}

function matching({ certificates, privateKey }: Parts): ClientCertificate {
  if (certificates.length === 0) throw new Fault('keys.noCertificate')
  if (!privateKey) throw new Fault('keys.noPrivateKey')
  const own = certificates.find((certificate) => certificate.checkPrivateKey(privateKey))
  if (!own) throw new Fault('keys.keyMismatch')
  return {
    certificatePem: own.toString(),
    privateKeyPem: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    serial: own.serialNumber.toUpperCase(),
    subject: own.subject.replaceAll('\n', ', '),
    notBefore: new Date(own.validFrom).toISOString(),
    notAfter: new Date(own.validTo).toISOString(),
  }
}

const pemBlock = /-----BEGIN ([A-Z0-9 ]+)-----[\s\S]*?-----END \1-----/gu

function partsOfPem(text: string, password: string): Parts {
  const blocks = [...text.matchAll(pemBlock)].map((match) => ({ label: match[1] ?? '', pem: match[0] }))
  if (blocks.length === 0) throw new Fault('keys.damaged')
  const key = blocks.find(({ label }) => label.endsWith('PRIVATE KEY'))
  return {
    certificates: blocks.filter(({ label }) => label === 'CERTIFICATE').map(({ pem }) => certificateOf(pem)),
    privateKey: key && keyOfPem(key.pem, password),
  }
}

function certificateOf(source: string | Buffer): X509Certificate {
  try {
    return new X509Certificate(source)
  } catch {
    throw new Fault('keys.damaged')
  }
}

function keyOfPem(pem: string, password: string): KeyObject {
  const encrypted = /ENCRYPTED/u.test(pem)
  if (encrypted && password === '') throw new Fault('keys.passwordMissing')
  try {
    return createPrivateKey(encrypted ? { key: pem, passphrase: password } : pem)
  } catch {
    // The cause may quote the key.
    throw new Fault(encrypted ? 'keys.wrongPassword' : 'keys.damaged')
  }
}

async function partsOfPkcs12(binary: string, password: string): Promise<Parts> {
  const { default: forge } = (await import('node-forge')) as unknown as { default: Forge }
  const content = decode(forge, binary)
  refuseEndlessRounds(forge, content)
  const bags = open(forge, content, password)
    .safeContents.flatMap(({ safeBags }) => safeBags)
    .map((bag) => ({ bag, der: derOf(forge, bag) }))
  const { certBag, keyBag, pkcs8ShroudedKeyBag } = forge.pki.oids
  const key = bags.find(({ bag }) => bag.type === keyBag || bag.type === pkcs8ShroudedKeyBag)
  return {
    certificates: bags.filter(({ bag }) => bag.type === certBag).map(({ der }) => certificateOf(der)),
    privateKey: key && keyOfDer(key.der),
  }
}

function decode(forge: Forge, binary: string) {
  try {
    return forge.asn1.fromDer(binary, true)
  } catch {
    throw new Fault('keys.damaged')
  }
}

type Asn1 = ReturnType<typeof decode>

function child(node: Asn1 | undefined, index: number): Asn1 | undefined {
  return Array.isArray(node?.value) ? node.value[index] : undefined
}

/** PFX ::= { version, authSafe, macData { mac, salt, iterations } } (RFC 7292 §4). */
function refuseEndlessRounds(forge: Forge, content: Asn1): void {
  const rounds = child(child(content, 2), 2)?.value
  if (typeof rounds === 'string' && (rounds.length > 6 || Number.parseInt(forge.util.bytesToHex(rounds), 16) > maxMacRounds))
    throw new Fault('keys.damaged')
}

function open(forge: Forge, content: Asn1, password: string): pkcs12.Pkcs12Pfx {
  try {
    return forge.pkcs12.pkcs12FromAsn1(content, false, password)
  } catch (cause) {
    const said = cause instanceof Error ? cause.message : ''
    // The library tells it by its words alone. Without a MAC the decryption is what fails.
    throw new Fault(/password|decrypt/iu.test(said) ? 'keys.wrongPassword' : 'keys.damaged')
  }
}

/** What the library understands comes as its own objects, what it does not (elliptic curves) as ASN.1. */
function derOf(forge: Forge, bag: pkcs12.Bag): Buffer {
  const { pki, asn1 } = forge
  const node = bag.key ? pki.wrapRsaPrivateKey(pki.privateKeyToAsn1(bag.key)) : bag.cert ? pki.certificateToAsn1(bag.cert) : bag.asn1
  return Buffer.from(asn1.toDer(node).getBytes(), 'latin1')
}

function keyOfDer(der: Buffer): KeyObject {
  try {
    return createPrivateKey({ key: der, format: 'der', type: 'pkcs8' })
  } catch {
    throw new Fault('keys.damaged')
  }
}
