import vue from 'eslint-plugin-vue'
import { defineConfig } from 'eslint/config'
import tseslint from 'typescript-eslint'
import { parserWithTypes } from './electron/shells/start/lint-types.mjs'

/*
 * One rule for each thing that has one approved way. Each has a name of its own, so that a breach says which rule it
 * breaks, and a message that names the way. test/packaging/lint.test.ts plants a breach of every one.
 */

/** @typedef {import('eslint').Rule.RuleModule} Rule */

/**
 * @param {string} message
 * @param {string[]} selectors what is refused, as ESLint selectors
 * @returns {Rule}
 */
function ban(message, selectors) {
  return {
    meta: { type: 'problem', schema: [], messages: { refused: message } },
    create: (context) => ({ [selectors.join(', ')]: (node) => context.report({ node, messageId: 'refused' }) }),
  }
}

/** An import that brings code, not only types. @param {string} modules regular expression of the module's name */
const importOf = (modules) => [
  `ImportDeclaration[importKind!="type"][source.value=/${modules}/]`,
  `ImportExpression[source.value=/${modules}/]`,
  `CallExpression[callee.name="require"] > Literal[value=/${modules}/]`,
]

const han = String.raw`\p{Script=Han}`

/** Chinese in code and, in a component, in its template. @type {Rule} */
const noHardCodedText = {
  meta: {
    type: 'problem',
    schema: [],
    messages: {
      refused: 'Text that a person reads stands in shared/texts/{zh-CN,en}/<area>.json; use its key (renderer: t()).',
    },
  },
  create(context) {
    const report = (/** @type {never} */ node) => context.report({ node, messageId: 'refused' })
    const inCode = { [`Literal[value=/${han}/u], TemplateElement[value.raw=/${han}/u]`]: report }
    const template = context.sourceCode.parserServices?.defineTemplateBodyVisitor
    if (!template) return inCode
    return template({ ...inCode, [`VText[value=/${han}/u], VLiteral[value=/${han}/u]`]: report }, inCode)
  },
}

const sqlStatement = [
  'SELECT\\s[\\s\\S]*\\bFROM\\s',
  'INSERT\\s+(OR\\s+\\w+\\s+)?INTO\\s',
  'REPLACE\\s+INTO\\s',
  'UPDATE\\s+\\w+\\s+SET\\s',
  'DELETE\\s+FROM\\s',
  'WITH\\s+(RECURSIVE\\s+)?\\w+(\\s*\\([^)]*\\))?\\s+AS\\s',
  '(CREATE|DROP)\\s+(UNIQUE\\s+|VIRTUAL\\s+|TEMP\\s+)?(TABLE|INDEX|TRIGGER|VIEW)\\s',
  'ALTER\\s+TABLE\\s',
  'PRAGMA\\s+\\w',
  'BEGIN\\s+(IMMEDIATE|EXCLUSIVE|DEFERRED)',
  'VACUUM\\s+INTO\\s',
].join('|')

const house = {
  rules: {
    'log-through-platform': ban('Log through electron/platform/log: it redacts secrets. console.* does not.', [
      'MemberExpression[object.name="console"]',
    ]),
    'time-from-clock': ban(
      'Ask the time of a Clock (electron/platform/clock): tests and the sandbox must be able to move it.',
      [
        'NewExpression[callee.name="Date"][arguments.length=0]',
        'CallExpression[callee.name="Date"]',
        'MemberExpression[object.name="Date"][property.name="now"]',
      ],
    ),
    'random-from-crypto': ban(
      'Use randomUUID, randomBytes or randomInt of node:crypto (renderer: crypto.getRandomValues).',
      ['MemberExpression[object.name="Math"][property.name="random"]'],
    ),
    'spawn-through-platform': ban(
      'Start other programs through electron/platform/files/open-external.ts.',
      importOf('^(node:)?child_process$'),
    ),
    'open-external-through-wrapper': ban(
      'Open addresses through electron/shells/desktop/open-external.ts: it checks scheme and host.',
      [
        'MemberExpression[object.name="shell"][property.name="openExternal"]',
        'ImportDeclaration[source.value="electron"] ObjectPattern Property[key.name="openExternal"]',
        'VariableDeclarator[init.name="shell"] ObjectPattern > Property[key.name="openExternal"]',
      ],
    ),
    'copy-database-through-backup': ban(
      "Copy a database with better-sqlite3's backup() or VACUUM INTO: a file copy loses what is in the WAL.",
      [
        'CallExpression[callee.name=/^(copyFile|copyFileSync|cp|cpSync)$/]',
        'CallExpression[callee.property.name=/^(copyFile|copyFileSync|cp|cpSync)$/]',
      ],
    ),
    'http-through-platform': ban(
      'Send requests through electron/platform/http from electron/upstream (renderer: renderer/app/transport): ' +
        'time-outs, redaction and the call log are there.',
      [
        'CallExpression[callee.name=/^(fetch|XMLHttpRequest)$/]',
        'CallExpression[callee.object.name=/^(window|globalThis|self)$/][callee.property.name="fetch"]',
        'CallExpression[callee.object.name="navigator"][callee.property.name="sendBeacon"]',
        'NewExpression[callee.name=/^(XMLHttpRequest|EventSource|WebSocket)$/]',
        ...importOf('^(axios|undici|ws|got|node-fetch)$'),
        ...importOf('^(node:)?https$'),
        'ImportDeclaration[importKind!="type"][source.value=/^(node:)?http2?$/] > ImportDefaultSpecifier',
        'ImportDeclaration[importKind!="type"][source.value=/^(node:)?http2?$/] > ImportNamespaceSpecifier',
        'ImportDeclaration[importKind!="type"][source.value=/^(node:)?http2?$/] > ' +
          'ImportSpecifier[imported.name=/^(request|get|connect|Agent|ClientRequest)$/]',
      ],
    ),
    'mail-through-upstream': ban(
      'Send mail through electron/upstream/mail: time-outs, redaction and the call log are there.',
      importOf('^nodemailer(\\/|$)'),
    ),
    'text-from-texts': noHardCodedText,
    'sql-in-repositories': ban(
      'SQL stands in a repository.ts, electron/platform/store, electron/platform/audit or electron/migrations.',
      [
        `Literal[value=/^\\s*(${sqlStatement})/i]`,
        `TemplateElement[value.raw=/^\\s*(${sqlStatement})/i]`,
        ...importOf('^better-sqlite3$'),
      ],
    ),
    'no-inner-html': ban('Build elements or use text; HTML from a string runs what is in it.', [
      'AssignmentExpression[left.property.name=/^(innerHTML|outerHTML)$/]',
      'CallExpression[callee.property.name="insertAdjacentHTML"]',
    ]),
  },
}

/** Every test, beside its file or in test/. */
const tests = ['**/*.test.ts', 'test/**/*.ts']

/** And what only tests use, beside the files it is for. */
const testCode = [...tests, '**/*.fixture.ts', '**/testing/**']

/** One program for each layer: the same that the type check of that layer uses. @param {string} project */
const typesOf = (project, more = {}) => ({
  parserOptions: { project, tsconfigRootDir: import.meta.dirname, ...more },
})

const typeScript = ['{electron,renderer,shared,test}/**/*.ts', '*.config.ts', 'renderer/**/*.vue']

export default defineConfig(
  { ignores: ['out/', 'dist/', 'test-results/', 'coverage/', 'node_modules/', '**/*.d.ts'] },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },

  // Types
  { files: typeScript, extends: [tseslint.configs.recommendedTypeChecked] },
  { files: ['shared/**/*.ts'], languageOptions: typesOf('shared/tsconfig.json') },
  { files: ['electron/**/*.ts'], languageOptions: typesOf('electron/tsconfig.json') },
  {
    files: ['renderer/**/*.ts', 'renderer/**/*.vue', 'electron/shells/desktop/preload.ts'],
    languageOptions: { ...typesOf('renderer/tsconfig.json'), parser: parserWithTypes },
  },
  {
    files: [...tests, '*.config.ts'],
    languageOptions: typesOf('test/tsconfig.json', { extraFileExtensions: ['.vue'] }),
  },
  {
    files: ['renderer/**/*.test.ts', 'renderer/**/*.fixture.ts'],
    languageOptions: typesOf('test/tsconfig.renderer.json', { extraFileExtensions: ['.vue'] }),
  },
  {
    files: typeScript,
    plugins: { house },
    rules: {
      eqeqeq: 'error',
      'no-eval': 'error',
      'no-new-func': 'error',
      'no-cond-assign': 'error',
      'no-constructor-return': 'error',
      'no-control-regex': 'error',
      'no-empty': 'error',
      'no-self-compare': 'error',
      'no-unsafe-finally': 'error',
      'no-useless-escape': 'error',
      'prefer-const': 'error',
      'max-lines': ['error', { max: 450 }],
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': 'error',
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/consistent-type-imports': ['error', { disallowTypeAnnotations: false }],
      '@typescript-eslint/ban-ts-comment': ['error', { 'ts-expect-error': 'allow-with-description' }],
      // tsc reports these (noUnusedLocals, noUnusedParameters).
      '@typescript-eslint/no-unused-vars': 'off',
      // A method of an interface is a promise for all that implement it.
      '@typescript-eslint/require-await': 'off',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
    },
  },

  // Components
  { files: ['renderer/**/*.vue'], extends: [vue.configs['flat/recommended']] },
  {
    files: ['renderer/**/*.vue'],
    languageOptions: { parserOptions: { parser: parserWithTypes } },
    rules: {
      'vue/no-v-html': 'error',
      'vue/block-lang': ['error', { script: { lang: 'ts' } }],
      'vue/component-api-style': ['error', ['script-setup']],
      'vue/multi-word-component-names': 'off',
      // Layout is not worth a person's time.
      'vue/max-attributes-per-line': 'off',
      'vue/singleline-html-element-content-newline': 'off',
      'vue/multiline-html-element-content-newline': 'off',
      'vue/html-self-closing': 'off',
      'vue/html-indent': 'off',
      'vue/html-closing-bracket-newline': 'off',
      'vue/first-attribute-linebreak': 'off',
      'vue/attributes-order': 'off',
      // An optional property without a default is undefined, which its type says.
      'vue/require-default-prop': 'off',
    },
  },
  {
    // A component imported by another has no type here; vue-tsc checks these.
    files: ['renderer/**/*.ts', 'renderer/**/*.vue', ...tests],
    rules: {
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
      '@typescript-eslint/unbound-method': 'off',
    },
  },

  // One approved way
  {
    files: ['{electron,renderer,shared}/**/*.ts', 'renderer/**/*.vue'],
    ignores: testCode,
    plugins: { house },
    rules: {
      'house/log-through-platform': 'error',
      'house/random-from-crypto': 'error',
      'house/open-external-through-wrapper': 'error',
      'house/no-inner-html': 'error',
    },
  },
  { files: ['electron/shells/desktop/open-external.ts'], rules: { 'house/open-external-through-wrapper': 'off' } },
  {
    files: ['electron/{features,platform,upstream,bridge}/**/*.ts'],
    ignores: [...testCode, 'electron/platform/clock/**'],
    plugins: { house },
    rules: { 'house/time-from-clock': 'error' },
  },
  {
    files: ['{electron,renderer,shared}/**/*.ts', 'renderer/**/*.vue'],
    ignores: [...testCode, 'electron/platform/files/open-external.ts', 'electron/shells/**'],
    plugins: { house },
    rules: { 'house/spawn-through-platform': 'error' },
  },
  {
    files: ['electron/platform/store/**/*.ts', 'electron/**/*backup*/**/*.ts', 'electron/**/*backup*.ts'],
    ignores: testCode,
    plugins: { house },
    rules: { 'house/copy-database-through-backup': 'error' },
  },
  {
    files: ['{electron,renderer,shared}/**/*.ts', 'renderer/**/*.vue'],
    ignores: [
      ...testCode,
      'electron/platform/http/**',
      'electron/upstream/**',
      'electron/sandbox/**',
      'electron/shells/**',
      'renderer/app/transport/**',
      'renderer/app/transport.ts',
    ],
    plugins: { house },
    rules: { 'house/http-through-platform': 'error' },
  },
  {
    files: ['{electron,renderer,shared}/**/*.ts', 'renderer/**/*.vue'],
    ignores: [...testCode, 'electron/upstream/mail/**'],
    plugins: { house },
    rules: { 'house/mail-through-upstream': 'error' },
  },
  {
    files: ['electron/**/*.ts', 'renderer/**/*.ts', 'renderer/**/*.vue'],
    // Not texts: what a stand-in answers, the example data of a practice workspace, and the words by which columns of
    // people's spreadsheets and secrets in their data are recognised.
    ignores: [
      ...testCode,
      'electron/sandbox/**',
      '**/*practice-data*',
      '**/*practice-data*/**',
      '**/field-synonyms.ts',
      '**/value-synonyms.ts',
      // What other systems write into their files.
      'electron/features/settlement/files/profiles/**',
      // What is asked of a provider.
      'electron/upstream/*/test-address.ts',
      'electron/platform/log/secret-names.ts',
    ],
    plugins: { house },
    rules: { 'house/text-from-texts': 'error' },
  },
  {
    files: ['{electron,renderer,shared}/**/*.ts', 'renderer/**/*.vue'],
    ignores: [
      ...testCode,
      'electron/**/repository.ts',
      'electron/**/*-repository.ts',
      'electron/**/*.repository.ts',
      'electron/platform/store/**',
      'electron/platform/audit/**',
      'electron/migrations/**',
      'electron/migrations.ts',
    ],
    plugins: { house },
    rules: { 'house/sql-in-repositories': 'error' },
  },

  // The bootstrap and the tools' own settings; tsc checks the bootstrap's types (electron/shells/start/tsconfig.json).
  {
    files: ['electron/shells/start/*.mjs', '*.js', '*.cjs'],
    languageOptions: { ecmaVersion: 2022 },
    plugins: { house },
    rules: {
      eqeqeq: 'error',
      'no-undef': 'off',
      'no-unused-vars': 'error',
      'no-var': 'error',
      'prefer-const': 'error',
      'house/log-through-platform': 'error',
      'house/random-from-crypto': 'error',
    },
  },
)
