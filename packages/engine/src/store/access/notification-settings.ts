import type { NotificationSettings } from '@devteam/api';
import { jsonText } from '../json-text.ts';
import type { Queryable } from '../queryable.ts';

/** undefined: this person never said. */
export async function findNotificationSettings(db: Queryable, userId: string): Promise<NotificationSettings | undefined> {
  const { rows } = await db.query<{ settings: NotificationSettings }>(
    'select settings from access.notification_settings where user_id = $1',
    [userId],
  );
  return rows[0]?.settings;
}

export async function saveNotificationSettings(db: Queryable, userId: string, settings: NotificationSettings): Promise<void> {
  await db.query(
    `insert into access.notification_settings (user_id, settings) values ($1, $2)
     on conflict (user_id) do update set settings = excluded.settings`,
    [userId, jsonText(settings)],
  );
}
