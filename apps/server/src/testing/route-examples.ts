import { randomUUID } from 'node:crypto';
import type { RouteName, RouteRequest, Routes } from '@devteam/api';

/** What the examples are about: things of one customer that are there. */
export interface ExamplePlace {
  customerId: string;
  /** With an execution that runs. */
  projectId: string;
  /** Of this execution, and the number of an event of it that tells a failure. */
  executionId: string;
  errorId: string;
  /** Makes a project without an execution. */
  freshProject: () => Promise<string>;
  userId: string;
  /** Makes what a test ends. */
  freshToken: () => Promise<string>;
  freshInjection: () => Promise<string>;
  freshInvitation: () => Promise<string>;
  /** Makes a question that waits. */
  freshReview: () => Promise<string>;
  resolutionId: string;
  artifactId: string;
  /** Makes one of the customer, and something that it is told. */
  freshWebhook: () => Promise<{ webhookId: string; deliveryId: string }>;
  receiptId: string;
  machineToken: string;
  /** Of a repository that can be reached from here. */
  repositoryUrl: string;
}

type Examples = { [Name in RouteName]: (place: ExamplePlace) => Promise<RouteRequest<Routes[Name]>> };

const ofProject = async ({ projectId }: ExamplePlace) => ({ params: { projectId } });
const none = async () => ({});
const injection = { injectionType: 'positional', targetPosition: 'after:T-1', task: { title: 'new' }, reason: 'needed' } as const;

/** A request of each route that succeeds for whoever may ask it. */
export const routeExamples: Examples = {
  initializeAutomation: async ({ freshProject, userId }) => ({ body: { projectId: await freshProject(), userId, stopPoint: 'T-1' } }),
  readAutomationStatus: ofProject,
  pauseAutomation: ofProject,
  resumeAutomation: ofProject,
  stopAutomation: ofProject,
  updateRepositoryTask: async ({ projectId }) => ({ params: { projectId, taskId: 'T-1' }, body: { status: 'skipped' } }),
  injectTask: async ({ projectId }) => ({ body: { projectId, ...injection } }),
  requestInjection: async ({ projectId }) => ({ params: { projectId }, body: injection }),
  findInjection: async ({ freshInjection, projectId }) => ({ params: { projectId, injectionId: await freshInjection() } }),
  listInjections: ofProject,
  cancelInjection: async ({ freshInjection, projectId }) => ({ params: { projectId, injectionId: await freshInjection() } }),
  approveInjection: async ({ freshInjection, projectId }) => ({ params: { projectId, injectionId: await freshInjection() } }),
  controlProject: async ({ projectId }) => ({ params: { projectId }, body: { command: 'pause_now' } }),
  setStopPoints: async ({ projectId }) => ({ params: { projectId }, body: { stopPoints: [{ when: 'after', target: 'T-1' }] } }),
  setBudget: async ({ projectId }) => ({ params: { projectId }, body: { limits: { dollars: 3 } } }),
  setCustomerBudget: async ({ customerId }) => ({ params: { customerId }, body: { limits: { minutes: 90 } } }),
  readUse: none,
  validateRepository: async ({ repositoryUrl }) => ({ body: { repositoryUrl } }),
  inspectRepository: async () => ({ body: { repositoryUrl: 'https://git.example.test/shop.git' } }),
  listDrivers: none,
  readPreflight: ofProject,
  listRepositoryTasks: ofProject,
  findExecutionError: async ({ errorId, executionId }) => ({ params: { executionId, errorId } }),
  listActiveExecutions: async () => ({ params: { userId: 'me' } }),
  listExecutionHistory: async () => ({ params: { userId: 'me' }, query: { limit: '5' } }),
  addProject: async ({ customerId }) => ({
    body: {
      customerId,
      name: `new ${randomUUID()}`,
      repositoryUrl: 'https://example.test/new.git',
      executor: 'replay',
      sandbox: 'process',
    },
  }),
  readConfiguration: ofProject,
  changeConfiguration: async ({ projectId }) => ({ params: { projectId }, body: { maxAttempts: 2, model: 'gpt-5', slots: 2 } }),
  readCustomer: async ({ customerId }) => ({ params: { customerId } }),
  changeCustomer: async ({ customerId }) => ({ params: { customerId }, body: { slots: 3 } }),
  listCustomers: async () => ({ query: { limit: '10' } }),
  listProjects: none,
  findProject: ofProject,
  listEvents: async ({ projectId }) => ({ params: { projectId }, query: { after: '0', limit: '3' } }),
  streamEvents: async ({ projectId }) => ({ query: { projectId, after: '1' } }),
  listLogLines: async ({ projectId }) => ({ params: { projectId }, query: { limit: '2', contains: 'LINE' } }),
  downloadLog: ofProject,
  automateProject: async ({ freshProject }) => ({ params: { projectId: await freshProject() }, body: { stopAfter: ['T-1'] } }),
  stopProject: async ({ freshProject }) => ({ params: { projectId: await freshProject() } }),
  signIn: async ({ machineToken }) => ({ body: { token: machineToken } }),
  signOut: none,
  readMe: none,
  listSessions: none,
  endSession: async () => ({ params: { sessionId: 'none' } }),
  makeTicket: async ({ projectId }) => ({ body: { projectId } }),
  listUsers: async () => ({ query: { limit: '2' } }),
  findUser: async ({ userId }) => ({ params: { userId } }),
  changeUser: async ({ userId }) => ({ params: { userId }, body: { name: 'Renamed' } }),
  inviteUser: async ({ customerId }) => ({ body: { grants: [{ role: 'viewer', customerId }], hours: 1 } }),
  acceptInvitation: async ({ freshInvitation }) => ({
    body: { code: await freshInvitation(), name: 'New', email: `${randomUUID()}@example.test`, password: 'correct horse battery' },
  }),
  listTokens: none,
  makeToken: async ({ customerId }) => ({ body: { name: 'ci', permissions: ['project.read'], customerId } }),
  revokeToken: async ({ freshToken }) => ({ params: { tokenId: await freshToken() } }),
  listReviews: none,
  findReview: async ({ freshReview, projectId }) => ({ params: { projectId, reviewId: await freshReview() } }),
  answerReview: async ({ freshReview, projectId }) => ({
    params: { projectId, reviewId: await freshReview() },
    body: { choice: 'skip', note: 'no longer wanted' },
  }),
  readNoticeSettings: none,
  saveNoticeSettings: async () => ({ body: { kinds: ['review_opened'], mutedProjects: ['acme/shop'] } }),
  listWebhooks: none,
  addWebhook: async ({ customerId }) => ({
    body: { name: 'chat', url: 'https://hooks.example.test/1', kinds: ['review_opened'], format: 'slack', customerId },
  }),
  findWebhook: async ({ freshWebhook }) => ({ params: { webhookId: (await freshWebhook()).webhookId } }),
  changeWebhook: async ({ freshWebhook }) => ({ params: { webhookId: (await freshWebhook()).webhookId }, body: { enabled: false } }),
  removeWebhook: async ({ freshWebhook }) => ({ params: { webhookId: (await freshWebhook()).webhookId } }),
  renewWebhookSecret: async ({ freshWebhook }) => ({ params: { webhookId: (await freshWebhook()).webhookId } }),
  testWebhook: async ({ freshWebhook }) => ({ params: { webhookId: (await freshWebhook()).webhookId } }),
  listDeliveries: async ({ freshWebhook }) => ({ params: { webhookId: (await freshWebhook()).webhookId }, query: { limit: '2' } }),
  redeliver: async ({ freshWebhook }) => ({ params: await freshWebhook() }),
  listAudit: async () => ({ query: { limit: '3', kind: 'automation' } }),
  listAttempts: async ({ projectId }) => ({ params: { projectId, taskKey: 'T-1' } }),
  listNodes: async ({ executionId }) => ({ params: { executionId }, query: { limit: '2', taskKey: 'T-1', attempt: '1' } }),
  listArtifacts: async ({ executionId }) => ({ params: { executionId }, query: { taskKey: 'T-1' } }),
  downloadArtifact: async ({ artifactId, executionId }) => ({ params: { executionId, artifactId } }),
  listResolutions: ofProject,
  findResolution: async ({ projectId, resolutionId }) => ({ params: { projectId, resolutionId } }),
  listReceipts: ofProject,
  findReceipt: async ({ receiptId }) => ({ params: { receiptId } }),
  listReceiptTests: async ({ receiptId }) => ({ params: { receiptId } }),
  verifyReceipt: async ({ receiptId }) => ({ params: { receiptId } }),
  previewInjection: async ({ projectId }) => ({
    params: { projectId },
    body: { injectionType: 'priority', task: { title: 'Mend the login' }, reason: 'a customer asked' },
  }),
  listTimers: none,
  startTimer: async ({ projectId }) => ({ params: { projectId }, body: { taskKey: 'T-2' } }),
  stopTimer: ofProject,
  readChanges: async ({ projectId }) => ({ params: { projectId, taskKey: 'T-1' } }),
  undoTask: async ({ projectId }) => ({ params: { projectId, taskKey: 'T-1' } }),
  readMetrics: async () => ({ query: { days: '7' } }),
  listBudgets: none,
  readHealth: none,
  readDescription: none,
  probe: none,
  probeToo: none,
};
