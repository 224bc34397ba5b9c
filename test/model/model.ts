// The reference: what one dongle with two lines, its company and a stranger may see of the license cloud, on one page. It knows no HTTP, no
// signatures and no database. Each act changes the model and says what the cloud has to answer.

export const lines = ['clinic', 'lab'] as const
export type Line = (typeof lines)[number]

/** Everything anybody can do here; `stranger` asks for another company. */
export type Act =
  | { readonly act: 'open'; readonly line: Line }
  | { readonly act: 'stranger'; readonly line: Line }
  | { readonly act: 'retire' }
  | { readonly act: 'commit' }
  | { readonly act: 'report' }
  | { readonly act: 'find' }
  | { readonly act: 'replace' }

export interface Model {
  /** Where each line's license is. */
  readonly place: Readonly<Record<Line, 'dongle' | 'cloud'>>
  readonly order: { readonly line: Line; readonly retired: boolean } | undefined
  /** What bringing the newest receipt answers. */
  readonly receipt: string | undefined
  readonly blocked: boolean
  /** Bridge licenses come once per dongle, ever [Q98]. */
  readonly bridged: boolean
  /** A case about the loss waits for support. */
  readonly reported: boolean
  /** Support has put its licenses into the account: it is blocked for ever. */
  readonly replaced: boolean
}

export const newModel: Model = {
  place: { clinic: 'dongle', lab: 'dongle' },
  order: undefined,
  receipt: undefined,
  blocked: false,
  bridged: false,
  reported: false,
  replaced: false,
}

export interface Step {
  readonly model: Model
  readonly answer: string
}

export const opens = ({ act }: Act): boolean => act === 'open' || act === 'stranger'

/**
 * Every act, as if it were the only one at that moment.
 *
 * @param seen what whoever opens was shown before; somebody else may have come between looking and opening
 */
export function step(model: Model, act: Act, seen: Model = model): Step {
  switch (act.act) {
    case 'open':
      return open(model, act.line, seen)
    case 'stranger':
      return openElsewhere(model, seen)
    case 'retire':
      // The dongle asks nobody: also a blocked one can be written.
      if (model.order === undefined || model.order.retired) return { model, answer: 'nothing' }
      return { model: { ...model, order: { ...model.order, retired: true }, receipt: undefined }, answer: 'retired' }
    case 'commit': {
      const credited = credit(model)
      return { model: credited, answer: credited.receipt ?? 'nothing' }
    }
    case 'report': {
      if (model.reported) return { model, answer: 'again' }
      const left = lines.filter((line) => model.place[line] === 'dongle').length
      const bridges = model.bridged ? 0 : left
      const bridged = model.bridged || bridges > 0
      return { model: { ...model, blocked: true, reported: true, bridged }, answer: `bridged ${bridges}` }
    }
    case 'find':
      if (!model.reported) return { model, answer: 'nothing' }
      return { model: { ...model, blocked: model.replaced, reported: false }, answer: 'decided' }
    case 'replace':
      // A receipt that comes later finds everything where support has put it.
      if (!model.reported) return { model, answer: 'nothing' }
      return {
        model: { ...model, place: { clinic: 'cloud', lab: 'cloud' }, reported: false, replaced: true },
        answer: 'decided',
      }
  }
}

/**
 * Whoever looks at a lost dongle is told so and opens nothing. What the dongle has given away counts, also when the loss is told in that
 * moment; then an open order is joined, whichever line is asked for.
 */
function open(before: Model, line: Line, seen: Model): Step {
  if (seen.blocked) return { model: before, answer: 'dongle-lost' }
  const model = credit(before)
  if (model.blocked) return { model, answer: 'dongle-lost' }
  if (model.order !== undefined) return { model, answer: `ordered ${model.order.line}` }
  if (model.place[line] === 'cloud') return { model, answer: 'already-moved' }
  return { model: { ...model, order: { line, retired: false } }, answer: `ordered ${line}` }
}

/** A second company: what it shows of the dongle counts like anybody's word, and it gets nothing [Q33, Q54]. */
function openElsewhere(before: Model, seen: Model): Step {
  if (seen.blocked) return { model: before, answer: 'dongle-lost' }
  const model = credit(before)
  if (model.blocked) return { model, answer: 'dongle-lost' }
  return { model, answer: model.order === undefined ? 'other-company' : 'busy' }
}

/** Brings the receipt of a retired order, whoever does it: once, and a repeat is answered alike [I4]. */
export function credit(model: Model): Model {
  const { order, place } = model
  if (order === undefined || !order.retired) return model
  if (place[order.line] === 'cloud') return { ...model, receipt: 'superseded' }
  const all = lines.every((line) => line === order.line || place[line] === 'cloud')
  return {
    ...model,
    place: { ...place, [order.line]: 'cloud' },
    order: undefined,
    receipt: all ? 'all-moved' : 'partly-moved',
  }
}
