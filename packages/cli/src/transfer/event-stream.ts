export interface ServerSentEvent {
  readonly id: string
  readonly event: string
  readonly text: string
}

const eventSizeBytes = 1024 * 1024

/** Reads server-sent events (HTML standard, 9.2): blocks of `field: value` lines, ended by an empty line. */
export async function* readEvents(response: Response): AsyncGenerator<ServerSentEvent> {
  const decoder = new TextDecoder()
  let buffer = ''
  for await (const chunk of response.body ?? []) {
    buffer += decoder.decode(chunk, { stream: true }).replaceAll('\r\n', '\n')
    if (buffer.length > eventSizeBytes) throw new Error('an event without end')
    const blocks = buffer.split('\n\n')
    buffer = blocks.pop() ?? ''
    for (const block of blocks) yield parseBlock(block)
  }
}

function parseBlock(block: string): ServerSentEvent {
  const fields = block.split('\n').map((line) => /^(\w+):? ?(.*)$/.exec(line))
  const valuesOf = (name: string) => fields.filter((field) => field?.[1] === name).map((field) => field?.[2] ?? '')
  return {
    id: valuesOf('id').at(-1) ?? '',
    event: valuesOf('event').at(-1) ?? 'message',
    // The field is called so in the standard.
    text: valuesOf('data').join('\n'),
  }
}
