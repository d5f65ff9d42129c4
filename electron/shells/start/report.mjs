// @ts-check

/** A failure that has been put into words for the person at the keyboard; no stack is shown for it. */
export class StartFailure extends Error {
  /**
   * @param {string} message one line, Chinese and English
   * @param {number} [exitCode]
   */
  constructor(message, exitCode = 1) {
    super(message)
    this.name = 'StartFailure'
    this.exitCode = exitCode
  }
}

/**
 * One line to the person at the keyboard. Always standard error: standard output belongs to the program, whose
 * `--headless` and command-line answers are read by other programs.
 *
 * @param {string} line
 */
export function say(line) {
  process.stderr.write(`minidesk: ${line}\n`)
}
