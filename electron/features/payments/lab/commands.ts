import { Fault } from '../../../platform/errors/fault'
import type { PaymentHandlers } from '../handlers'
import type { AccountsPort } from '../ports'
import { compareIn, type LabKeys, labRecipes, recipeOf, signIn } from './lab'

/** The names of the secret that signs, by kind. */
const signingSecrets = ['privateKey', 'apiKey', 'key', 'secretKey', 'authenticationCode', 'token']

export function labCommands(accounts: AccountsPort): PaymentHandlers<'lab'> {
  const keysOf = async (key: string | undefined, accountId: string | undefined, kind: string): Promise<LabKeys> => {
    if (key !== undefined && key !== '') return { secret: key, verifiers: [], own: false }
    if (accountId === undefined) return { verifiers: [], own: false }
    const account = await accounts.open(accountId)
    if (!account.kind.startsWith(kind)) throw new Fault('payments.labOtherKind', { params: { kind: account.kind } })
    const name = signingSecrets.find((one) => account.secrets[one] !== undefined)
    const verifiers = account.keys.filter((one) => one.kind !== 'clientCertificate').map(({ pem }) => pem)
    return { secret: name === undefined ? undefined : account.secrets[name], verifiers, own: true }
  }
  return {
    'lab.recipes': async () => labRecipes(),
    'lab.sign': async ({ recipe: id, algorithm, fields, key, accountId }) => {
      const recipe = recipeOf(id)
      if (!recipe.about.algorithms.includes(algorithm)) throw new Fault('payments.labUnknownAlgorithm', { params: { algorithm } })
      return signIn(recipe, algorithm, fields, await keysOf(key, accountId, recipe.about.kind))
    },
    'lab.compare': async ({ recipe: id, foreign, expected, key, accountId }) => {
      const recipe = recipeOf(id)
      return compareIn(recipe, foreign, expected, await keysOf(key, accountId, recipe.about.kind))
    },
  }
}
