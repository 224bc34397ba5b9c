/** One coded "no": its HTTP status, what it says, and what to do next. */
export interface ErrorRow {
  readonly status: number
  readonly say: string
  readonly next: string
}
