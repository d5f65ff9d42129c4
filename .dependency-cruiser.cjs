/**
 * Who may import whom (docs/architecture: rooms of the house). Each rule's name is what a breach is reported under;
 * test/packaging/layers.test.ts plants a breach of every one of them.
 *
 * @type {import('dependency-cruiser').IConfiguration}
 */

const test = '[.](test|fixture)[.]ts$|/testing/'
const compositionRoot = '^electron/[^/]+[.]ts$'

module.exports = {
  forbidden: [
    {
      name: 'renderer-without-electron',
      comment: 'The renderer knows the main process only through shared/contract. Ask by a command or an event.',
      severity: 'error',
      from: { path: '^renderer/' },
      to: { path: '^electron/|(^|/)node_modules/electron/' },
    },
    {
      name: 'renderer-without-node',
      comment: 'The renderer runs in a sandboxed page: there is no Node in it.',
      severity: 'error',
      from: { path: '^renderer/', pathNot: test },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'shared-stands-alone',
      comment: 'Both sides stand on shared; it stands on neither.',
      severity: 'error',
      from: { path: '^shared/', pathNot: test },
      to: { path: '^(electron|renderer)/' },
    },
    {
      name: 'shared-without-node',
      comment: 'shared runs in the page and in the main process: no Node module.',
      severity: 'error',
      from: { path: '^shared/', pathNot: test },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'domain-below-contract',
      comment: 'shared/domain is pure functions; the contract is declared with them, not the other way round.',
      severity: 'error',
      from: { path: '^shared/domain/', pathNot: test },
      to: { path: '^shared/(contract|texts)/' },
    },
    {
      name: 'only-the-desktop-shell-imports-electron',
      comment: 'Everything else must run in the loopback shell and on the command line too.',
      severity: 'error',
      from: { pathNot: '^(electron/shells/desktop/|renderer/)' },
      to: { path: '(^|/)node_modules/electron/' },
    },
    {
      name: 'features-through-their-index',
      comment:
        "A feature's index.ts says what others may use. Export it there, and wire it in electron/application.ts.",
      severity: 'error',
      from: { path: '^electron/features/([^/]+)/', pathNot: test },
      to: { path: '^electron/features/[^/]+/', pathNot: '^electron/features/($1/|[^/]+/index[.]ts$)' },
    },
    {
      name: 'renderer-features-through-their-index',
      comment:
        "A screen uses another feature only through that feature's index.ts; what several need is in renderer/ui.",
      severity: 'error',
      from: { path: '^renderer/features/([^/]+)/', pathNot: test },
      to: { path: '^renderer/features/[^/]+/', pathNot: '^renderer/features/($1/|[^/]+/index[.]ts$)' },
    },
    {
      name: 'ui-below-features',
      comment: 'Parts in renderer/ui are used by features; they know none.',
      severity: 'error',
      from: { path: '^renderer/ui/', pathNot: test },
      to: { path: '^renderer/features/' },
    },
    {
      name: 'platform-below-the-rest',
      comment: 'What every feature stands on knows no feature and no outside system.',
      severity: 'error',
      from: { path: '^electron/platform/', pathNot: test },
      to: { path: '^electron/(features|upstream)/' },
    },
    {
      name: 'upstream-below-features',
      comment: 'A client of an outside system knows no feature.',
      severity: 'error',
      from: { path: '^electron/upstream/', pathNot: test },
      to: { path: '^electron/features/' },
    },
    {
      name: 'bridge-knows-no-feature',
      comment: 'The router carries commands without knowing them.',
      severity: 'error',
      from: { path: '^electron/bridge/', pathNot: test },
      to: { path: '^electron/(features|upstream)/' },
    },
    {
      name: 'only-the-root-imports-sandbox',
      comment: 'Stand-ins are plugged in by the composition root (practice*.ts, workspace-today.ts) and nowhere else.',
      severity: 'error',
      from: {
        path: '^(electron|shared|renderer)/',
        pathNot: `^electron/(sandbox/|application[.]ts$|workspace-today[.]ts$|practice(-data|-bills|-payments|-geocoding|-stand-ins|-example-books|-seed-payments)?[.]ts$)|${test}`,
      },
      to: { path: '^electron/sandbox/' },
    },
    {
      name: 'sandbox-computes-for-itself',
      comment:
        "A stand-in never uses our client's code or canonical strings: a shared mistake would prove itself right.",
      severity: 'error',
      from: { path: '^electron/sandbox/', pathNot: test },
      to: { path: '^electron/(upstream|features)/|^shared/domain/.*(signature|canonical)' },
    },
    {
      name: 'only-shells-import-application',
      comment: 'The composition root is the top of the house; only the shells stand on it.',
      severity: 'error',
      from: { path: '^electron/', pathNot: `^electron/shells/|${compositionRoot}|${test}` },
      to: { path: compositionRoot },
    },
    {
      name: 'nothing-imports-a-shell',
      comment: 'A shell is where a program begins. What two shells need belongs in the application.',
      severity: 'error',
      from: { path: '^electron/', pathNot: `^electron/shells/|${test}` },
      to: { path: '^electron/shells/' },
    },
    {
      name: 'shells-through-application',
      comment: 'A shell holds no business rule: it calls the application.',
      severity: 'error',
      from: { path: '^electron/shells/', pathNot: test },
      to: { path: '^electron/(features|upstream|sandbox)/' },
    },
    {
      name: 'no-circles',
      comment: 'Two files that need each other are one idea, or hide a third.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'no-test-code-in-the-product',
      comment: 'Tests, doubles and fixtures stay out of what is shipped.',
      severity: 'error',
      from: { path: '^(electron|renderer|shared)/', pathNot: test },
      to: { path: `^test/|${test}` },
    },
    {
      name: 'no-missing-module',
      comment: 'An import of our own that leads nowhere. Packages are checked by tsc; what follows a ? is for Vite.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true, path: '^([.]|@shared/|@renderer/)', pathNot: '[?]' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(out|dist)/' },
    // An import of a type is a dependency too: it ties two rooms together.
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      extensions: ['.ts', '.mjs', '.js', '.vue', '.json', '.d.ts'],
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
    },
    skipAnalysisNotInRules: true,
  },
}
