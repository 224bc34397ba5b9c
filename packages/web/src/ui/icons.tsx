const paths = {
  home: 'M4 11 12 4l8 7v9h-5v-6H9v6H4z',
  account: 'M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8ZM4 20c1-4 4-5 8-5s7 1 8 5',
  dongle: 'M8 8h8v9a3 3 0 0 1-3 3h-2a3 3 0 0 1-3-3zM9.5 8V3h5v5M12 12v4',
  transfer: 'M4 8h13m-4-4 4 4-4 4M20 16H7m4-4-4 4 4 4',
  support: 'M4 13a8 8 0 0 1 16 0v4a2 2 0 0 1-2 2h-2v-6h4M4 13h4v6H6a2 2 0 0 1-2-2z',
  drawer: 'M4 5h16v14H4zM4 12h16M10 8.5h4M10 15.5h4',
  licenses: 'M5 4h14v16H5zM9 9h6M9 13h6',
  pass: 'm5 13 4 4L19 7',
  fail: 'M6 6l12 12M18 6 6 18',
  unknown: 'M9 9a3 3 0 1 1 4.5 2.6C12.5 12.3 12 13 12 14m0 3.5v.2',
  warning: 'M12 4 3 20h18zM12 10v4m0 3v.2',
  note: 'M12 11v6M12 7v.2',
  settings: 'M4 7h9m4 0h3M4 12h3m4 0h9M4 17h7m4 0h5M15 5v4M9 10v4M13 15v4',
  doctor: 'M9 4h6v5h5v6h-5v5H9v-5H4V9h5z',
  guide: 'M12 6c-2-1.5-5-2-8-1.5V18c3-.5 6 0 8 1.5 2-1.5 5-2 8-1.5V4.5C17 4 14 4.5 12 6zM12 6v13.5',
  cloud: 'M7 18a4 4 0 0 1-.5-8A6 6 0 0 1 18 9a4.5 4.5 0 0 1-1 9z',
  sun: 'M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8ZM12 2v2M12 20v2M2 12h2M20 12h2M5 5l1.4 1.4M17.6 17.6 19 19M19 5l-1.4 1.4M6.4 17.6 5 19',
  moon: 'M20 14A8 8 0 0 1 10 4a8 8 0 1 0 10 10Z',
  download: 'M12 4v11m-4-4 4 4 4-4M5 19h14',
  copy: 'M9 9h11v11H9zM15 9V4H4v11h5',
  signOut: 'M10 4H5v16h5M14 8l4 4-4 4M18 12H9',
} as const
export type IconName = keyof typeof paths

/** One of our own drawings. Always beside words that say the same, so it is hidden from screen readers. */
export function Icon({ name, size = 20 }: { name: IconName; size?: number }) {
  return (
    <svg
      aria-hidden="true"
      focusable="false"
      width={size}
      height={size}
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.8"
      strokeLinecap="round"
      strokeLinejoin="round"
      style={{ flex: 'none' }}
    >
      <path d={paths[name]} />
    </svg>
  )
}
