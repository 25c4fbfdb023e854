/** Whether this browser shows notices outside of the page, and whether it may. */
export type SystemPermission = 'granted' | 'denied' | 'default' | 'unknown';

export const systemPermission = (): SystemPermission => ('Notification' in globalThis ? Notification.permission : 'unknown');

/** Asks the person; only ever called by a click. */
export async function askSystemPermission(): Promise<SystemPermission> {
  return 'Notification' in globalThis ? Notification.requestPermission() : 'unknown';
}

/** One of the same tag replaces the one before, so that two tabs tell once. */
export function showSystemNotice({ body, onClick, tag, title }: { title: string; body: string; tag: string; onClick: () => void }): void {
  if (systemPermission() !== 'granted') return;
  const notice = new Notification(title, { body, tag, icon: '/favicon.svg' });
  notice.addEventListener('click', () => {
    window.focus();
    onClick();
    notice.close();
  });
}
