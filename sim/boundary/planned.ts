import type { Fault, Faults, IoPoint } from '../fault.ts'

/** A fault at the n-th I/O of a run, counted from 0. */
export type PlannedFault = readonly [index: number, fault: Fault]

/** An I/O as it is named by what it does and where the code asks for it. */
export interface NamedPoint extends IoPoint {
  readonly name: string
}

/** Exactly the faults that were planned, and a record of every I/O there was. */
export class Planned implements Faults {
  readonly named = true
  readonly points: NamedPoint[] = []
  readonly #faults: ReadonlyMap<number, Fault>

  constructor(faults: readonly PlannedFault[]) {
    this.#faults = new Map(faults)
  }

  at(point: IoPoint, site = new Error()): Fault | undefined {
    const index = this.points.length
    this.points.push({ ...point, name: nameOf(point, site) })
    return this.#faults.get(index)
  }
}

function nameOf({ kind, what }: IoPoint, site: Error): string {
  const callers = framesOf(site.stack ?? '').slice(0, framesNamed)
  return [what === '' ? kind : `${kind} ${what}`, ...callers].join(' < ')
}

const framesNamed = 3

/** The functions of production code on the way to an I/O, innermost first; names only, so that moved lines change nothing. */
function framesOf(stack: string): string[] {
  return stack.split('\n').flatMap((line) => {
    const frame =
      /at (?:async )?(?:[\w$]+\.)?(#?[\w$]+) .*\/packages\/(?:cloud|license-server)\/src\/([\w/.-]+\.ts)/.exec(line)
    const [, name = '', file = ''] = frame ?? []
    return name === '' || plumbing.has(name) || file === 'journal/store.ts' ? [] : [name]
  })
}

const plumbing: ReadonlySet<string> = new Set(['fetch', 'send', 'callCloud', 'inCompany', 'askCloud', 'then', 'Object'])
