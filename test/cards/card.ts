import { type Answer, type Command, encodeAnswer, parseCommand, refuse } from './command.ts'
import { PowerLost } from './memory.ts'
import type { SmartCard } from './slot.ts'

/** An application on a card: it is chosen by its name, and forgets what it must when it is left. */
export interface CardApplication {
  readonly name: Uint8Array
  /** Answers to being chosen. */
  choose(): Uint8Array
  answer(command: Command): Answer
  leave(): void
}

/** An answer longer than this is fetched in parts by a reader that speaks the short form. */
const shortAnswer = 256

/** A YubiKey's: with an unknown one OpenSC offers RSA only. */
const atr = Uint8Array.from(Buffer.from('3BF81300008131FE15597562696B657934D4', 'hex'))

/** A card with these applications: ISO 7816-4 with logical channel 0, command chaining and GET RESPONSE. */
export function makeCard(applications: readonly CardApplication[]): SmartCard {
  let chosen: CardApplication | undefined
  let chained: Uint8Array[] = []
  let waiting: Uint8Array = new Uint8Array()

  function choose(name: Uint8Array): Answer {
    const found = applications.find((application) =>
      Buffer.from(application.name).subarray(0, name.length).equals(name),
    )
    if (found === undefined || name.length === 0) return refuse(0x6a82)
    chosen?.leave()
    chosen = found
    return { data: found.choose(), status: 0x9000 }
  }

  function act(command: Command): Answer {
    const { instruction, p1, data } = command
    if (command.isChained) {
      chained.push(data)
      return refuse(0x9000)
    }
    const whole = { ...command, data: Buffer.concat([...chained, data]) }
    chained = []
    if (command.class === 0 && instruction === 0xa4 && p1 === 4) return choose(whole.data)
    if (command.class === 0 && instruction === 0xc0) return { data: waiting, status: 0x9000 }
    return chosen?.answer(whole) ?? refuse(0x6d00)
  }

  /** What does not fit into the answer that was asked for waits for GET RESPONSE. */
  function send({ data, status }: Answer, command: Command): Uint8Array {
    const room = command.isExtended ? (command.expected ?? 0) : Math.min(command.expected ?? 0, shortAnswer)
    const part = data.subarray(0, room === 0 ? shortAnswer : room)
    waiting = data.subarray(part.length)
    if (waiting.length === 0) return encodeAnswer({ data: part, status })
    return encodeAnswer({ data: part, status: 0x6100 | Math.min(waiting.length, 0xff) })
  }

  return {
    atr,
    wake: () => {
      chosen?.leave()
      chosen = undefined
      chained = []
      waiting = new Uint8Array()
    },
    answer: (bytes) => {
      const command = parseCommand(bytes)
      if (command === undefined) return encodeAnswer(refuse(0x6700))
      try {
        return send(act(command), command)
      } catch (error) {
        if (error instanceof PowerLost) return undefined
        throw error
      }
    },
  }
}
