import type { Link } from '@shared/contract/links'
import type { TableColumn } from '@renderer/ui/table/columns'

/**
 * The columns of the history, under the keys that the export knows, so that what is shown is what is exported.
 * @param t translates a key
 * @param channelName name of a channel by its code
 */
export function linkColumns(t: (key: string) => string, channelName: (code: string) => string): TableColumn<Link>[] {
  const title = (key: string) => t(`links.columns.${key}`)
  return [
    {
      key: 'path',
      title: title('path'),
      width: 190,
      mono: true,
      text: ({ path }) => path || t('links.detail.home'),
    },
    { key: 'query', title: title('query'), width: 200, mono: true, grow: true },
    { key: 'text', title: title('text'), width: 236, mono: true },
    { key: 'state', title: title('state'), width: 96, text: ({ state }) => t(`links.states.${state}`) },
    { key: 'kind', title: title('kind'), width: 172, text: ({ kind }) => t(`links.kinds.${kind}`) },
    { key: 'app', title: title('app'), width: 140, text: ({ app }) => app.name },
    { key: 'appId', title: title('appId'), width: 190, mono: true, hidden: true, text: ({ app }) => app.appId },
    {
      key: 'place',
      title: title('place'),
      width: 150,
      text: ({ place }) => (place ? `${place.code} ${place.name}` : ''),
    },
    {
      key: 'envVersion',
      title: title('envVersion'),
      width: 96,
      hidden: true,
      text: ({ envVersion }) => t(`links.envVersions.${envVersion}`),
    },
    { key: 'expiresAt', title: title('expiresAt'), width: 150 },
    { key: 'campaign', title: title('campaign'), width: 130 },
    { key: 'channel', title: title('channel'), width: 110, text: ({ channel }) => channelName(channel) },
    { key: 'audience', title: title('audience'), width: 120, mono: true, hidden: true },
    {
      key: 'version',
      title: title('version'),
      width: 84,
      numeric: true,
      hidden: true,
      text: ({ version }) => String(version),
    },
    { key: 'tag', title: title('tag'), width: 110, mono: true, hidden: true },
    { key: 'note', title: title('note'), width: 160, hidden: true },
    { key: 'createdAt', title: title('createdAt'), width: 150 },
    { key: 'createdBy', title: title('createdBy'), width: 100 },
    {
      key: 'batch',
      title: title('batch'),
      width: 160,
      hidden: true,
      text: ({ batch }) => (batch ? `${batch.name} #${batch.line}` : ''),
    },
  ]
}
