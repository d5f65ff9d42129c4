import { type BrowserWindow, dialog } from 'electron'
import type { Fault } from '../../platform/errors/fault'
import type { Language } from './language'

type Text = Language['text']

/** What the shell itself asks and says, in native dialogs: where the page cannot, because it is gone or hangs. */
export function dialogs(text: Text) {
  return {
    askAfterCrash: async (window: BrowserWindow, details: string): Promise<'reload' | 'close'> => {
      const { response } = await dialog.showMessageBox(window, {
        type: 'error',
        title: text('desktop.crash.title'),
        message: text('desktop.crash.message'),
        detail: text('desktop.crash.detail', { details }),
        buttons: [text('desktop.crash.reload'), text('desktop.crash.close')],
        defaultId: 0,
        cancelId: 1,
        noLink: true,
      })
      return response === 0 ? 'reload' : 'close'
    },

    askWhenHanging: async (window: BrowserWindow): Promise<'wait' | 'reload'> => {
      const { response } = await dialog.showMessageBox(window, {
        type: 'warning',
        title: text('desktop.hanging.title'),
        message: text('desktop.hanging.message'),
        detail: text('desktop.hanging.detail'),
        buttons: [text('desktop.hanging.wait'), text('desktop.hanging.reload')],
        defaultId: 0,
        cancelId: 0,
        noLink: true,
      })
      return response === 0 ? 'wait' : 'reload'
    },

    showFault: (window: BrowserWindow, fault: Fault): void => {
      void dialog.showMessageBox(window, {
        type: 'error',
        title: text('desktop.fault.title'),
        message: text(`errors.${fault.code}`, fault.params),
        buttons: [text('desktop.fault.ok')],
        noLink: true,
      })
    },

    about: (version: string, folder: string): void => {
      void dialog.showMessageBox({
        type: 'info',
        title: text('desktop.menu.about'),
        message: text('desktop.about.message', { version }),
        detail: text('desktop.about.detail', { folder }),
        buttons: [text('desktop.about.close')],
        noLink: true,
      })
    },
  }
}
