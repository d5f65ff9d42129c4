import { runCli } from './run'

// `minidesk commands | head` closes the pipe early.
process.stdout.on('error', () => process.exit(0))
process.exit(await runCli(process.argv.slice(2)))
