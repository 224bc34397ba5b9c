import '../ui/jitless.ts'
import { RouterProvider } from '@tanstack/react-router'
import { startApp } from '../ui/start.tsx'
import { CloudProvider, createCloud } from './cloud.tsx'
import { createConsoleRouter } from './router.tsx'

await startApp(
  <CloudProvider cloud={createCloud(window.fetch.bind(window))}>
    <RouterProvider router={createConsoleRouter()} />
  </CloudProvider>,
)
