/** Fields of a link that a column can fill; the key is also the mapping's key. Apart, so that screens need no schemas. */
export const batchFields = ['path', 'query', 'app', 'place', 'campaign', 'note', 'envVersion', 'expiryDays', 'name',
  'channel', 'audience', 'title', 'modelId', 'sn'] as const
export type BatchField = (typeof batchFields)[number]
