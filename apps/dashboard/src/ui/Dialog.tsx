import { CloseButton } from '@mantine/core';
import { type ReactNode, useEffect, useId, useRef } from 'react';
import styles from './Dialog.module.css';

interface DialogProps {
  opened: boolean;
  onClose: () => void;
  title: ReactNode;
  children: ReactNode;
  /** Stays in view below what scrolls: decisions are never scrolled away. */
  actions?: ReactNode;
  wide?: boolean;
  testId?: string;
}

/** The browser's own modal dialog: it keeps the focus inside, and Escape closes it. On a phone it is a sheet at the bottom. */
export function Dialog({ opened, onClose, title, children, actions, wide, testId }: DialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const heading = useId();
  useEffect(() => {
    if (opened && !dialog.current?.open) dialog.current?.showModal();
    if (!opened && dialog.current?.open) dialog.current.close();
  }, [opened]);
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- a click beside it closes it; the keyboard has Escape
    <dialog
      ref={dialog}
      className={styles.dialog}
      aria-labelledby={heading}
      data-wide={wide || undefined}
      data-testid={testId}
      onClose={onClose}
      onMouseDown={(event) => {
        if (event.target === event.currentTarget) onClose();
      }}
    >
      {opened ? (
        <div className={styles.inside}>
          <div className={styles.head}>
            <h2 id={heading}>{title}</h2>
            <CloseButton aria-label="Close" onClick={onClose} />
          </div>
          {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls, so the keyboard has to reach it */}
          <div className={styles.body} tabIndex={0}>
            {children}
          </div>
          {actions ? <div className={styles.actions}>{actions}</div> : null}
        </div>
      ) : null}
    </dialog>
  );
}
