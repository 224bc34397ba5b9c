import '@mantine/core/styles.css'
import './base.css'
import { MantineProvider } from '@mantine/core'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { type ReactNode, StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { startWords } from '../i18n/start.ts'
import { browserPlace } from './browser-place.ts'
import { cssVariablesResolver, theme } from './theme.ts'

/** Puts an app on the page. */
export async function startApp(app: ReactNode): Promise<void> {
  await startWords(browserPlace())
  const root = document.getElementById('root')
  if (root === null) throw new Error('index.html has no place for the app')
  createRoot(root).render(
    <StrictMode>
      <MantineProvider theme={theme} cssVariablesResolver={cssVariablesResolver} defaultColorScheme="auto">
        <QueryClientProvider client={queryClient}>{app}</QueryClientProvider>
      </MantineProvider>
    </StrictMode>,
  )
}

// A server on this machine answers without any network, so "offline" must not stop a request.
const queryClient = new QueryClient({
  defaultOptions: {
    queries: { networkMode: 'always', retry: false, staleTime: 1000 },
    mutations: { networkMode: 'always', retry: false },
  },
})
