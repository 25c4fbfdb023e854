/** Words on controls, which a host may put into its own language. */
export const englishLabels = {
  automate: 'Automate Project',
  automating: 'Automating...',
  resume: 'Resume',
  pause: 'Pause',
  stop: 'Stop',
  needsYou: 'Needs you',
  details: 'Details',
  injectTask: 'Inject Task',
  priority: 'Add Before Current Task',
  replace: 'Replace Current Task',
  positional: 'Insert at Position',
  close: 'Close',
};

export type Labels = typeof englishLabels;
