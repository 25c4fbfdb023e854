import type { ReactNode } from 'react';

interface IconProps {
  size?: number;
  className?: string | undefined;
}

/** Always beside a word, so never read aloud. */
const icon = (name: string, drawing: ReactNode) => {
  const Icon = ({ size = 16, className }: IconProps) => (
    <svg
      className={className}
      width={size}
      height={size}
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
  Icon.displayName = name;
  return Icon;
};

export const CheckIcon = icon('CheckIcon', <path d="m3.2 8.6 3.2 3.2 6.4-7.4" />);
export const RunningIcon = icon('RunningIcon', <path d="M8 2.2a5.8 5.8 0 1 1-5.6 4.3" />);
export const HandIcon = icon(
  'HandIcon',
  <path d="M5.2 8.4V3.9a1 1 0 0 1 2 0v3.3V2.8a1 1 0 0 1 2 0v4.4V3.9a1 1 0 0 1 2 0v5.4c0 2.9-1.5 4.7-4 4.7-1.9 0-2.9-.9-3.7-2.4L2.3 9.2c-.6-1.2.9-2 1.7-1Z" />,
);
export const PauseIcon = icon('PauseIcon', <path d="M5.5 3.5v9M10.5 3.5v9" strokeWidth="2" />);
export const CrossIcon = icon('CrossIcon', <path d="m4 4 8 8M12 4l-8 8" />);
export const CircleIcon = icon('CircleIcon', <circle cx="8" cy="8" r="5.2" />);
export const DashedCircleIcon = icon('DashedCircleIcon', <circle cx="8" cy="8" r="5.2" strokeDasharray="2.2 2.4" />);
export const StopIcon = icon('StopIcon', <rect x="4" y="4" width="8" height="8" rx="1.4" />);
export const BlockedIcon = icon('BlockedIcon', <path d="M8 2.6a5.4 5.4 0 1 1 0 10.8A5.4 5.4 0 0 1 8 2.6ZM4.3 4.3l7.4 7.4" />);
export const SkipIcon = icon('SkipIcon', <path d="M3 10.5a5 5 0 0 1 9-2.8M12.6 4.2l-.5 3.7-3.6-.6" />);
export const SwapIcon = icon('SwapIcon', <path d="M3 5.5h9.5L10 3M13 10.5H3.5L6 13" />);
export const HourglassIcon = icon(
  'HourglassIcon',
  <path d="M4.5 2.5h7M4.5 13.5h7M5.3 2.5c0 3 2.7 3.6 2.7 5.5s-2.7 2.5-2.7 5.5M10.7 2.5c0 3-2.7 3.6-2.7 5.5s2.7 2.5 2.7 5.5" />,
);
export const AlertIcon = icon('AlertIcon', <path d="M8 2.4 14 13H2ZM8 6.4v3M8 11.2v.1" />);
export const SearchIcon = icon('SearchIcon', <path d="M7 2.8a4.2 4.2 0 1 1 0 8.4 4.2 4.2 0 0 1 0-8.4Zm3.1 7.3 3.1 3.1" />);
export const CopyIcon = icon('CopyIcon', <path d="M6 5.5h6.5v7.8H6ZM10 5.2V2.7H3.5v7.8h2.2" />);
export const BackIcon = icon('BackIcon', <path d="M9.8 3.2 5 8l4.8 4.8" />);
export const DownIcon = icon('DownIcon', <path d="M8 3v9.6M3.9 8.7 8 12.8l4.1-4.1" />);
export const PlayIcon = icon('PlayIcon', <path d="M5.2 3.2v9.6L12.6 8Z" />);
export const SunIcon = icon(
  'SunIcon',
  <path d="M8 5.2a2.8 2.8 0 1 1 0 5.6 2.8 2.8 0 0 1 0-5.6ZM8 1.4v1.2M8 13.4v1.2M1.4 8h1.2M13.4 8h1.2M3.3 3.3l.9.9M11.8 11.8l.9.9M12.7 3.3l-.9.9M4.2 11.8l-.9.9" />,
);
export const MoonIcon = icon('MoonIcon', <path d="M13.2 9.4A5.6 5.6 0 0 1 6.6 2.8a5.6 5.6 0 1 0 6.6 6.6Z" />);
export const SystemIcon = icon('SystemIcon', <path d="M2.4 3.2h11.2v7.4H2.4ZM6 13.4h4M8 10.8v2.4" />);
export const CommitIcon = icon('CommitIcon', <path d="M8 5.4a2.6 2.6 0 1 1 0 5.2 2.6 2.6 0 0 1 0-5.2ZM1.6 8h3.8M10.6 8h3.8" />);
export const BoxIcon = icon('BoxIcon', <path d="M8 1.9 13.4 5v6L8 14.1 2.6 11V5ZM2.8 5.1 8 8l5.2-2.9M8 8v6" />);
export const SparkIcon = icon('SparkIcon', <path d="M8.9 1.8 3.6 9h3.9l-.6 5.2L12.4 7H8.4Z" />);
export const KeyIcon = icon('KeyIcon', <path d="M5.4 6.9a2.9 2.9 0 1 1 0 5.8 2.9 2.9 0 0 1 0-5.8Zm2.1.9 5.4-5.3M10.8 4.6l1.9 1.9" />);
export const TerminalIcon = icon('TerminalIcon', <path d="M1.9 2.9h12.2v10.2H1.9ZM4.5 6l2 2-2 2M8.6 10.3h2.9" />);
export const ChevronIcon = icon('ChevronIcon', <path d="m4 6.2 4 4 4-4" />);
export const TimerIcon = icon('TimerIcon', <path d="M8 4.2a4.9 4.9 0 1 1 0 9.8 4.9 4.9 0 0 1 0-9.8ZM8 6.6v2.6l1.7 1.2M6.4 1.8h3.2" />);
export const InjectIcon = icon('InjectIcon', <path d="M8 2.6v7M4.6 6.4 8 9.8l3.4-3.4M2.6 13.2h10.8" />);
export const MoreIcon = icon('MoreIcon', <path d="M2.6 4.4h10.8M2.6 8h10.8M2.6 11.6h10.8" />);
export const BellIcon = icon(
  'BellIcon',
  <path d="M4 6.8a4 4 0 0 1 8 0c0 3.4 1.3 4.4 1.3 4.4H2.7S4 10.2 4 6.8ZM6.7 13.4a1.4 1.4 0 0 0 2.6 0" />,
);
