export { type WebhookRow, addWebhook, changeWebhook, findWebhook, listWebhooks, noteTry, removeWebhook, webhookView } from './webhooks.ts';
export {
  type DeliveryRow,
  claimDeliveries,
  collectDeliveries,
  deliverAgain,
  deliveryView,
  endTry,
  forgetDeliveries,
  listDeliveries,
  listLagging,
} from './deliveries.ts';
