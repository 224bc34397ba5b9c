import { writeFileSync } from 'node:fs'
import { exitCodesPage, writeExitCodesPage } from './reference/exit-codes-page.ts'
import { openApiFile, writeOpenApi } from './reference/openapi-document.ts'
import { settingsPage, writeSettingsPage } from './reference/settings-page.ts'
import { wireProtocolPage, writeWireProtocolPage } from './reference/wire-protocol-page.ts'

/** `npm run reference`: writes anew the pages that are built from the code. A test tells when that was forgotten. */
writeFileSync(settingsPage, await writeSettingsPage(process.cwd()))
writeFileSync(exitCodesPage, writeExitCodesPage())
writeFileSync(openApiFile, writeOpenApi())
writeFileSync(wireProtocolPage, writeWireProtocolPage())
