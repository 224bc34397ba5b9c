import { z } from 'zod'

// Imported before anything that makes a schema: else zod tries `new Function`, which the pages' Content-Security-Policy refuses and reports.
z.config({ jitless: true })
