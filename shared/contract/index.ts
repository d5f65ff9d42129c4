import { z } from 'zod'
import { accounts } from './accounts'
import { adviser } from './adviser'
import { apps } from './apps'
import { audit } from './audit'
import { backups } from './backups'
import { calls } from './calls'
import { campaigns } from './campaigns'
import type { CommandDefinition, InputOf, OutputOf, ParsedInputOf } from './define'
import { files } from './files'
import { geocoding } from './geocoding'
import { identity } from './identity'
import { jobs } from './jobs'
import { jssdk } from './jssdk'
import { linkRules } from './link-rules'
import { ledger } from './ledger'
import { links } from './links'
import { officialAccounts } from './official-accounts'
import { overseasAccess } from './overseas-access'
import { payments } from './payments'
import { settlement } from './settlement'
import { places } from './places'
import { reports } from './reports'
import { settings } from './settings'
import { shortAddresses } from './short-addresses'
import { today } from './today'
import { vault } from './vault'
import { workspaces } from './workspaces'

/** Everything MiniDesk can do. Types, router checks, client, command list and docs derive from this one object. */
export const features = {
  accounts,
  workspaces,
  vault,
  apps,
  places,
  links,
  campaigns,
  adviser,
  shortAddresses,
  officialAccounts,
  jssdk,
  linkRules,
  ledger,
  payments,
  settlement,
  reports,
  overseasAccess,
  geocoding,
  identity,
  jobs,
  files,
  calls,
  audit,
  backups,
  settings,
  today,
}

type Features = typeof features
export type FeatureName = keyof Features

export type CommandMap = {
  [N in { [F in FeatureName]: `${F}.${keyof Features[F] & string}` }[FeatureName]]: N extends `${infer F}.${infer C}`
    ? F extends FeatureName
      ? C extends keyof Features[F]
        ? Features[F][C]
        : never
      : never
    : never
}
export type CommandName = keyof CommandMap
export type CommandInput<N extends CommandName> = InputOf<CommandMap[N]>
export type CommandOutput<N extends CommandName> = OutputOf<CommandMap[N]>

/** The handlers of one feature: what its `commands.ts` must give, one function per declared command. */
export type HandlersOf<F extends FeatureName, Context> = {
  [C in keyof Features[F] & string]: (
    input: ParsedInputOf<Features[F][C]>,
    context: Context,
  ) => Promise<OutputOf<Features[F][C]>>
}

/** All commands by full name, `links.batches.run` and the like. */
export function allCommands(): Map<string, CommandDefinition> {
  const commands = new Map<string, CommandDefinition>()
  for (const [feature, definitions] of Object.entries<Record<string, CommandDefinition>>(features))
    for (const [name, definition] of Object.entries(definitions)) commands.set(`${feature}.${name}`, definition)
  return commands
}

export interface CommandDescription {
  name: string
  kind: string
  access: string
  summary: string
  job: boolean
  input: unknown
  output: unknown
}

/** The command list with JSON Schemas, as `minidesk commands` prints it. */
export function describeCommands(): CommandDescription[] {
  return [...allCommands()].map(([name, definition]) => ({
    name,
    kind: definition.kind,
    access: definition.access,
    summary: definition.summary,
    job: definition.job ?? false,
    input: z.toJSONSchema(definition.input, { io: 'input' }),
    output: z.toJSONSchema(definition.output, { io: 'output' }),
  }))
}
