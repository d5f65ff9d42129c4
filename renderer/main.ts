import './app/theme/first-paint'
import './app/theme/tokens.css'
import { createPinia } from 'pinia'
import { createApp } from 'vue'
import App from './app/App.vue'
import { i18n, storedLocale, useLocale } from './app/i18n'
import { router } from './app/router'
import { useSession } from './app/session'
import { passDoor, readArrival } from './app/transport/loopback'

async function start(): Promise<void> {
  const arrival = window.minidesk ? { code: undefined, token: undefined, sandbox: false } : readArrival(location, history)
  const inside = window.minidesk !== undefined || (await passDoor(arrival))
  await useLocale(storedLocale())
  const app = createApp(App, { inside, sandbox: arrival.sandbox })
  app.config.errorHandler = (cause) => reportError(cause)
  app.use(createPinia()).use(i18n)
  // The router reads the address only after the session is known: a screen asks for data as soon as it is shown.
  if (inside) await useSession().start(arrival.sandbox).catch(reportError)
  app.use(router)
  app.mount('#app')
}

void start()
