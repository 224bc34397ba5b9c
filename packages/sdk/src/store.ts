/** Where a seat is kept between two runs: one text, replaced as a whole. One store belongs to one product of one application. */
export interface LeaseStore {
  /** @returns the last text written, or undefined when there is none */
  read(): Promise<string | undefined>
  write(text: string): Promise<void>
}

/** Forgets everything with the process: no work without a License Server after a restart. */
export function memoryStore(): LeaseStore {
  let kept: string | undefined
  return {
    read: async () => kept,
    write: async (text) => {
      kept = text
    },
  }
}
