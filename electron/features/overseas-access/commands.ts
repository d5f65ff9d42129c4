import type { HandlersOf } from '@shared/contract'
import { compareNames } from '@shared/domain/company-names'
import { accessCountries, adviseAccess } from '@shared/domain/overseas-access'
import type { CallContext } from '../../bridge/context'
import type { OverseasAccessService } from './service'

export function overseasAccessCommands(service: OverseasAccessService): HandlersOf<'overseasAccess', CallContext> {
  return {
    countries: async () => [...accessCountries],
    advise: async ({ country }) => {
      const { providers, ...advice } = adviseAccess(country)
      return { ...advice, providers: providers.map(({ methods, ...provider }) => ({ ...provider, methods: [...methods] })) }
    },
    compareNames: async ({ first, second }) => compareNames(first, second),
    'cases.list': ({ archived }) => service.list(archived),
    'cases.save': (input) => service.save(input),
    'cases.note': ({ id, text, day }, { caller }) => service.note(id, text, day, caller.operator.name),
    'cases.archive': ({ id, archived }) => service.archive(id, archived),
  }
}
