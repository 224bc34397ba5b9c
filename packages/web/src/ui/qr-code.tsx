import { qrSymbol } from './qr-symbol.ts'

interface Props {
  readonly text: string
  readonly label: string
  readonly size?: number
  /** Instead of a size: whole pixels for each module, which a dense symbol needs to stay sharp. */
  readonly modulePixels?: number
  readonly longestBytes?: number
}

/** A text for the camera of a phone; nothing where it is too long for one. The page behind may be dark. */
export function QrCode({ text, label, size = 168, modulePixels, longestBytes }: Props) {
  const symbol = qrSymbol(text, longestBytes)
  if (symbol === undefined) return null
  const side = modulePixels === undefined ? size : symbol.length * modulePixels
  const dark = symbol.flatMap((row, y) => row.flatMap((isDark, x) => (isDark ? `M${x} ${y}h1v1h-1z` : [])))
  return (
    <svg
      role="img"
      aria-label={label}
      width={side}
      height={side}
      style={{ maxWidth: '100%', height: 'auto' }}
      viewBox={`0 0 ${symbol.length} ${symbol.length}`}
      shapeRendering="crispEdges"
    >
      <rect width={symbol.length} height={symbol.length} fill="white" />
      <path d={dark.join('')} fill="black" />
    </svg>
  )
}
