import { Button, Tooltip, VisuallyHidden } from '@mantine/core';
import { type ReactNode, useId } from 'react';
import styles from './CommandButton.module.css';
import type { Refusal } from './commands.ts';
import type { Command } from './use-command.ts';

interface CommandButtonProps {
  command: Command;
  refusal: Refusal;
  children: ReactNode;
  /** With the project's name, since a page shows many of these. */
  label: string;
  testId: string;
  variant?: 'filled' | 'default';
  icon?: ReactNode;
}

/** Never hidden: where it cannot be used it can still be reached, and says why. */
export function CommandButton({ command, refusal, children, label, testId, variant = 'default', icon }: CommandButtonProps) {
  const why = useId();
  const button = (
    <Button
      size="xs"
      variant={refusal ? 'default' : variant}
      loading={command.pending}
      leftSection={icon}
      aria-label={label}
      data-testid={testId}
      {...(refusal ? { className: styles.refused ?? '' } : {})}
      {...(refusal ? { 'data-disabled': true, 'aria-disabled': true, 'aria-describedby': why } : {})}
      onClick={() => {
        if (!refusal) void command.give();
      }}
    >
      {children}
    </Button>
  );
  if (!refusal) return button;
  return (
    <>
      <Tooltip label={refusal}>{button}</Tooltip>
      <VisuallyHidden id={why}>{refusal}</VisuallyHidden>
    </>
  );
}
