import { createRootRoute, createRoute, createRouter, redirect, useLocation } from '@tanstack/react-router'
import { userCodeSchema } from '@undongle/core/api/device-grant'
import { idSchema } from '@undongle/core/id'
import { z } from 'zod'
import { Crashed } from '../ui/crashed.tsx'
import { NotFound } from '../ui/not-found.tsx'
import { CompanyPage } from './company-page.tsx'
import { CourierPage } from './courier/courier-page.tsx'
import { DevicePage } from './device-page.tsx'
import { SetUpPage } from './set-up-page.tsx'
import { ConsoleShell } from './shell.tsx'
import { SignedIn } from './signed-in.tsx'
import { SupportPage } from './support-page.tsx'

// Every address of the console. The company that is looked at stands in the address, so that a page can be kept and sent.

const root = createRootRoute({ component: ConsoleShell, notFoundComponent: NotFound, errorComponent: Crashed })
const companySearch = z.object({ company: idSchema('company').optional().catch(undefined) })

const home = createRoute({
  getParentRoute: () => root,
  path: '/',
  beforeLoad: () => {
    throw redirect({ to: '/licenses' })
  },
})

const licenses = createRoute({
  getParentRoute: () => root,
  path: '/licenses',
  validateSearch: companySearch,
  component: function LicensesRoute() {
    const { company } = licenses.useSearch()
    const navigate = licenses.useNavigate()
    return (
      <SignedIn>
        {(session) => (
          <CompanyPage
            page="licensesPage"
            session={session}
            company={company}
            onCompany={(chosen) => navigate({ search: { company: chosen } })}
          />
        )}
      </SignedIn>
    )
  },
})

const transfers = createRoute({
  getParentRoute: () => root,
  path: '/transfers',
  validateSearch: companySearch,
  component: function TransfersRoute() {
    const { company } = transfers.useSearch()
    const navigate = transfers.useNavigate()
    return (
      <SignedIn>
        {(session) => (
          <CompanyPage
            page="transfersPage"
            session={session}
            company={company}
            onCompany={(chosen) => navigate({ search: { company: chosen } })}
          />
        )}
      </SignedIn>
    )
  },
})

const device = createRoute({
  getParentRoute: () => root,
  path: '/device',
  validateSearch: z.object({ user_code: userCodeSchema.optional().catch(undefined) }),
  component: function DeviceRoute() {
    const userCode = device.useSearch().user_code
    const navigate = device.useNavigate()
    return (
      <SignedIn {...(userCode === undefined ? {} : { deviceCode: userCode })}>
        {() => (
          <DevicePage
            userCode={userCode}
            onCode={(code) => navigate({ search: code === undefined ? {} : { user_code: code } })}
          />
        )}
      </SignedIn>
    )
  },
})

const courier = createRoute({ getParentRoute: () => root, path: '/courier', component: CourierPage })
const support = createRoute({ getParentRoute: () => root, path: '/support', component: SupportPage })

const setUp = createRoute({
  getParentRoute: () => root,
  path: '/setup',
  component: function SetUpRoute() {
    const fragment = useLocation({ select: (location) => location.hash })
    const navigate = setUp.useNavigate()
    return <SetUpPage fragment={fragment} onEntered={() => navigate({ to: '/licenses', replace: true })} />
  },
})

const routeTree = root.addChildren([home, licenses, transfers, device, courier, support, setUp])

export const createConsoleRouter = () => createRouter({ routeTree, defaultPreload: false, scrollRestoration: true })
