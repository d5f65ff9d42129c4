// @ts-check
import { readFileSync, statSync } from 'node:fs'
import { extname, resolve } from 'node:path'
import vue from 'eslint-plugin-vue'
import ts from 'typescript'
import tseslint from 'typescript-eslint'

/** @typedef {{ project?: string, tsconfigRootDir?: string, filePath?: string }} Options what ESLint hands to a parser */
/** @typedef {{ parseForESLint(code: string, options: object): object }} Parser */
/** @typedef {{ program: ts.Program, files: Set<string>, withText: (file: string, text: string) => ts.Program }} Layer */

/**
 * ESLint's parser for files whose rules need types, components among them: one TypeScript program for each
 * `parserOptions.project`, in which a component is the text of its script. typescript-eslint by itself takes the whole
 * component from the disk, finds that the script is another text, and brings its program up to date once for every
 * component: a second each, and there are hundreds.
 *
 * Without a `project` it parses without types. vue-eslint-parser asks so for what is in a template.
 */
export const parserWithTypes = { meta: { name: 'minidesk-types', version: '1' }, parseForESLint }

const parser = /** @type {Parser} */ (tseslint.parser)

/** @type {Map<string, Layer>} by path of the tsconfig */
const layers = new Map()

/** @param {string} code @param {Options} options */
function parseForESLint(code, options) {
  const { project, ...rest } = options
  const { tsconfigRootDir, filePath } = options
  if (!project || !tsconfigRootDir || !filePath) return parser.parseForESLint(code, options)
  const config = resolve(tsconfigRootDir, project)
  const layer = layers.get(config) ?? openLayer(config)
  layers.set(config, layer)
  const file = slashed(filePath)
  // A file that does not belong to the layer is refused by typescript-eslint, with words that say so.
  if (layer.files.has(file) && layer.program.getSourceFile(file)?.text !== code) layer.program = layer.withText(file, code)
  return parser.parseForESLint(code, { ...rest, programs: [layer.program] })
}

/** @param {string} config path of a tsconfig @returns {Layer} */
function openLayer(config) {
  const { options, fileNames } = settings(config)
  const host = ts.createCompilerHost(options, true)
  const fromDisk = host.getSourceFile
  /** @type {Map<string, { source: ts.SourceFile | undefined, changed: number | undefined }>} */
  const known = new Map()
  host.getSourceFile = (file, language) => {
    const before = known.get(file)
    const changed = statSync(file, { throwIfNoEntry: false })?.mtimeMs
    if (before && before.changed === changed) return before.source
    const source =
      extname(file) === '.vue'
        ? ts.createSourceFile(file, scriptOf(file), language, true, ts.ScriptKind.TS)
        : fromDisk(file, language)
    known.set(file, { source, changed })
    return source
  }
  /** @param {ts.Program} [oldProgram] */
  const program = (oldProgram) => ts.createProgram(fileNames, options, host, oldProgram)
  /** @type {Layer} */
  const layer = {
    program: program(),
    files: new Set(fileNames),
    // What an editor has not saved, what --fix has changed, what a test plants.
    withText: (file, text) => {
      const source = ts.createSourceFile(file, text, options.target ?? ts.ScriptTarget.Latest, true, ts.ScriptKind.TS)
      known.set(file, { source, changed: statSync(file, { throwIfNoEntry: false })?.mtimeMs })
      return program(layer.program)
    },
  }
  return layer
}

/** @param {string} config */
function settings(config) {
  const forLint = {
    noEmit: true,
    allowNonTsExtensions: true,
    // The script of a component without import and export is a module all the same.
    moduleDetection: ts.ModuleDetectionKind.Force,
  }
  const components = { extension: '.vue', isMixedContent: true, scriptKind: ts.ScriptKind.Deferred }
  const host = {
    ...ts.sys,
    onUnRecoverableConfigFileDiagnostic: (/** @type {ts.Diagnostic} */ problem) => {
      throw new Error(ts.flattenDiagnosticMessageText(problem.messageText, '\n'))
    },
  }
  const read = ts.getParsedCommandLineOfConfigFile(config, forLint, host, undefined, undefined, [components])
  const problem = read?.errors[0]
  if (!read || problem) throw new Error(`${config}: ${ts.flattenDiagnosticMessageText(problem?.messageText, '\n')}`)
  return read
}

const vueParser = /** @type {Parser} */ (
  vue.configs['flat/base'].map(({ languageOptions }) => languageOptions?.parser).find(Boolean)
)

/**
 * The text that vue-eslint-parser makes of the script of a component: usually what stands in the block, but not for a
 * generic component and for two blocks. So it is asked itself, with a parser that only listens, and without the template.
 *
 * @param {string} file
 */
function scriptOf(file) {
  const component = readFileSync(file, 'utf8').replace(/^\uFEFF/u, '')
  const blocks = component.match(/^<script\b[\s\S]*?^<\/script>/gmu) ?? []
  /** @type {string | undefined} */
  let script
  const listener = {
    parseForESLint(/** @type {string} */ code, /** @type {Options} */ options) {
      if (options.project) script = code
      return parser.parseForESLint(code, { ...options, project: undefined })
    },
  }
  vueParser.parseForESLint(blocks.join('\n'), { parser: listener, project: 'listen', filePath: file, sourceType: 'module' })
  return script ?? ''
}

/** TypeScript's way to write a path. @param {string} path */
const slashed = (path) => resolve(path).replaceAll('\\', '/')
