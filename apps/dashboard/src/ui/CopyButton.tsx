import { ActionIcon, Tooltip } from '@mantine/core';
import { useEffect, useState } from 'react';
import { copyText } from './copy-text.ts';
import { CheckIcon, CopyIcon, CrossIcon } from './icons.tsx';

type Outcome = 'none' | 'copied' | 'refused';
const shownMs = 1_600;

interface CopyButtonProps {
  /** Asked for at the click, since it may be long. */
  text: () => string;
  label: string;
}

export function CopyButton({ text, label }: CopyButtonProps) {
  const [outcome, setOutcome] = useState<Outcome>('none');
  useEffect(() => {
    if (outcome === 'none') return undefined;
    const timer = setTimeout(() => setOutcome('none'), shownMs);
    return () => clearTimeout(timer);
  }, [outcome]);

  const copy = async () => setOutcome((await copyText(text())) ? 'copied' : 'refused');
  const said = { none: label, copied: 'Copied', refused: 'The browser did not allow it: select and copy by hand' }[outcome];
  const Icon = { none: CopyIcon, copied: CheckIcon, refused: CrossIcon }[outcome];
  return (
    <Tooltip label={said} {...(outcome === 'none' ? {} : { opened: true })}>
      <ActionIcon variant="subtle" color="gray" aria-label={said} onClick={() => void copy()}>
        <Icon />
      </ActionIcon>
    </Tooltip>
  );
}
