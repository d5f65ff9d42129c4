import type { CommandInput, CommandOutput } from '@shared/contract'
import { toUse } from './history'
import type { Doer } from './doer'
import type { LinksService } from './service'

/** Notes of where links went into the world. */
export class Uses {
  readonly #links: LinksService

  constructor(links: LinksService) {
    this.#links = links
  }

  /** @throws Fault `links.notFound` */
  async add(input: CommandInput<'links.uses.add'>, doer: Doer): Promise<CommandOutput<'links.uses.add'>> {
    const { repository, newId, changed } = this.#links.parts
    const { linkId, kind, text, url, count } = input
    const use = { id: newId(), kind, text, url: url ?? null, count: count ?? null, createdBy: doer.operatorName }
    const kept = await repository.addUse({ ...use, linkId })
    changed.links(0)
    return toUse(kept)
  }

  async remove(id: string): Promise<{ removed: boolean }> {
    const removed = await this.#links.parts.repository.removeUse(id)
    if (removed) this.#links.parts.changed.links(0)
    return { removed }
  }
}
