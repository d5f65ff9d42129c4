import { contextBridge, ipcRenderer, type IpcRendererEvent, webUtils } from 'electron'
import type { MinideskBridge } from '@renderer/app/transport/desktop'
import type { Answer } from '@shared/contract/error'
import { type Call, callChannel, eventChannel, type Told } from './channels'

let subscriptions = 0

const ask = <T>(call: Call) => ipcRenderer.invoke(callChannel, call) as Promise<Answer<T>>

/** Functions only: the page gets no channel, no path and no event object (architecture-anchors §4, row 14). */
const bridge: MinideskBridge = {
  invoke: ({ name, input, session, locale }) => ask({ kind: 'command', name, input, session, locale }),

  upload: async (file, session) => {
    const path = webUtils.getPathForFile(file)
    if (path !== '') return ask({ kind: 'uploadPath', path, session })
    // Made in the page (pasted cells, say): there is no file on the disk.
    return ask({ kind: 'uploadBytes', bytes: await file.arrayBuffer(), name: file.name, session })
  },

  save: async ({ ticket, name, bytes }) => {
    const answer = await ask<boolean>({ kind: 'save', ticket: { ticket, name, bytes } })
    return answer.ok && answer.value
  },

  read: async ({ ticket, name, bytes }) => {
    const answer = await ask<ArrayBuffer>({ kind: 'read', ticket: { ticket, name, bytes } })
    return answer.ok ? answer.value : undefined
  },

  follow: ({ session, since }, deliver) => {
    const id = ++subscriptions
    const listener = (_event: IpcRendererEvent, told: Told) => {
      if (told.id === id) deliver(told.message)
    }
    ipcRenderer.on(eventChannel, listener)
    void ask({ kind: 'follow', id, session, since })
    let over = false
    return () => {
      if (over) return
      over = true
      ipcRenderer.removeListener(eventChannel, listener)
      void ask({ kind: 'unfollow', id })
    }
  },

  openExternal: (url) => {
    void ask({ kind: 'openExternal', url })
  },
}

contextBridge.exposeInMainWorld('minidesk', bridge)
