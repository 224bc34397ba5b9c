import '../ui/jitless.ts'
import { RouterProvider } from '@tanstack/react-router'
import { startApp } from '../ui/start.tsx'
import { createLocal, LocalProvider } from './local.tsx'
import { createWizardRouter } from './router.tsx'

await startApp(
  <LocalProvider local={createLocal(window.fetch.bind(window), document)}>
    <RouterProvider router={createWizardRouter()} />
  </LocalProvider>,
)
