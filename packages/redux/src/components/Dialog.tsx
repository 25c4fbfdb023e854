import { type ReactNode, useEffect, useId, useRef } from 'react';
import { useSettings } from './dev-team-context.ts';
import { icons } from './icons.tsx';
import { useRootProps } from './root-props.ts';

interface DialogProps {
  title: string;
  onClose: () => void;
  children: ReactNode;
  darkMode?: boolean | undefined;
}

/** The browser's own dialog: above everything of the host without a z-index, keeps the focus, closes by Escape. Mounted is open. */
export function Dialog({ children, darkMode, onClose, title }: DialogProps) {
  const { labels } = useSettings();
  const root = useRootProps('dt-dialog', { darkMode });
  const heading = useId();
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const element = dialog.current;
    if (element === null || element.open) return;
    // Some test environments draw pages without knowing dialogs.
    if (typeof element.showModal === 'function') element.showModal();
    else element.setAttribute('open', '');
    element.querySelector<HTMLElement>('input, textarea')?.focus();
  }, []);
  /** By its own `close`, which gives the focus back to where it was. */
  const close = () => (typeof dialog.current?.close === 'function' ? dialog.current.close() : onClose());
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- it keeps clicks and keys from the host
    <dialog
      {...root}
      ref={dialog}
      aria-labelledby={heading}
      onClose={onClose}
      onClick={(event) => event.stopPropagation()}
      onKeyDown={(event) => event.stopPropagation()}
    >
      <header className="dt-dialog-head">
        <h2 id={heading}>{title}</h2>
        <button type="button" className="dt-icon-button" aria-label={labels.close} onClick={close}>
          {icons.cross}
        </button>
      </header>
      <div className="dt-dialog-body">{children}</div>
    </dialog>
  );
}
