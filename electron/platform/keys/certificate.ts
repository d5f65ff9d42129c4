import { X509Certificate } from 'node:crypto'
import { Fault } from '../errors/fault'
import { onePem } from './pem'

/** What is shown and kept of an X.509 certificate. */
export interface CertificateFacts {
  /** One certificate in PEM, lines of 64, as it is kept. */
  pem: string
  /** Upper hex, as WeChat Pay names its certificates (`Wechatpay-Serial`, `serial_no`). */
  serial: string
  /** `O=Tenpay.com, CN=…` in one line. */
  subject: string
  notBefore: string
  notAfter: string
}

/**
 * Reads one certificate from pasted text; what stands around its PEM block is left out.
 * @throws Fault `keys.certificateUnreadable`
 */
export function readCertificate(text: string): CertificateFacts {
  const pem = onePem(text, 'CERTIFICATE')
  const certificate = pem === undefined ? undefined : parsed(pem)
  if (!certificate) throw new Fault('keys.certificateUnreadable')
  return {
    pem: certificate.toString().trim(),
    serial: certificate.serialNumber.toUpperCase(),
    subject: certificate.subject.replaceAll('\n', ', '),
    notBefore: certificate.validFromDate.toISOString(),
    notAfter: certificate.validToDate.toISOString(),
  }
}

function parsed(pem: string): X509Certificate | undefined {
  try {
    return new X509Certificate(pem)
  } catch {
    return undefined
  }
}
