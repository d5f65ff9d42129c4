/**
 * What each of WeChat's error codes means. Source: wechat-links-qr §0 (all endpoints), §1.1–1.4 (token endpoints), §2.4
 * and §2.8 (links), §4.1 (codes), §4.2 (rules of ordinary links), §5 (quota and single calls).
 */

/** What a refusal says about the calls that would follow. */
export type Reach =
  /** Only this call. */
  | 'call'
  /** Wait a little and repeat. */
  | 'wait'
  /** An amount is used up for the day or the month, or for good. */
  | 'quota'
  /** Every call of this account, until a person has changed something. */
  | 'app'

export interface Meaning {
  /** The fault's code after `wechat.`. */
  name: string
  reach: Reach
  /** The same call may be sent again once the text has been followed. */
  again?: true
}

/** By whose meaning a code is read: where a token is fetched, links and codes, NFC schemes, and all the rest. */
export type Endpoint = 'token' | 'link' | 'nfc' | 'account'

type Meanings = Readonly<Record<number, Meaning>>

const common: Meanings = {
  [-1]: { name: 'busy', reach: 'wait', again: true },
  40001: { name: 'tokenRejected', reach: 'app', again: true },
  40002: { name: 'subjectNotAllowed', reach: 'app' },
  40013: { name: 'generationBanned', reach: 'app' },
  40014: { name: 'tokenRejected', reach: 'app', again: true },
  40097: { name: 'argumentRefused', reach: 'call' },
  40125: { name: 'secretWrong', reach: 'app' },
  40164: { name: 'ipNotWhitelisted', reach: 'app', again: true },
  40243: { name: 'secretFrozen', reach: 'app', again: true },
  41001: { name: 'tokenMissing', reach: 'call' },
  41002: { name: 'appIdMissing', reach: 'app' },
  41004: { name: 'secretMissing', reach: 'app' },
  42001: { name: 'tokenExpired', reach: 'app', again: true },
  43002: { name: 'methodRefused', reach: 'call' },
  44002: { name: 'bodyMissing', reach: 'call' },
  44990: { name: 'tooManyThisSecond', reach: 'wait', again: true },
  45009: { name: 'dailyCallsUsedUp', reach: 'quota' },
  45011: { name: 'tooManyThisMinute', reach: 'wait', again: true },
  47001: { name: 'bodyMalformed', reach: 'call' },
  48001: { name: 'interfaceNotGranted', reach: 'app' },
  50002: { name: 'accountRestricted', reach: 'app' },
  50004: { name: 'tokenForbidden', reach: 'app' },
  50007: { name: 'accountFrozen', reach: 'app' },
  89503: { name: 'ipNeedsConfirmation', reach: 'app', again: true },
  89506: { name: 'ipRefusedForDay', reach: 'app' },
  89507: { name: 'ipRefusedForHour', reach: 'app' },
}

const links: Meanings = {
  40066: { name: 'pageNotReleased', reach: 'call' },
  40165: { name: 'pathRefused', reach: 'call' },
  40212: { name: 'queryRefused', reach: 'call' },
  40225: { name: 'titleRefused', reach: 'call' },
  43104: { name: 'shortLinkNotGranted', reach: 'app' },
  44993: { name: 'dailyLinksUsedUp', reach: 'quota' },
  85079: { name: 'neverReleased', reach: 'app' },
  85088: { name: 'cloudNotEnabled', reach: 'app' },
  85400: { name: 'permanentLinksUsedUp', reach: 'quota' },
  85401: { name: 'expiryOutOfRange', reach: 'call' },
  85402: { name: 'envVersionUnknown', reach: 'call' },
  85403: { name: 'linkNotFound', reach: 'call' },
  85405: { name: 'plainSchemeNotDeclared', reach: 'call' },
  85406: { name: 'dailyOpeningsUsedUp', reach: 'quota' },
  85407: { name: 'schemeNotGranted', reach: 'app' },
  85408: { name: 'appBanned', reach: 'app' },
  9800003: { name: 'nfcModelRefused', reach: 'call' },
  9800007: { name: 'nfcModelNotApproved', reach: 'call' },
  9800008: { name: 'nfcSerialMissing', reach: 'call' },
  9800009: { name: 'nfcSerialNotWanted', reach: 'call' },
  9800010: { name: 'nfcSchemeExists', reach: 'call' },
}

const codes: Meanings = {
  40129: { name: 'sceneRefused', reach: 'call' },
  40159: { name: 'codePathRefused', reach: 'call' },
  40169: { name: 'sceneLengthRefused', reach: 'call' },
  // On older pages only, for mini games.
  40189: { name: 'codeWidthRefused', reach: 'call' },
  41030: { name: 'codePageRefused', reach: 'call' },
  45029: { name: 'limitedCodesUsedUp', reach: 'quota' },
  // On older pages only, for mini games.
  45063: { name: 'codesNotGranted', reach: 'app' },
  85096: { name: 'reservedNameUsed', reach: 'call' },
}

const linkRules: Meanings = {
  85066: { name: 'ruleLinkRefused', reach: 'call' },
  85068: { name: 'ruleTestUrlOutside', reach: 'call' },
  85069: { name: 'ruleFileNotFound', reach: 'call', again: true },
  85070: { name: 'ruleLinkBlacklisted', reach: 'call' },
  85071: { name: 'ruleExists', reach: 'call' },
  85072: { name: 'ruleOccupied', reach: 'call' },
  85073: { name: 'rulesFull', reach: 'quota' },
  85074: { name: 'rulesNeedRelease', reach: 'app' },
  85075: { name: 'rulesNotForIndividuals', reach: 'app' },
  85076: { name: 'ruleDomainRefused', reach: 'call' },
  85095: { name: 'ruleDataRefused', reach: 'call' },
  886000: { name: 'rulePublicationsUsedUp', reach: 'quota' },
}

const management: Meanings = {
  48006: { name: 'quotaClearsUsedUp', reach: 'quota' },
  76001: { name: 'requestNotFound', reach: 'call' },
  76002: { name: 'requestIdMalformed', reach: 'call' },
  76003: { name: 'requestOfAnother', reach: 'call' },
  76004: { name: 'requestTooOld', reach: 'call' },
  76021: { name: 'interfaceUnknown', reach: 'call' },
  76022: { name: 'interfaceOfAnother', reach: 'call' },
}

const everywhere: Meanings = { ...common, ...links, ...codes, ...linkRules, ...management }

/** Where an endpoint means something else by the same number. */
const particular: Readonly<Record<Endpoint, Meanings>> = {
  token: {
    40001: { name: 'secretWrong', reach: 'app' },
    40002: { name: 'grantTypeRefused', reach: 'app' },
    40013: { name: 'appIdWrong', reach: 'app' },
  },
  link: {},
  nfc: {
    40002: { name: 'nfcNotGranted', reach: 'app' },
    85400: { name: 'nfcSchemesUsedUp', reach: 'quota' },
  },
  account: {
    40002: { name: 'interfaceNotGranted', reach: 'app' },
    40013: { name: 'appIdWrong', reach: 'app' },
  },
}

/** What an endpoint means by a code; `undefined` for one that nobody has written down. */
export function meaningOf(errcode: number, endpoint: Endpoint): Meaning | undefined {
  return particular[endpoint][errcode] ?? everywhere[errcode]
}

/** All meanings, those of one endpoint included. */
export const allMeanings: readonly Meaning[] = [everywhere, ...Object.values(particular)].flatMap((meanings) =>
  Object.values(meanings),
)
