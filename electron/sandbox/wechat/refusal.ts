/**
 * Texts as the platform's pages print them (wechat-links-qr §0, §1.1–1.3, §2.4, §2.8, §4.1, §4.2, §5). Clients branch
 * on the number only.
 */
const messages: Record<number, string> = {
  [-1]: 'system error',
  40001: 'invalid credential, access_token is invalid or not latest',
  40002: 'invalid grant_type',
  40003: 'invalid openid',
  40013: 'invalid appid',
  40014: 'invalid access_token',
  40066: 'invalid url',
  40097: 'invalid args',
  40125: 'invalid appsecret',
  40129: 'invalid scene',
  40159: 'invalid length for path, or the data is not json string',
  40165: 'invalid weapp pagepath',
  40169: 'invalid length for scene, or the data is not json string',
  40212: 'invalid query',
  40225: 'invalid page title',
  40243: 'appsecret is frozen',
  41001: 'access_token missing',
  41002: 'appid missing',
  41004: 'appsecret missing',
  41030: 'invalid page',
  42001: 'access_token expired',
  // Not in the reference: the counterpart of 43002 for the one endpoint that is read with GET (uncertain).
  43001: 'require GET method',
  43002: 'require POST method',
  43104: 'this appid does not have permission',
  44002: 'empty post data',
  44990: 'reach max api second frequence limit',
  44993: 'reach max api day frequence limit',
  45009: 'reach max api daily quota limit',
  45029: 'qrcode count out of limit',
  45011: 'api minute-quota reach limit, must slower, retry next minute',
  47001: 'data format error',
  48001: 'api unauthorized',
  48006: 'forbid to clear quota because of reaching the limit',
  50002: 'user limited',
  50004: 'token interface is forbidden',
  50007: 'account is frozen',
  // The texts of 76xxx and 850xx below are our own words where the reference gives only a meaning (uncertain).
  76001: 'rid not found',
  76002: 'invalid rid',
  76003: 'rid does not belong to this account',
  76004: 'rid is expired',
  76021: 'cgi_path not found',
  76022: 'could not use this cgi_path, no permission',
  84001: 'illegal identity id',
  84002: 'user information expired',
  84003: 'user information does not exist',
  84006: 'name or id card number is empty',
  85066: 'invalid link',
  85068: 'test link does not match the rule',
  85069: 'verification file check failed',
  85070: 'link is in the blacklist',
  85071: 'rule already exists',
  85072: 'rule is occupied by another account',
  85073: 'rule count out of limit',
  85074: 'miniprogram is not released',
  85075: 'individual subject can not set rules',
  85076: 'domain has no icp filing',
  85079: 'miniprogram has no online release',
  85088: 'no cloud base permission',
  85095: 'data abnormal',
  85096: 'not allow include scancode_time field',
  85400: 'reach max long time quota limit',
  85401: 'time limit between 1min and 30days',
  85402: 'invalid env_version',
  85403: 'not found',
  85405: 'appid or path not support plain scheme',
  85406: 'daily visit limit',
  85407: 'no scheme permission',
  85408: 'appid banned',
  89503: 'this ip must be confirmed by the administrator',
  89506: 'this ip was refused, retry after 24 hours',
  89507: 'this ip was refused, retry after 1 hour',
  886000: 'publish times of this month reach the limit',
  9800003: 'model_id check failed',
  9800007: 'model_id is not approved',
  9800008: 'sn is required',
  9800009: 'sn must be empty',
  9800010: 'scheme of this model or sn already exists',
}

/** A business failure: answered as HTTP 200 with `errcode` and `errmsg` (wechat-links-qr §0). */
export class WechatRefusal extends Error {
  readonly errcode: number
  readonly errmsg: string

  constructor(errcode: number, errmsg = messages[errcode] ?? 'refused') {
    super(`${errcode} ${errmsg}`)
    this.name = 'WechatRefusal'
    this.errcode = errcode
    this.errmsg = errmsg
  }
}

/** 40164 names the address that the caller has to add to the whitelist (wechat-links-qr §1.3). */
export function ipRefusal(ip: string): WechatRefusal {
  return new WechatRefusal(40164, `invalid ip ${ip} ipv6 ::ffff:${ip}, not in whitelist`)
}
