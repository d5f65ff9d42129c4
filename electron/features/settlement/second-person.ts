import { type Permission, permissionsOf } from '@shared/contract/permissions'
import { Fault } from '../../platform/errors/fault'
import type { AccountsService } from '../accounts'
import type { Doer } from './ports'

/**
 * Who decides as the second person: the caller, or whoever gives name and password at this computer.
 * @throws Fault `session.forbidden` where that person may not, and of the password
 */
export async function secondPerson(
  operators: Pick<AccountsService, 'recognise'>,
  input: { approver?: string | undefined; password?: string | undefined },
  permission: Permission,
  doer: Doer,
): Promise<Doer> {
  if (input.approver === undefined) return doer
  const { id, name, role } = await operators.recognise(input.approver, input.password ?? '')
  if (!permissionsOf[role].includes(permission)) throw new Fault('session.forbidden', { params: { permission, role } })
  return { ...doer, operatorId: id, operatorName: name }
}
