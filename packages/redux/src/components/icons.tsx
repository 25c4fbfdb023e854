import type { ReactNode } from 'react';

/** Always beside a word, so never read aloud. */
const icon = (drawing: ReactNode) => (
  <svg
    className="dt-icon"
    viewBox="0 0 16 16"
    fill="none"
    stroke="currentColor"
    strokeWidth="1.6"
    strokeLinecap="round"
    strokeLinejoin="round"
    aria-hidden="true"
    focusable="false"
  >
    {drawing}
  </svg>
);

export const icons = {
  spark: icon(<path d="M8.9 1.8 3.6 9h3.9l-.6 5.2L12.4 7H8.4Z" />),
  running: icon(<path d="M8 2.2a5.8 5.8 0 1 1-5.6 4.3" />),
  check: icon(<path d="m3.2 8.6 3.2 3.2 6.4-7.4" />),
  hand: icon(
    <path d="M5.2 8.4V3.9a1 1 0 0 1 2 0v3.3V2.8a1 1 0 0 1 2 0v4.4V3.9a1 1 0 0 1 2 0v5.4c0 2.9-1.5 4.7-4 4.7-1.9 0-2.9-.9-3.7-2.4L2.3 9.2c-.6-1.2.9-2 1.7-1Z" />,
  ),
  pause: icon(<path d="M5.5 3.5v9M10.5 3.5v9" strokeWidth="2" />),
  play: icon(<path d="M5.2 3.2v9.6L12.6 8Z" />),
  stop: icon(<rect x="4" y="4" width="8" height="8" rx="1.4" />),
  alert: icon(<path d="M8 2.4 14 13H2ZM8 6.4v3M8 11.2v.1" />),
  circle: icon(<circle cx="8" cy="8" r="5.2" />),
  dot: icon(<circle cx="8" cy="8" r="3.4" fill="currentColor" />),
  cross: icon(<path d="m4 4 8 8M12 4l-8 8" />),
  plus: icon(<path d="M8 3v10M3 8h10" />),
  search: icon(<path d="M7 2.8a4.2 4.2 0 1 1 0 8.4 4.2 4.2 0 0 1 0-8.4Zm3.1 7.3 3.1 3.1" />),
};

export type IconName = keyof typeof icons;
