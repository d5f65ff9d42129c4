/** An account of kind `cloudpay` as its calls need it. Source: payment-providers §6.1, §6.2. */
import { Fault } from '../../platform/errors/fault'
import type { OpenAccount } from '../payments/types'

/** Name of this upstream in the call log and in errors. */
export const SYSTEM = 'cloudpay'

const actionNames = ['unifiedorder', 'queryorder', 'closeorder', 'refund', 'queryrefund'] as const
export type Action = (typeof actionNames)[number]

export interface CloudAccount {
  /** Mini program under whose access token the function is called. */
  appid: string
  env: string
  /** The merchant's own function, made to the contract of §6.2. */
  functionName: string
  subMchid: string
  /** How the function spells its input; what it answers is read in both ways. */
  spelling: 'camel' | 'snake'
  /** The older page names environment and function in the address, the newer one in the body. */
  envIn: 'query' | 'body'
  /** Function that WeChat calls when the guest has paid. */
  callbackFunction: string
  notifyUrl: string
}

/** @throws Fault `cloudpay.settingMissing` */
export function openCloud(account: OpenAccount): CloudAccount {
  const { values } = account
  const needed = (field: string): string => {
    const value = values[field] ?? ''
    if (value === '') throw new Fault('cloudpay.settingMissing', { params: { name: account.name, field } })
    return value
  }
  return {
    appid: needed('appid'),
    env: needed('env'),
    functionName: needed('functionName'),
    subMchid: needed('subMchid'),
    spelling: values['spelling'] === 'snake' ? 'snake' : 'camel',
    envIn: values['envIn'] === 'body' ? 'body' : 'query',
    callbackFunction: values['callbackFunction'] ?? '',
    notifyUrl: account.notifyUrl,
  }
}
