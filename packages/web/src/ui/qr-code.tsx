import { qrSymbol } from '@undongle/core/qr/symbol'

/** Modules of light around it, which a reader needs; the page behind may be dark. */
const border = 4

/** A text for the camera of a phone; nothing where it is too long for one. */
export function QrCode({ text, label, size = 168 }: { text: string; label: string; size?: number }) {
  const symbol = qrSymbol(text)
  if (symbol === undefined) return null
  const side = symbol.length + 2 * border
  const dark = symbol.flatMap((row, y) =>
    row.flatMap((isDark, x) => (isDark ? `M${x + border} ${y + border}h1v1h-1z` : [])),
  )
  return (
    <svg
      role="img"
      aria-label={label}
      width={size}
      height={size}
      viewBox={`0 0 ${side} ${side}`}
      shapeRendering="crispEdges"
    >
      <rect width={side} height={side} fill="white" />
      <path d={dark.join('')} fill="black" />
    </svg>
  )
}
