import { expect, it } from 'vitest'
import { endpointPaths } from './api'
import { gatewayRule } from './gateway'
import { documentedLimits } from './limits'

it('every endpoint has its rule at the gateway, and no other path has', () => {
  expect(endpointPaths).toHaveLength(25)
  for (const path of endpointPaths) expect(gatewayRule(path, documentedLimits), path).toBeDefined()
  expect(gatewayRule('/wxa/none', documentedLimits)).toBeUndefined()
  expect(gatewayRule('toString', documentedLimits)).toBeUndefined()
})
