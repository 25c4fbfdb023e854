import type { AuditKind } from '../views/audit-view.ts';
import type { RouteName, Routes } from './index.ts';

type Writing = { [Name in RouteName]: Routes[Name]['method'] extends 'GET' ? never : Name }[RouteName];

/** What each request that may change something is about, for the audit; null: it changes nothing, or only what passes within a minute. */
export const kindOfAction: Readonly<Record<Writing, AuditKind | null>> = {
  initializeAutomation: 'automation',
  pauseAutomation: 'automation',
  resumeAutomation: 'automation',
  stopAutomation: 'automation',
  automateProject: 'automation',
  stopProject: 'automation',
  controlProject: 'automation',
  setStopPoints: 'automation',
  updateRepositoryTask: 'task',
  undoTask: 'task',
  startTimer: 'task',
  stopTimer: 'task',
  injectTask: 'injection',
  requestInjection: 'injection',
  previewInjection: null,
  cancelInjection: 'injection',
  approveInjection: 'injection',
  answerReview: 'review',
  addProject: 'project',
  changeConfiguration: 'project',
  changeCustomer: 'project',
  validateRepository: null,
  inspectRepository: null,
  verifyReceipt: null,
  setBudget: 'budget',
  setCustomerBudget: 'budget',
  saveNoticeSettings: 'notice',
  addWebhook: 'webhook',
  changeWebhook: 'webhook',
  removeWebhook: 'webhook',
  renewWebhookSecret: 'webhook',
  testWebhook: 'webhook',
  redeliver: 'webhook',
  signIn: 'access',
  signOut: 'access',
  endSession: 'access',
  makeTicket: null,
  changeUser: 'access',
  inviteUser: 'access',
  acceptInvitation: 'access',
  makeToken: 'access',
  revokeToken: 'access',
};

export const findActionKind = (name: string): AuditKind | null => (kindOfAction as Record<string, AuditKind | null>)[name] ?? null;
