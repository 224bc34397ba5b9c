import { createRootRoute, createRoute, createRouter } from '@tanstack/react-router'
import { dongleAddressSchema } from '@undongle/core/api/local/dongle'
import { idSchema } from '@undongle/core/id'
import { codeSchema } from '@undongle/core/license'
import { z } from 'zod'
import { Crashed } from '../ui/crashed.tsx'
import { NotFound } from '../ui/not-found.tsx'
import { ActivationPage } from './activation/activation-page.tsx'
import { CourierPage } from './courier/courier-page.tsx'
import { DoctorPage } from './doctor/doctor-page.tsx'
import { DonglePage } from './dongle/dongle-page.tsx'
import { DrawerPage } from './drawer/drawer-page.tsx'
import { GuidePage } from './guide/guide-page.tsx'
import { HomePage } from './home/home-page.tsx'
import { SettingsPage } from './settings/settings-page.tsx'
import { WizardShell } from './shell.tsx'
import { SignInPage } from './sign-in/sign-in-page.tsx'
import { SupportPage } from './support/support-page.tsx'
import { CheckPage } from './transfer/check-page.tsx'
import { ResultPage } from './transfer/result-page.tsx'
import { ReviewPage } from './transfer/review-page.tsx'
import { RunPage } from './transfer/run-page.tsx'
import { TransfersPage } from './transfer/transfers-page.tsx'

// Every address of the License Server's pages. Pages get what their address holds as properties and know no addresses of their own.

const root = createRootRoute({ component: WizardShell, notFoundComponent: NotFound, errorComponent: Crashed })
const home = createRoute({ getParentRoute: () => root, path: '/', component: HomePage })
const signIn = createRoute({ getParentRoute: () => root, path: '/online-licensing', component: SignInPage })
const activation = createRoute({ getParentRoute: () => root, path: '/activation', component: ActivationPage })
const dongle = createRoute({ getParentRoute: () => root, path: '/dongle', component: DonglePage })
const drawer = createRoute({ getParentRoute: () => root, path: '/drawer', component: DrawerPage })
const settings = createRoute({ getParentRoute: () => root, path: '/settings', component: SettingsPage })
const doctor = createRoute({ getParentRoute: () => root, path: '/doctor', component: DoctorPage })
const courier = createRoute({ getParentRoute: () => root, path: '/courier', component: CourierPage })
const guide = createRoute({ getParentRoute: () => root, path: '/guide', component: GuidePage })
const transfers = createRoute({ getParentRoute: () => root, path: '/transfer', component: TransfersPage })

const support = createRoute({
  getParentRoute: () => root,
  path: '/support',
  validateSearch: z.object({ topic: z.string().max(100).optional().catch(undefined) }),
  component: function Support() {
    return <SupportPage topic={support.useSearch().topic ?? ''} />
  },
})

const check = createRoute({
  getParentRoute: () => root,
  path: '/transfer/check',
  validateSearch: z.object({ dongle: dongleAddressSchema, line: codeSchema.optional().catch(undefined) }),
  component: function Check() {
    const search = check.useSearch()
    const navigate = check.useNavigate()
    return (
      <CheckPage
        dongle={search.dongle}
        line={search.line}
        onLine={(line) => navigate({ search: { dongle: search.dongle, line }, replace: true })}
      />
    )
  },
})

const review = createRoute({
  getParentRoute: () => root,
  path: '/transfer/review',
  validateSearch: z.object({ dongle: dongleAddressSchema, line: codeSchema }),
  component: function ReviewRoute() {
    const search = review.useSearch()
    const navigate = review.useNavigate()
    return (
      <ReviewPage
        dongle={search.dongle}
        line={search.line}
        onStarted={(transfer) => navigate({ to: '/transfer/$transfer', params: { transfer } })}
      />
    )
  },
})

const transferInPath = z.object({ transfer: idSchema('transfer') })

const run = createRoute({
  getParentRoute: () => root,
  path: '/transfer/$transfer',
  params: { parse: (raw) => transferInPath.parse(raw) },
  component: function RunRoute() {
    const { transfer } = run.useParams()
    const navigate = run.useNavigate()
    return (
      <RunPage
        key={transfer}
        transfer={transfer}
        onFinished={() => navigate({ to: '/transfer/$transfer/result', params: { transfer }, replace: true })}
      />
    )
  },
})

const result = createRoute({
  getParentRoute: () => root,
  path: '/transfer/$transfer/result',
  params: { parse: (raw) => transferInPath.parse(raw) },
  component: function ResultRoute() {
    return <ResultPage transfer={result.useParams().transfer} />
  },
})

const routeTree = root.addChildren([
  home,
  signIn,
  activation,
  dongle,
  drawer,
  settings,
  courier,
  doctor,
  guide,
  support,
  transfers,
  check,
  review,
  run,
  result,
])

export const createWizardRouter = () => createRouter({ routeTree, defaultPreload: false, scrollRestoration: true })
