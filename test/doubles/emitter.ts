import { EventEmitter } from 'node:events'

/** One call that the program made to Electron. */
export interface Recorded {
  /** `app.enableSandbox`, `BrowserWindow.loadURL`. */
  name: string
  args: readonly unknown[]
}

export const recorded: Recorded[] = []

export function record(name: string, ...args: unknown[]): void {
  recorded.push({ name, args })
}

/** The arguments of all calls of this name, oldest first. */
export function argsOf(name: string): (readonly unknown[])[] {
  return recorded.filter((call) => call.name === name).map(({ args }) => args)
}

/** An event as Electron hands it out. */
export class CancellableEvent {
  defaultPrevented = false
  preventDefault = (): void => {
    this.defaultPrevented = true
  }
}

/** Lets tests emit what Electron would; answers whether the program prevented it. */
export class Emitter extends EventEmitter {
  /** Emits with an event in front, and mixes `details` into it as newer Electron events do. */
  happen(name: string, details: object = {}, ...more: unknown[]): CancellableEvent {
    const event = Object.assign(new CancellableEvent(), details)
    this.emit(name, event, ...more)
    return event
  }
}
