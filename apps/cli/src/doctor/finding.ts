/** One line of the doctor's report. */
export interface Finding {
  about: string;
  status: 'ok' | 'warning' | 'failed';
  detail: string;
  /** What a person does now; null if nothing. */
  next: string | null;
}

export const ok = (about: string, detail: string): Finding => ({ about, status: 'ok', detail, next: null });
export const warning = (about: string, detail: string, next: string): Finding => ({ about, status: 'warning', detail, next });
export const failed = (about: string, detail: string, next: string): Finding => ({ about, status: 'failed', detail, next });
