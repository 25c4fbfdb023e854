import { createAutomationService, createDevTeamClient } from '@devteam/redux';
import { projects, tasks } from '../data.js';

/** The CRM's own server passes these requests on to DevTeam and adds the key, so the browser has none. */
export const devTeamClient = createDevTeamClient();

export const automationService = createAutomationService(devTeamClient, {
  getTasks: async (projectId) => tasks.filter((task) => task._projectID === projectId),
  getProject: async (projectId) => projects.find((project) => project.id === projectId),
});
