import type { WorldClass } from '../seed.ts'

/** A mistake somebody could make in the protocol: one exact place of the production code, and what would stand there instead. */
export interface Mistake {
  readonly name: string
  readonly file: string
  readonly from: string
  readonly to: string
  readonly worldClass: WorldClass
}

const core = 'packages/core/src'
const server = 'packages/license-server/src'
const cloud = 'packages/cloud/src'

export const mistakes: readonly Mistake[] = [
  {
    name: 'the receipt is handed out before the state is written',
    file: `${server}/dongle/write.ts`,
    from: 'for (const object of [...before, state]) createAndCompare(visit, object)',
    to: 'for (const object of before) createAndCompare(visit, object)',
    worldClass: 'a',
  },
  {
    name: 'the state is written before the order that it names',
    file: `${server}/dongle/write.ts`,
    from: 'for (const object of [...before, state]) createAndCompare(visit, object)',
    to: 'for (const object of [state, ...before]) createAndCompare(visit, object)',
    worldClass: 'a',
  },
  {
    name: 'cleaning takes the orders by which licenses are off',
    file: `${server}/dongle/session.ts`,
    from: '...broken.orders.map((index) => orders[index]),',
    to: '...orders,',
    worldClass: 'a',
  },
  {
    name: 'a second OPEN gets an order of its own',
    file: `${core}/transfer/open.ts`,
    from: `if (open.generation === request.generation) return { outcome: 'join', transfer: open.transfer }`,
    to: `if (open.generation === request.generation) return { outcome: 'decide', replaces: open.transfer }`,
    worldClass: 'a',
  },
  {
    name: 'another company joins an open order',
    file: `${core}/transfer/open.ts`,
    from: `if (open.company !== request.company) return { outcome: 'refused', code: 'busy' }`,
    to: '',
    worldClass: 'a',
  },
  {
    name: 'a dongle that comes back is believed to be as it was',
    file: `${server}/license-server.ts`,
    from: 'this.#mender.lookAgain() // also what was whole before',
    to: 'void this.#mender.look() // also what was whole before',
    worldClass: 'a',
  },
  {
    name: 'a seat from a dongle outlives the permit that it is given by',
    file: `${server}/lease/dongle-seats.ts`,
    from: 'new Date(until === null ? usualMs : Math.min(usualMs, until.getTime()))',
    to: 'new Date(usualMs)',
    worldClass: 'b',
  },
  {
    name: 'the cloud lends a seat twice',
    file: `${cloud}/lease/decide-group.ts`,
    from: 'const seat = decideSeat(licenses, { takenOf, ahead:',
    to: 'const seat = decideSeat(licenses, { takenOf: () => 0, ahead:',
    worldClass: 'b',
  },
  {
    name: 'a receipt that comes again is superseded by itself',
    file: `${core}/transfer/commit.ts`,
    from: `return holdsStill(order, chains) ? { outcome: 'repeat', certificate } : { outcome: 'superseded' }`,
    to: `return { outcome: 'superseded' }`,
    worldClass: 'a',
  },
  {
    name: 'a certificate is made anew each time it is asked for',
    file: `${cloud}/transfer/commit.ts`,
    from: `certificate: deps.keys.sign('certificate', kid, claims), leases }`,
    to: `certificate: deps.keys.sign('certificate', kid, { ...claims, iat: toSeconds(deps.now()) }), leases }`,
    worldClass: 'a',
  },
  {
    name: 'what was running when the process died is not gone on with',
    file: `${server}/license-server.ts`,
    from: 'this.#runner.resumeAll()',
    to: '',
    worldClass: 'a',
  },
  {
    name: 'the certificate is not kept',
    file: `${server}/journal/transfers.ts`,
    from: `record(store, id, { to: 'moved', certificate }, at, ({ dongle }) => {`,
    to: `store.transaction(() => {
    const { dongle } = readTransfer(store, id)`,
    worldClass: 'a',
  },
  {
    name: 'a dead order is never closed',
    file: `${core}/transfer/open.ts`,
    from: `return last.act === 'cancel' || (last.act === 'retire' && credited.has(last.order))`,
    to: 'return false',
    worldClass: 'a',
  },
  {
    name: 'the dongle acts on an order of another generation',
    file: `${server}/dongle/acts.ts`,
    from: 'expectGeneration(order.generation, body.generation)',
    to: '',
    worldClass: 'a',
  },
  {
    name: 'moved without waiting for other permits',
    file: `${core}/permit/decide.ts`,
    from: `if (epochRunning || others.length > 0) return { outcome: 'wait', holders: others }`,
    to: '',
    worldClass: 'b',
  },
  {
    name: 'the permit is not deleted before it is given back',
    file: `${server}/journal/permits.ts`,
    from: `store.run('delete from permit where dongle = ? and machine = ?', [dongle, machine])`,
    to: '',
    worldClass: 'b',
  },
  {
    name: 'a permit on its way is accepted after the give-back',
    file: `${server}/journal/permits.ts`,
    from: `if (ratchet !== undefined && comparePermits(permit, ratchet) <= 0) return 'given-back'`,
    to: '',
    worldClass: 'b',
  },
  {
    name: 'any give-back clears the record',
    file: `${cloud}/permit/give-back.ts`,
    from: `if (decision.outcome === 'cleared')
      await tx.permits.giveBack({ dongle, machine: machine.licenseServer, number: body.number, at: now })`,
    to: 'await tx.permits.giveBack({ dongle, machine: machine.licenseServer, number, at: now })',
    worldClass: 'b',
  },
  {
    name: '"yours is the last" is not said, and nothing is given back',
    file: `${core}/permit/decide.ts`,
    from: `if (live.length > 0) return { outcome: 'last', number: newest }`,
    to: '',
    worldClass: 'b',
  },
  {
    name: 'a machine that only joined is renewed while it drains',
    file: `${core}/permit/decide.ts`,
    from: 'return !epochRunning && drain.machine === machine && isOutElsewhere(drain, machine, records, now)',
    to: 'return !epochRunning && isOutElsewhere(drain, machine, records, now)',
    worldClass: 'b',
  },
  {
    name: 'a machine gets a permit of fewer licenses',
    file: `${core}/permit/decide.ts`,
    from: 'if (held !== undefined && takesFrom(held, question, ends)) {',
    to: 'if (held !== undefined && takesFrom(held, question, ends) && have < 0) {',
    worldClass: 'b',
  },
  {
    name: 'the own permit is deleted when MOVE is asked for',
    file: `${server}/journal/transfers.ts`,
    from: `record(store, id, { to: 'draining', drain }, at)`,
    to: `record(store, id, { to: 'draining', drain }, at, () => void store.run('delete from permit'))`,
    worldClass: 'b',
  },
  {
    name: 'a grace ends before a permit that is out already',
    file: `${core}/permit/decide.ts`,
    from: `return { outcome: 'grace', until: new Date(Math.max(addDays(now, graceDays).getTime(), ...latest)) }`,
    to: `return { outcome: 'grace', until: addDays(now, graceDays - 13) }`,
    worldClass: 'grace',
  },
  {
    name: 'permits in a grace are not capped',
    file: `${core}/permit/decide.ts`,
    from: 'return new Date(Math.min(longest.getTime(), drain.until.getTime() - recordMarginMs))',
    to: 'return longest',
    worldClass: 'grace',
  },
]
