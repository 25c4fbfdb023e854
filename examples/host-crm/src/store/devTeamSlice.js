export { devTeamReducer as default, fetchAutomationStatus, initializeProjectAutomation, selectAutomationStatus } from '@devteam/redux';
