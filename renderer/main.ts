import './app/theme/first-paint'
import './app/theme/tokens.css'
import { arrival } from './app/frame/arrival'
import { createPinia } from 'pinia'
import { createApp } from 'vue'
import App from './app/App.vue'
import { i18n, storedLocale, useLocale } from './app/i18n'
import { router } from './app/router'
import { passDoor } from './app/transport/loopback'

async function start(): Promise<void> {
  const inside = window.minidesk !== undefined || (await passDoor(arrival))
  await useLocale(storedLocale())
  const app = createApp(App, { inside, sandbox: arrival.sandbox })
  app.config.errorHandler = (cause) => reportError(cause)
  // The router only resolves the address; App draws a screen, which then asks for data, once the session is known.
  app.use(createPinia()).use(i18n).use(router)
  app.mount('#app')
}

void start()
