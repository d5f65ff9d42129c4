/** Ends of a normalised name that mean: the value is a secret or identifies a person. */
const endings = [
  'secret',
  'token',
  'password',
  'passwd',
  'pwd',
  'passphrase',
  'passcode',
  'authorization',
  'cookie',
  'sessionhandle',
  'ticket',
  'credential',
  'apikey',
  'apiv2key',
  'apiv3key',
  'appkey',
  'mapkey',
  'mchkey',
  'merchantkey',
  'partnerkey',
  'privatekey',
  'secretkey',
  'accesskey',
  'signkey',
  'signingkey',
  'encryptionkey',
  'aeskey',
  'datakey',
  'masterkey',
  'recoverykey',
  'sessionkey',
  'idcard',
  'idcardno',
  'idcardnum',
  'idcardnumber',
  'identitynumber',
  'passportno',
  'passportnumber',
  '密码',
  '口令',
  '密钥',
  '身份证',
  '身份证号',
  '身份证号码',
] as const

/** Names that are secret only as a whole, because longer names ending so are usually harmless. */
const wholes = new Set(
  ['auth', 'pass', 'pin', 'sk', 'cvv', 'cvc', 'cvn', 'sid', 'idno', 'idnumber', 'certno', 'pfx', 'p12'],
)

/** In an address `key=` carries an API key and `code=` a one-time code; as names of a field both are harmless. */
const parameters = new Set(['key', 'code', 'jscode'])

/** What may follow the telling part: `password_old`, `secret2`, `token_value`. */
const tail = /(?:value|old|new|hash|plain|current|confirm|confirmation|again|repeat|base64|pem|hex|raw|header|s|\d+)$/u

function normalise(name: string): string {
  return name.toLowerCase().replaceAll(/[^a-z0-9\u4e00-\u9fff]/gu, '')
}

/**
 * Whether a field, header or variable of this name carries a secret or a person's identity number. Upper case,
 * underscores, hyphens, dots, plurals and trailing digits make no difference.
 */
export function isSecretName(name: string): boolean {
  let rest = normalise(name)
  for (;;) {
    const current = rest
    if (wholes.has(current) || endings.some((ending) => current.endsWith(ending))) return true
    rest = current.replace(tail, '')
    if (rest === current) return false
  }
}

/** As {@link isSecretName}, for the name of a query parameter of an address. */
export function isSecretParameter(name: string): boolean {
  return parameters.has(normalise(name)) || isSecretName(name)
}
