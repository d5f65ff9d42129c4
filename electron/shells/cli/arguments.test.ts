import { describe, expect, it } from 'vitest'
import { readArguments } from '../loopback/arguments'
import { findBrowser } from '../loopback/app-window'
import { readCliArguments } from './arguments'
import { refusePersonal, withFile } from './call'

describe('the command line', () => {
  it('reads a call', () => {
    const argv = ['call', 'apps.list', '{"a":1}', '--wait', '--data-dir', '/d', '--operator', '李', '--file', 'x.csv']
    expect(readCliArguments(argv, { LANG: 'en_US.UTF-8' })).toEqual({
      command: 'call',
      name: 'apps.list',
      json: '{"a":1}',
      wait: true,
      sandbox: false,
      dataDir: '/d',
      operator: '李',
      file: 'x.csv',
      locale: 'en',
    })
    expect(readCliArguments(['commands'], {})).toEqual({ command: 'commands' })
  })

  it.each([
    [[], 'commands | call'],
    [['cal'], 'cal'],
    [['commands', 'x'], 'x'],
    [['call'], 'NAME'],
    [['call', 'a.b', '{}', 'extra'], 'extra'],
    [['call', 'a.b', '--password', 'x'], '--password'],
    [['call', 'a.b', '--sandbox', '--operator', 'x'], '--sandbox --operator'],
    [['call', 'a.b', '--data-dir='], '--data-dir'],
    [['call', 'a.b', '--locale', 'fr'], '--locale fr'],
  ])('refuses %j and says what is wrong', (argv, argument) => {
    expect(() => readCliArguments(argv, {})).toThrow(expect.objectContaining({ code: 'cli.usage', params: { argument } }))
  })

  it('takes no name and no number of a person: they would stay in the history of the shell', () => {
    expect(() => refusePersonal('identity.start', { number: '1' })).toThrow('cli.personal')
    expect(() => refusePersonal('identity.records.find', { number: '1' })).toThrow('cli.personal')
    expect(() => refusePersonal('identity.records.list', { limit: 5 })).not.toThrow()
    expect(() => refusePersonal('identity.check', { id: 'a', verifyResult: '' })).not.toThrow()
  })

  it('puts an uploaded file where the command expects it', () => {
    expect(withFile('backups.inspect', {}, 'f')).toEqual({ fileId: 'f' })
    expect(withFile('links.batches.create', { name: 'n', source: { sheet: '活动' } }, 'f')).toEqual({
      name: 'n',
      source: { kind: 'file', sheet: '活动', fileId: 'f' },
    })
  })
})

describe('the arguments of the loopback shell', () => {
  it('are read', () => {
    expect(readArguments(['--headless', '--sandbox', '--data-dir', '/d', '--port', '8123'], {})).toEqual({
      headless: true,
      sandbox: true,
      dataDir: '/d',
      port: 8123,
      locale: 'zh-CN',
    })
  })

  it.each(['-1', '65536', '1e3', 'x', ''])('refuse the port %j', (port) => {
    expect(() => readArguments([`--port=${port}`], {})).toThrow(expect.objectContaining({ code: 'shell.badPort' }))
  })

  it.each([['--bogus'], ['stray'], ['--headless=yes'], ['--data-dir']])('refuse %j', (argument) => {
    expect(() => readArguments([argument], {})).toThrow(expect.objectContaining({ code: 'shell.usage' }))
  })
})

describe('the browser', () => {
  const find = (platform: NodeJS.Platform, there: string[], env: Record<string, string> = {}) =>
    findBrowser({ platform, env, home: '/home/li', isRunnable: (path) => there.includes(path) })

  it('is found where each system has it', () => {
    expect(find('linux', ['/opt/bin/google-chrome'], { PATH: '/opt/bin:.' })).toBe('/opt/bin/google-chrome')
    const edge = '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge'
    expect(find('darwin', [edge])).toBe(edge)
    const chrome = 'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe'
    expect(find('win32', [chrome], { ProgramFiles: 'C:\\Program Files' })).toBe(chrome)
  })

  it('is the one that was named, or none', () => {
    expect(find('linux', ['/usr/bin/chromium', '/b'], { MINIDESK_BROWSER: '/b' })).toBe('/b')
    expect(find('linux', ['/usr/bin/chromium'], { MINIDESK_BROWSER: '/gone' })).toBeUndefined()
  })
})
