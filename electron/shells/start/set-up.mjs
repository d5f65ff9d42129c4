// @ts-check
import { existsSync } from 'node:fs'
import { build, isBuiltFromSources } from './build.mjs'
import { bringBackCache, install, isInstalled, rememberInstalled } from './install.mjs'
import { whileHolding } from './lock.mjs'
import { chosenNode, installNode } from './node-runtime.mjs'
import { say } from './report.mjs'

/**
 * Makes sure that there is a Node to run everything with, that the dependencies are those of the lock file and that
 * the build is that of the sources. Does nothing, and takes no lock, when all of it is so already.
 *
 * @param {import('./places.mjs').Places} places
 * @param {{ rebuild?: boolean }} [options]
 * @returns {Promise<string>} absolute path of the Node
 */
export async function setUp(places, options = {}) {
  const node = await setUpDependencies(places)
  await setUpBuild(places, node, options)
  return node
}

/**
 * The first half of {@link setUp}: the Node and the dependencies.
 *
 * @param {import('./places.mjs').Places} places
 * @returns {Promise<string>} absolute path of the Node
 */
export async function setUpDependencies(places) {
  const node = chosenNode(places)
  const parked = existsSync(places.parkedCache)
  if (!parked && node.there && existsSync(places.installedFrom) && isInstalled(places)) return node.path
  return whileHolding(places.lock, () => prepareDependencies(places), { waiting })
}

/**
 * The second half: the build.
 *
 * @param {import('./places.mjs').Places} places
 * @param {string} node
 * @param {{ rebuild?: boolean }} [options]
 */
export async function setUpBuild(places, node, { rebuild = false } = {}) {
  if (!rebuild && isBuiltFromSources(places)) return
  await whileHolding(
    places.lock,
    async () => {
      if (rebuild || !isBuiltFromSources(places)) await build(places, node)
    },
    { waiting },
  )
}

function waiting() {
  say('另一个启动正在准备，请稍候 / another start is setting up; waiting for it')
}

/** @param {import('./places.mjs').Places} places */
async function prepareDependencies(places) {
  bringBackCache(places)
  const { path, pinned, there } = chosenNode(places)
  if (!there && pinned) await installNode(places, path, pinned)
  if (isInstalled(places)) rememberInstalled(places)
  else await install(places, path)
  return path
}
