import { Promotion } from '@element-plus/icons-vue'
import type { Screen } from '@renderer/app/screen'

const form = (name: string, path: string, title: string, component: Screen['component']): Screen => ({
  path,
  name,
  title,
  component,
  permission: 'campaigns.edit',
  // Only what an address alone leads to is offered by the palette.
  ...(path.includes(':') ? {} : { keywords: 'campaignScreens.keywords' }),
})

export const campaignsScreens: Screen[] = [
  {
    path: '/campaigns',
    name: 'campaigns',
    title: 'campaignScreens.title',
    component: () => import('./CampaignsScreen.vue'),
    nav: { order: 40, icon: Promotion },
    permission: 'links.view',
    keywords: 'campaignScreens.keywords',
  },
  form('campaigns.new', '/campaigns/new', 'campaignScreens.campaign.newTitle', () => import('./forms/CampaignFormScreen.vue')),
  form('campaigns.edit', '/campaigns/:id/edit', 'campaignScreens.campaign.editTitle', () => import('./forms/CampaignFormScreen.vue')),
  form('campaigns.channels.new', '/campaigns/channels/new', 'campaignScreens.channel.newTitle', () => import('./forms/ChannelFormScreen.vue')),
  form('campaigns.channels.edit', '/campaigns/channels/:id/edit', 'campaignScreens.channel.editTitle', () => import('./forms/ChannelFormScreen.vue')),
  form('campaigns.tags.new', '/campaigns/tags/new', 'campaignScreens.tag.newTitle', () => import('./forms/TagFormScreen.vue')),
  form('campaigns.tags.edit', '/campaigns/tags/:id/edit', 'campaignScreens.tag.editTitle', () => import('./forms/TagFormScreen.vue')),
]
