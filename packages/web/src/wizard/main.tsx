import '../ui/jitless.ts'
import { RouterProvider } from '@tanstack/react-router'
import { startApp } from '../ui/start.tsx'
import { HostProvider } from './host/host.tsx'
import { readHostAsk } from './host/host-ask.ts'
import { createLocal, LocalProvider } from './local.tsx'
import { createWizardRouter } from './router.tsx'

await startApp(
  <LocalProvider local={createLocal(window.fetch.bind(window), document)}>
    <HostProvider ask={readHostAsk(window.location.search, window.sessionStorage)} storage={window.sessionStorage}>
      <RouterProvider router={createWizardRouter()} />
    </HostProvider>
  </LocalProvider>,
)
