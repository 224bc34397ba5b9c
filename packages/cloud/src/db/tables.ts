/**
 * What queries know of a row: nothing. Columns come out as `unknown`, and a store parses them with zod before anybody
 * reads them; a database may have been restored, or migrated by hand.
 */
export type Tables = Record<string, Record<string, unknown>>
