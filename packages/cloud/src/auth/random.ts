/** A number from 0 up to, without, 1, for spreading out retries. */
export const fraction =
  (random: (sizeBytes: number) => Uint8Array): (() => number) =>
  () =>
    (random(1)[0] ?? 0) / 256
