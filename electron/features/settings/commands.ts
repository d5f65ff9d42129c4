import type { HandlersOf } from '@shared/contract'
import type { CallContext } from '../../bridge/context'
import type { SettingsService } from './service'

export function settingsCommands(service: SettingsService): HandlersOf<'settings', CallContext> {
  return {
    get: () => Promise.resolve(service.get()),
    update: (input, { caller }) => service.update(withoutUndefined(input), caller.operator.name),
    limits: () => Promise.resolve(service.limits()),
    setLimit: (input, { caller }) => service.setLimit(input, caller.operator.name),
  }
}

function withoutUndefined<T extends object>(input: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(input).filter(([, value]) => value !== undefined)) as never
}
