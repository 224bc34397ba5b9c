import { qrSymbol } from './qr-symbol.ts'

interface Props {
  readonly text: string
  readonly label: string
  readonly size?: number
  readonly longestBytes?: number
}

/** A text for the camera of a phone; nothing where it is too long for one. The page behind may be dark. */
export function QrCode({ text, label, size = 168, longestBytes }: Props) {
  const symbol = qrSymbol(text, longestBytes)
  if (symbol === undefined) return null
  const dark = symbol.flatMap((row, y) => row.flatMap((isDark, x) => (isDark ? `M${x} ${y}h1v1h-1z` : [])))
  return (
    <svg
      role="img"
      aria-label={label}
      width={size}
      height={size}
      viewBox={`0 0 ${symbol.length} ${symbol.length}`}
      shapeRendering="crispEdges"
    >
      <rect width={symbol.length} height={symbol.length} fill="white" />
      <path d={dark.join('')} fill="black" />
    </svg>
  )
}
