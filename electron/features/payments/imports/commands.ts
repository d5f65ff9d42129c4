import type { PaymentHandlers } from '../handlers'
import type { ImportsService } from './service'

export function importsCommands(service: ImportsService): PaymentHandlers<'imports'> {
  return {
    'imports.create': (input, { caller, locale }) => service.create(input, caller.operator.name, locale),
    'imports.get': (input) => service.get(input.id),
    'imports.list': (input) => service.list(input.limit),
    'imports.rows': (input) => service.rows(input),
    'imports.check': (input, { caller, locale }) => service.check(input, caller.operator.name, locale),
    'imports.run': (input, { caller, locale }) => service.run(input.id, caller.operator.name, locale),
  }
}
